"""Takes the body of a PATCH as it arrives and stores it in runs.

No lock and no transaction is held while waiting for bytes: each run is written as a blob and then
recorded by one short write that says where it belongs. Of two PATCHes at the same offset, the first
to record a run goes on and the other is told the true offset, so a stalled one never blocks a resume.
"""

import asyncio
import time
from typing import Any

import anyio.to_thread
from starlette.types import Receive

from app.clips import policy
from app.clips.policy import UploadLimits
from app.clips.service import Part, add_part, blobs_of_upload, end_upload, finish_upload, require_within
from app.clips.tus import Checksum
from app.clips.upload_queries import Standing, list_part_keys
from app.core.actor import Actor
from app.core.blobs import BlobStore
from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import Problem, TooLarge
from app.core.ids import new_id
from media.sniff import HEAD_BYTES


class Stalled(Problem):
    status = 408


class Body:
    """Pulls a request's body. A wait that times out loses no bytes: the pull goes on."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._pull: asyncio.Task[Any] | None = None
        self.is_ended = False

    async def next(self, *, wait_s: float) -> bytes | None:
        """The next bytes; None when there were none for `wait_s`. A cut connection ends the body."""
        if self._pull is None:
            self._pull = asyncio.ensure_future(self._receive())
        done, _ = await asyncio.wait({self._pull}, timeout=wait_s)
        if not done:
            return None
        message, self._pull = self._pull.result(), None
        self.is_ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        return chunk

    def close(self) -> None:
        if self._pull is not None:
            self._pull.cancel()


class Intake:
    """One PATCH: moves `standing` forward as runs are stored."""

    def __init__(
        self,
        standing: Standing,
        actor: Actor,
        *,
        db: Database,
        blobs: BlobStore,
        limits: UploadLimits,
        clock: Clock,
    ) -> None:
        self.standing = standing
        self._actor = actor
        self._db = db
        self._blobs = blobs
        self._limits = limits
        self._clock = clock
        self._part_bytes = limits.part_bytes

    async def take(self, body: Body) -> None:
        """Store what comes: in parts, and whenever the sender pauses. Raises Stalled after a long wait."""
        run = bytearray()
        began = time.monotonic()
        while not body.is_ended:
            chunk = await body.next(wait_s=policy.PAUSE_S if run else self._limits.stall_s)
            if chunk is None and not run:
                raise Stalled("upload.stalled", "Nothing arrived for a while. What did arrive is kept.")
            run += chunk or b""
            while len(run) >= self._part_bytes or (chunk is None and run):
                size = min(len(run), self._part_bytes)
                await self._store(bytes(run[:size]))
                del run[:size]
                began = self._measured(size, began=began)
        if run:
            await self._store(bytes(run))

    async def take_checked(self, body: Body, checksum: Checksum) -> None:
        """As `take`, but nothing is stored before the whole body was held against its checksum."""
        run = bytearray()
        while not body.is_ended:
            chunk = await body.next(wait_s=self._limits.stall_s)
            if chunk is None:
                raise Stalled("upload.stalled", "Nothing arrived for a while.")
            run += chunk
            if len(run) > policy.PART_MAX_BYTES:
                raise TooLarge(
                    "upload.checked_too_large",
                    f"With a checksum, send at most {policy.PART_MAX_BYTES} bytes at a time.",
                )
        checksum.require(run)
        if run:
            await self._store(bytes(run))

    async def finish_if_whole(self) -> None:
        """Make the clip when the last byte is there, unless it is no recording: then nothing is kept."""
        if not self.standing.is_whole or self.standing.is_finished:
            return
        head = await self._head()
        try:
            policy.require_readable(head, kind=self.standing.kind)
        except Problem:
            await self._db.write(end_upload, self._actor, self.standing.id, at=self._clock())
            raise
        self.standing = await self._db.write(finish_upload, self._actor, self.standing.id, at=self._clock())

    def _measured(self, size: int, *, began: float) -> float:
        now = time.monotonic()
        filled = size >= self._part_bytes
        self._part_bytes = policy.next_part_bytes(
            self._part_bytes,
            filled_in_s=now - began if filled else policy.QUICK_PART_S,
            smallest=self._limits.part_bytes,
        )
        return now

    async def _store(self, run: bytes) -> None:
        offset = self.standing.offset_bytes
        require_within(offset + len(run), length_bytes=self.standing.length_bytes, limits=self._limits)
        # A racing PATCH at the same offset writes beside it, not over it.
        key = f"{blobs_of_upload(self.standing.id)}/{offset:015d}-{new_id().hex}"
        await anyio.to_thread.run_sync(self._blobs.put, key, run)
        part = Part(offset_bytes=offset, size_bytes=len(run), blob_key=key)
        try:
            self.standing = await self._db.write(
                add_part, self._actor, self.standing.id, part, limits=self._limits, at=self._clock()
            )
        except Problem:
            # Refused for certain. After any other error the row may be there and needs its bytes.
            await anyio.to_thread.run_sync(self._blobs.delete, key)
            raise

    async def _head(self) -> bytes:
        keys = await self._db.read(list_part_keys, self.standing.id, before_bytes=HEAD_BYTES)

        def read() -> bytes:
            return b"".join(self._blobs.read(key, length=HEAD_BYTES) for key in keys)[:HEAD_BYTES]

        return await anyio.to_thread.run_sync(read)
