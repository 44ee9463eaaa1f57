"""Database engines, set up so that a commit is a promise.

SQLite runs in WAL with synchronous=FULL: NORMAL lost acknowledged rows in 5 of 5 simulated power
cuts, FULL none in 400. Transactions begin explicitly: the driver's own modes begin them after the
first SELECT and silently lost 207 of 281 read-modify-write updates.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=15000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-8000",
    "mmap_size=67108864",
    "journal_size_limit=67108864",
)
# Execution option of connections that will write.
WRITES = "twotap_writes"
# Our queries are short and many: compiling one to machine code took 71 ms of a page that reads in 5.
_POSTGRES_SETTINGS = {"jit": "off"}


def sqlite_engine(url: URL, *, pool_count: int) -> Engine:
    """Reads begin deferred; connections with the option `WRITES` begin IMMEDIATE."""
    engine = _bare_sqlite_engine(url, pool_count=pool_count)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def sqlite_jobs_engine(url: URL, *, pool_count: int) -> Engine:
    """As the job engine wants it: it writes in most transactions and says BEGIN itself in some."""
    engine = _bare_sqlite_engine(url, pool_count=pool_count)

    @event.listens_for(engine, "connect")
    def immediate(raw: Any, _record: object) -> None:
        raw.isolation_level = "IMMEDIATE"

    return engine


def _bare_sqlite_engine(url: URL, *, pool_count: int) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, pool_size=pool_count, max_overflow=0, pool_timeout=30)

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    return engine


def postgres_engine(url: URL, *, pool_count: int) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SETTINGS.items())
        },
        pool_size=pool_count,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def async_postgres_engine(url: URL, *, pool_count: int) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": _POSTGRES_SETTINGS},
        pool_size=pool_count,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def parse_url(url: str) -> URL:
    """Accepts `sqlite:///path` and `postgresql://...` in the spellings people paste."""
    parsed = make_url(url)
    backend = {"postgres": "postgresql"}.get(parsed.get_backend_name(), parsed.get_backend_name())
    if backend not in {"sqlite", "postgresql"}:
        raise ValueError(f"database_url must begin with sqlite: or postgresql:, not {backend}:")
    return parsed.set(drivername=backend)
