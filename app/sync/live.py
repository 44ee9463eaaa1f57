"""Live streams of one web process: who listens, and to whom a change must be told.

A stream says only "there is something up to N"; the phone then asks for the delta, the same way
as after a night offline. However many people listen, one process asks the database once per wake.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import Protocol

from app.core.db import Database
from app.core.errors import Unavailable
from app.sync.queries import Notice, list_notices, read_newest_seq

log = logging.getLogger(__name__)

PING_S = 15.0
# A stream ends now and then, so that a session which ended quietly (by its age) is noticed.
STREAM_MAX_S = 3_600.0
RETRY_S = 1.0
READY_S = 5.0


class Waker(Protocol):
    """Yields whenever another process or this one may have committed a change, and once at first."""

    def wakes(self) -> AsyncGenerator[None]: ...


class Listener:
    """One open stream. `up_to` only grows; `ended` is final."""

    def __init__(self, scopes: Collection[str]) -> None:
        self.scopes = tuple(scopes)
        self.up_to = 0
        self.ended = False
        self._news = asyncio.Event()

    def tell(self, seq: int) -> None:
        self.up_to = max(self.up_to, seq)
        self._news.set()

    def end(self) -> None:
        self.ended = True
        self._news.set()

    async def news(self, *, within_s: float) -> bool:
        """False when nothing came in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


class Hub:
    """Listeners by scope. Runs its waker only while somebody listens.

    `row_kinds` are the kinds of change that leave a person's rights alone. Any other kind ends the
    streams of its scope: the phone connects again and is let in, or not, by what holds then.
    """

    def __init__(self, db: Database, waker: Waker, *, row_kinds: Collection[str]) -> None:
        self._db = db
        self._waker = waker
        self._row_kinds = frozenset(row_kinds)
        self._by_scope: defaultdict[str, set[Listener]] = defaultdict(set)
        self._count = 0
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._closed = False

    @property
    def listener_count(self) -> int:
        return self._count

    @asynccontextmanager
    async def listening(self, scopes: Collection[str]) -> AsyncGenerator[Listener]:
        """From its start on no change is missed; what came before, the caller looks up after it."""
        if self._closed:
            raise Unavailable("service.stopping", "The service is restarting. Please try again.")
        listener = Listener(scopes)
        self._add(listener)
        try:
            await self._watching()
            yield listener
        finally:
            self._drop(listener)

    def _add(self, listener: Listener) -> None:
        self._count += 1
        for scope in listener.scopes:
            self._by_scope[scope].add(listener)

    def _drop(self, listener: Listener) -> None:
        self._count -= 1
        for scope in listener.scopes:
            self._by_scope[scope].discard(listener)
            if not self._by_scope[scope]:
                del self._by_scope[scope]
        if not self._count and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watching(self) -> None:
        if self._task is None or self._task.done():
            self._ready.clear()
            self._task = asyncio.create_task(self._watch())
        try:
            async with asyncio.timeout(READY_S):
                await self._ready.wait()
        except TimeoutError:
            raise Unavailable("live.failed", "Live updates are not available. Please try again.") from None

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for listener in {one for listeners in self._by_scope.values() for one in listeners}:
            listener.end()

    async def _watch(self) -> None:
        seq: int | None = None
        while not self._closed:
            try:
                if seq is None:
                    seq = await self._db.read(read_newest_seq)
                    self._ready.set()
                async with contextlib.aclosing(self._waker.wakes()) as wakes:
                    async for _ in wakes:
                        seq = await self._pass_on(seq)
            except Exception as error:
                log.warning("live updates interrupted, trying again", exc_info=error)
                await asyncio.sleep(RETRY_S)

    async def _pass_on(self, seq: int) -> int:
        """Tells everything after `seq`; returns how far that is."""
        while notices := await self._db.read(list_notices, seq):
            for notice in notices:
                self._tell(notice)
            seq = notices[-1].seq
        return seq

    def _tell(self, notice: Notice) -> None:
        for listener in self._by_scope.get(notice.scope, ()):
            listener.tell(notice.seq)
            if notice.kind not in self._row_kinds:
                listener.end()


async def stream(listener: Listener, *, ping_s: float = PING_S) -> AsyncGenerator[bytes]:
    """Server-sent events: `up_to` with a sequence number, and a comment so that proxies keep quiet."""
    loop = asyncio.get_running_loop()
    until = loop.time() + STREAM_MAX_S
    told = -1
    while True:
        if listener.up_to > told:
            told = listener.up_to
            yield b"event: up_to\ndata: %d\n\n" % told
        if listener.ended or loop.time() > until:
            return
        if not await listener.news(within_s=ping_s):
            yield b": ping\n\n"
