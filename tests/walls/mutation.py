"""How much of the walls the matrix holds: `python -m tests.walls.mutation`.

Each mutant lives in a forked process of its own, meets the cells in a shuffled order on a copy of the
same SQLite world, and dies at the first surprise. Survivors are listed; `EQUIVALENT` says of which it
is known that nobody could tell them from the original, and why. Any other survivor ends it with 1.
"""

import argparse
import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.engines import parse_url, sqlite_engine
from tests.walls import at_the_door, meanwhile
from tests.walls.cells import Cell, cells
from tests.walls.matrix import Matrix, a_matrix
from tests.walls.mutants import Mutant, mutants
from tests.walls.table import ROWS

AT_ONCE = max(2, (os.cpu_count() or 2))
LIFE_S = 900
# Reads nothing of the walls, takes long, or lives on an event loop that a forked process has not got.
LEFT_OUT = ("/readyz", "/metrics", "/healthz", "/api/me/pin", "/api/join", "/api/oidc", "/api/live")
KILLED_SHARE = 0.95
KILLER = "killer"
# Function and change of mutants that nobody can tell from the original, and why.
EQUIVALENT = {
    ("_held_ids", "if True: target is Team"): "names a column that only team ids are read by",
    ("held_teams", "where without col(Membership.team_id).is_not(None)"): (
        "adds a row without an id, which equals no team's"
    ),
}


def selected(matrix: Matrix) -> list[Cell]:
    rows = [row for row in ROWS if not any(part in row.path for part in LEFT_OUT)]
    chosen = [cell for row in rows for cell in cells(row, matrix.world)]
    random.Random(1).shuffle(chosen)
    return chosen


def killer_of(matrix: Matrix, chosen: Sequence[Cell]) -> str | None:
    """What tells this process's walls from the right ones; None when nothing does."""
    for check in (*meanwhile.CHECKS, *at_the_door.CHECKS):
        try:
            check(matrix)
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever breaks, it was noticed
            return check.__name__
    return matrix.runner.run(_first_surprise(matrix, chosen))


async def _first_surprise(matrix: Matrix, chosen: Sequence[Cell]) -> str | None:
    words: dict[str, dict[str, tuple[object, ...]]] = {}
    with matrix.db.connected():
        for cell in chosen:
            try:
                surprise = await matrix.surprise(cell, words.setdefault(cell.row.route, {}))
            except Exception as error:  # noqa: BLE001 - as above
                return f"{cell}: {error!r}"
            if surprise is not None:
                return surprise
    return None


def live(mutant: Mutant | None, matrix: Matrix, chosen: Sequence[Cell], world: Path, home: Path) -> None:
    """In a forked process. Whoever is killed leaves word of it. None: nothing is wrong with it."""
    signal.alarm(LIFE_S)
    home.mkdir()
    file = home / "twotap.sqlite"
    shutil.copy(world, file)
    engine = sqlite_engine(parse_url(f"sqlite:///{file}"), pool_count=2)
    matrix.db.engine = engine
    if mutant is not None:
        mutant.become()
    with asyncio.Runner() as runner, contextlib.redirect_stderr(None):
        killer = killer_of(replace(matrix, runner=runner), chosen)
    if killer is not None:
        (home / KILLER).write_text(killer)


def survivors(wanted: Sequence[Mutant], *, say: bool = False) -> list[Mutant]:
    """Before them goes one with nothing wrong, which must live: else the harness kills by itself."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with a_matrix(f"sqlite:///{home / 'twotap.sqlite'}", home) as matrix:
            chosen = selected(matrix)
            world = _copied(home / "twotap.sqlite", home / "world.sqlite")
            matrix.db.engine.dispose()
            alive = _run([None, *wanted], matrix, chosen, world, home, say=say)
    assert None in alive, "the walls as they are must pass first"
    return [mutant for mutant in alive if mutant is not None]


def _run(
    wanted: Sequence[Mutant | None],
    matrix: Matrix,
    chosen: Sequence[Cell],
    world: Path,
    home: Path,
    *,
    say: bool,
) -> list[Mutant | None]:
    """Who died without a word, of old age or by accident, counts as alive."""
    waiting, alive = list(enumerate(wanted)), list[Mutant | None]()
    running: dict[int, tuple[int, Mutant | None]] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            number, mutant = waiting.pop(0)
            process = os.fork()
            if process == 0:
                with contextlib.suppress(BaseException):
                    live(mutant, matrix, chosen, world, home / str(number))
                os._exit(0)
            running[process] = (number, mutant)
        process, _ = os.wait()
        number, mutant = running.pop(process)
        killer = home / str(number) / KILLER
        if not killer.exists():
            alive.append(mutant)
        if say:
            _say(
                f"killed    {mutant}  ({killer.read_text()[:150]})"
                if killer.exists()
                else f"SURVIVED  {mutant or 'the walls as they are, and so they should'}"
            )
        shutil.rmtree(home / str(number), ignore_errors=True)
    return alive


def _copied(source: Path, target: Path) -> Path:
    with contextlib.closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.walls.mutation")
    parser.add_argument("--every", type=int, default=1, help="a sample, one of so many")
    parser.add_argument("--of", default="", help="only the mutants of this function")
    said = parser.parse_args()
    began = time.perf_counter()
    wanted = [mutant for mutant in mutants() if said.of in {"", mutant.function}][:: said.every]
    alive = survivors(wanted, say=True)
    killed = len(wanted) - len(alive)
    share = killed / len(wanted)
    took_s = time.perf_counter() - began
    _say(f"\n{killed} of {len(wanted)} mutants killed ({share:.1%}) in {took_s:.0f} s")
    unexplained = 0
    for mutant in alive:
        why = EQUIVALENT.get((mutant.function, mutant.what))
        unexplained += why is None
        _say(f"  survived: {mutant}: {why or 'NOT EXPLAINED'}")
    is_whole = len(wanted) == len(list(mutants()))
    return 1 if unexplained or (is_whole and share < KILLED_SHARE) else 0


if __name__ == "__main__":
    sys.exit(main())
