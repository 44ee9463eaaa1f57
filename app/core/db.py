"""The database, SQLite or PostgreSQL, as the rest of the service sees it.

Query functions are plain synchronous code, `fn(session, ...)`; the same function runs in a request,
in a job's step and in a test. A session is opened and closed within one call and never held while
waiting for anything else: the tutorial pattern of a session per request stopped answering at 100
connections.

    rows  = await db.read(queries.list_posts, member, before=cursor)
    post  = await db.write(service.create_post, member, ...)     committed when it returns
    with db.writing() as session: ...                            the same in jobs and tests
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import Session

from app.core import engines
from app.core.refusals import Collided, translated
from app.core.writer import Writer

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

SLOW_READ_S = 0.05
# Two transactions that wait for each other: one is undone by the server, and simply comes again.
COLLISIONS_COUNT = 4


class Database:
    """`info` is handed to every session as `session.info`; the composition root fills it."""

    def __init__(self, url: str, *, info: Mapping[str, Any], pool_count: int) -> None:
        self.url = engines.parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.info: dict[str, Any] = dict(info)
        self._pool_count = pool_count
        self.engine = self.new_engine()
        self._writer: Writer | None = None
        self.async_engine: AsyncEngine | None = None

    @classmethod
    def open(cls, url: str, *, info: Mapping[str, Any] | None = None, pool_count: int = 8) -> "Database":
        return cls(url, info=info or {}, pool_count=pool_count)

    @property
    def sync_url(self) -> str:
        return self.url.render_as_string(hide_password=False)

    def new_engine(self, *, for_jobs: bool = False) -> Engine:
        """A further engine on the same database; whoever asks disposes it."""
        if not self.is_sqlite:
            return engines.postgres_engine(self.url, pool_count=self._pool_count)
        make = engines.sqlite_jobs_engine if for_jobs else engines.sqlite_engine
        return make(self.url, pool_count=self._pool_count)

    async def read(self, fn: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a bounded query.

        On SQLite it runs in place: a hop to a thread costs more than the query, and halves the
        requests per second. A query that takes long enough to be felt by others is logged.
        """
        if not self.is_sqlite:
            async with self._async_session() as session:
                return await session.run_sync(_as_sqlmodel(fn), *args, **kwargs)
        began = time.perf_counter()
        with self.reading() as reader:
            result = fn(reader, *args, **kwargs)
        took_s = time.perf_counter() - began
        if took_s > SLOW_READ_S:
            log.warning("slow read", extra={"query": fn.__qualname__, "took_ms": round(took_s * 1000)})
        return result

    async def write(
        self, fn: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `fn` in a transaction; when this returns, it is on disk."""
        if not self.is_sqlite:
            return await self._write_to_postgres(fn, *args, **kwargs)
        if self._writer is None:
            self._writer = Writer(self.engine, self.info)
        future = self._writer.submit(fn, args, kwargs)
        result: R = await asyncio.wrap_future(future)
        return result

    async def _write_to_postgres(
        self, fn: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        for _ in range(COLLISIONS_COUNT):
            try:
                async with self._async_session() as session, session.begin():
                    return await session.run_sync(_as_sqlmodel(fn), *args, **kwargs)
            except Collided as collision:
                last = collision
        raise last

    @contextmanager
    def reading(self) -> Generator[Session]:
        with _translating(), self._session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Commits at the end, rolls back on an exception."""
        engine = self.engine.execution_options(**{engines.WRITES: True})
        with _translating(), self._session(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """For processes that never used `read` or `write` on PostgreSQL; else `aclose`."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()

    async def aclose(self) -> None:
        if self.async_engine is not None:
            await self.async_engine.dispose()
        await asyncio.to_thread(self.close)

    def _session(self, engine: Engine) -> Session:
        return Session(engine, info=dict(self.info), expire_on_commit=False)

    @asynccontextmanager
    async def _async_session(self) -> AsyncGenerator[AsyncSession]:
        if self.async_engine is None:
            self.async_engine = engines.async_postgres_engine(self.url, pool_count=self._pool_count)
        session = AsyncSession(
            self.async_engine,
            sync_session_class=Session,
            info=dict(self.info),
            expire_on_commit=False,
        )
        with _translating():
            async with session:
                yield session


def _as_sqlmodel(fn: Callable[..., R]) -> Callable[..., R]:
    """`run_sync` promises SQLAlchemy's Session; ours is made of SQLModel's, its subclass."""
    return fn


@contextmanager
def _translating() -> Generator[None]:
    try:
        yield
    except Exception as error:
        meant = translated(error)
        if meant is error:
            raise
        raise meant from error
