"""A log of its own for each test that does violence to it: the house's is one chain for all stories."""

from collections.abc import Generator
from pathlib import Path

import pytest

from app.core.db import Database
from app.migrations import migrate
from app.settings import Settings
from app.wiring import open_database
from tests.postgres import a_database


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Database]:
    if request.param == "sqlite":
        yield from _opened(Settings(var_dir=tmp_path))
        return
    with a_database(request.getfixturevalue("postgres_server")) as url:
        yield from _opened(Settings(var_dir=tmp_path, database_url=url))


def _opened(settings: Settings) -> Generator[Database]:
    made = open_database(settings)
    try:
        migrate(made)
        yield made
    finally:
        made.close()
