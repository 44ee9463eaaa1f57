"""How one process learns that another committed: no broker, the database tells.

Nothing depends on a wake being delivered: whoever wakes reads the log after where it was, and a
reconnected waker wakes once at first.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing

import psycopg
from psycopg.sql import SQL, Identifier

from app.core.db import Database
from app.sync.live import Waker
from app.sync.service import CHANNEL

POLL_S = 0.1
# A connection that a firewall dropped says nothing, for ever; looking now and then costs one query.
LISTEN_S = 15.0


class FileWaker:
    """SQLite counts commits of other connections in `data_version`. Asking costs 8 microseconds."""

    def __init__(self, path: str, *, poll_s: float = POLL_S) -> None:
        self._path = path
        self._poll_s = poll_s

    async def wakes(self) -> AsyncGenerator[None]:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            seen: int | None = None
            while True:
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    yield
                await asyncio.sleep(self._poll_s)


class ListenWaker:
    """LISTEN on a connection of its own; the payload is empty, the log holds the truth.

    Wakes after `listen_s` without a word, too.
    """

    def __init__(self, dsn: str, *, listen_s: float = LISTEN_S) -> None:
        self._dsn = dsn
        self._listen_s = listen_s

    async def wakes(self) -> AsyncGenerator[None]:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
            while True:
                yield
                async for _ in connection.notifies(timeout=self._listen_s):
                    yield


def waker_for(db: Database) -> Waker:
    if db.is_sqlite:
        return FileWaker(db.url.database or "")
    return ListenWaker(db.sync_url)
