"""Every route, asked by everybody, for everything: who is let in and what all others hear.

The routes come from the running app, what should happen from a table written by hand. A cell is one
route, one principal (`principals`) and one relation of theirs to the object (`cells`).
"""

from collections.abc import Callable, Generator

import pytest

from app.core.doors import declared
from tests.postgres import a_database
from tests.walls import at_the_door, meanwhile
from tests.walls.cells import Row
from tests.walls.matrix import Matrix, a_matrix, count
from tests.walls.table import ROWS

CELLS_COUNT = 4_000


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Matrix]:
    var_dir = tmp_path_factory.mktemp("walls")
    if request.param == "sqlite":
        with a_matrix(f"sqlite:///{var_dir / 'twotap.sqlite'}", var_dir) as on_sqlite:
            yield on_sqlite
        return
    server_url: str = request.getfixturevalue("postgres_server")
    with a_database(server_url) as url, a_matrix(url, var_dir) as on_postgres:
        yield on_postgres


def test_every_route_has_a_row_and_every_row_a_route(matrix: Matrix) -> None:
    routes = {f"{method} {path}" for method, path in declared(matrix.app.routes)}
    rows = {row.route for row in ROWS}
    assert routes - rows == set(), "write a row for each of these"
    assert rows - routes == set(), "these lead nowhere any more"


def test_every_route_stands_behind_the_door_that_its_row_names(matrix: Matrix) -> None:
    doors = declared(matrix.app.routes)
    assert {row.route: row.door for row in ROWS} == {
        f"{method} {path}": door for (method, path), door in doors.items()
    }


def test_the_matrix_is_large(matrix: Matrix) -> None:
    assert count(ROWS, matrix.world) >= CELLS_COUNT


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
def test_everybody_is_let_in_or_kept_out_as_the_table_says(matrix: Matrix, row: Row) -> None:
    assert matrix.surprises(row) == []


@pytest.mark.parametrize("check", [*at_the_door.CHECKS, *meanwhile.CHECKS], ids=lambda check: check.__name__)
def test_the_door_and_what_comes_between_it_and_the_decision(
    matrix: Matrix, check: Callable[[Matrix], None]
) -> None:
    check(matrix)
