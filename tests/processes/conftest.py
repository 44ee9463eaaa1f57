"""Each story of processes has an installation of its own, on either database."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.postgres import a_database
from tests.processes.programs import Installation


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Installation]:
    if request.param == "sqlite":
        yield Installation(f"sqlite:///{tmp_path / 'twotap.sqlite'}", tmp_path)
        return
    with a_database(request.getfixturevalue("postgres_server")) as url:
        yield Installation(url, tmp_path)
