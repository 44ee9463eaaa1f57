"""Every story that takes `house` runs twice: on SQLite and on PostgreSQL."""

from collections.abc import Generator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.postgres import a_database, a_postgres_server
from tests.rig import House, a_house

BROWSERS = "tests/browser/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Each process takes whole files, for what their stories share; the browsers' are one file to it."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSERS if nodeid.startswith(BROWSERS) else nodeid.split("::", 1)[0]


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """The URL of a PostgreSQL server that tests may make databases on."""
    with a_postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_house(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    var_dir = tmp_path_factory.mktemp("sqlite")
    with a_house("sqlite", f"sqlite:///{var_dir / 'twotap.sqlite'}", var_dir) as house:
        yield house


@pytest.fixture(scope="session")
def postgres_house(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    var_dir = tmp_path_factory.mktemp("postgres")
    with a_database(postgres_server) as url, a_house("postgres", url, var_dir) as house:
        yield house


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    """Shared by all tests: each makes its own organisation, so that none sees another's.

    Both houses stand to the end: a run that is spread over processes changes between them often.
    """
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found


@pytest.fixture(autouse=True)
def _the_clock_runs_again(request: pytest.FixtureRequest) -> Generator[None]:
    yield
    if "house" in request.fixturenames:
        request.getfixturevalue("house").clock.run()
