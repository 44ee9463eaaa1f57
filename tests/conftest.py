"""Every story that takes `house` runs twice: on SQLite and on PostgreSQL."""

from collections.abc import Generator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.postgres import a_database, a_postgres_server
from tests.rig import House, a_house

BROWSERS = "tests/browser/"
ENGINES = ("sqlite", "postgres")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ByFileAndEngine(config, log)


class ByFileAndEngine(LoadScopeScheduling):  # type: ignore[misc]
    """Each process takes whole files, for what their stories share, and first all those on one engine:
    a house takes seconds to build. The browsers' are one file to it.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BROWSERS):
            return BROWSERS
        file, _, test = nodeid.partition("::")
        chosen = test.partition("[")[2].rstrip("]").split("-")
        return f"{file} {next((engine for engine in ENGINES if engine in chosen), '')}"


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """The URL of a PostgreSQL server that tests may make databases on."""
    with a_postgres_server() as url:
        yield url


@pytest.fixture(scope="session", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """Shared by all tests: each makes its own organisation, so that none sees another's.

    One at a time: a process has but one job engine.
    """
    var_dir = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        with a_house("sqlite", f"sqlite:///{var_dir / 'twotap.sqlite'}", var_dir) as sqlite_house:
            yield sqlite_house
        return
    server_url: str = request.getfixturevalue("postgres_server")
    with a_database(server_url) as url, a_house("postgres", url, var_dir) as postgres_house:
        yield postgres_house


@pytest.fixture(autouse=True)
def _the_clock_runs_again(request: pytest.FixtureRequest) -> Generator[None]:
    yield
    if "house" in request.fixturenames:
        request.getfixturevalue("house").clock.run()
