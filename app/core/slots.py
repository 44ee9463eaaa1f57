"""Worker slots: whoever works as `worker-0` holds that name, and a name nobody holds is dead.

The operating system or the database lets go of the name when the process dies, however it dies.
"""

import fcntl
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from app.core.db import Database

# Any number that no other two-part advisory lock of ours uses.
SLOT_LOCK = 7_331


class Slots(Protocol):
    @contextmanager
    def hold(self, executor_id: str) -> Generator[bool]:
        """Whether the name was free; it is held until the end of the block. Does not wait."""

    def is_kept(self) -> bool:
        """Whether a held name still is: a lost connection loses it while the process lives on."""


class FileSlots:
    """For workers beside one SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, executor_id: str) -> Generator[bool]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{executor_id}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def is_kept(self) -> bool:
        return True


class AdvisorySlots:
    """For workers beside one PostgreSQL. Each name is a lock of a connection of its own."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: psycopg.Connection | None = None

    @contextmanager
    def hold(self, executor_id: str) -> Generator[bool]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s, %s)", (SLOT_LOCK, _number(executor_id))
            ).fetchone()
            self._connection = connection
            yield bool(row and row[0])

    def is_kept(self) -> bool:
        try:
            assert self._connection is not None
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


def slots_for(db: Database) -> Slots:
    if db.is_sqlite:
        return FileSlots(Path(db.url.database or "").resolve().parent / "slots")
    return AdvisorySlots(db.sync_url)


def _number(executor_id: str) -> int:
    """Postgres wants a signed 32-bit number."""
    return zlib.crc32(executor_id.encode()) - 2**31
