"""Runs migrations on both engines. Expand and contract only: the version before must go on working."""

from typing import Any

from sqlalchemy import Connection, text

from alembic import context
from app.core.db import Database
from app.core.engines import WRITES
from app.core.jobs import is_engine_table
from app.settings import Settings
from app.tables import metadata

# Any number that no other advisory lock of ours uses.
MIGRATION_LOCK = 7_329


def include(_object: Any, name: str | None, kind: str, is_reflected: bool, compare_to: object | None) -> bool:
    """The job engine keeps its tables in the same SQLite file and migrates them itself; the index of words
    is made by hand for either engine.
    """
    del compare_to
    if not is_reflected or name is None:
        return True
    return not name.startswith("search_words") and not (kind == "table" and is_engine_table(name))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=include,
        render_as_batch=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.run_migrations()


def main() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    db = Database.open(Settings().resolved_database_url)
    try:
        with db.engine.execution_options(**{WRITES: True}).connect() as connection:
            run(connection)
    finally:
        db.close()


main()
