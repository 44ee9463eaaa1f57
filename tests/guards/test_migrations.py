"""The migrations and the models say the same, on both databases, and every step can be walked back."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from alembic import command
from app.core.db import Database
from app.core.engines import WRITES
from app.core.jobs import migrate_jobs
from app.migrations import config
from tests.postgres import a_database


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Database]:
    if request.param == "sqlite":
        made = Database.open(f"sqlite:///{tmp_path / 'twotap.sqlite'}")
        yield made
        made.close()
        return
    with a_database(request.getfixturevalue("postgres_server")) as url:
        made = Database.open(url)
        yield made
        made.close()


def alembic(db: Database, verb: str, *words: str) -> None:
    made = config()
    with db.engine.execution_options(**{WRITES: True}).begin() as connection:
        made.attributes["connection"] = connection
        getattr(command, verb)(made, *words)


def tables(db: Database) -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_head_is_what_the_models_say(db: Database) -> None:
    alembic(db, "upgrade", "head")
    # The job engine's tables stand in the same database and are not ours to compare.
    migrate_jobs(db.sync_url)
    alembic(db, "check")


def test_every_step_goes_down_and_up_again(db: Database) -> None:
    alembic(db, "upgrade", "head")
    at_head = tables(db)
    alembic(db, "downgrade", "base")
    assert tables(db) == set()
    alembic(db, "upgrade", "head")
    assert tables(db) == at_head
