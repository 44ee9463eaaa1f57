"""The running app, the world it stands in, and the answers of its cells."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from app.core.clock import utc_now
from app.main import create_app
from app.migrations import migrate
from app.settings import Settings
from tests.walls.calling import Answer, Request, call
from tests.walls.cells import KINDS, Cell, Row, cells, expected, shown
from tests.walls.rehearsal import Rehearsal
from tests.walls.rows import World
from tests.walls.world import Builder

# Headers that differ from answer to answer by design, or say nothing about the object.
_OF_THE_REQUEST = frozenset({"x-request-id", "date"})


@dataclass(frozen=True, kw_only=True)
class Matrix:
    app: FastAPI
    db: Rehearsal
    world: World
    runner: asyncio.Runner

    def surprises(self, row: Row) -> list[str]:
        """Where the service is not as the table says."""
        return self.runner.run(self._surprises(row))

    async def _surprises(self, row: Row) -> list[str]:
        words: dict[str, tuple[object, ...]] = {}
        surprises = []
        with self.db.connected():
            for cell in cells(row, self.world):
                surprise = await self.surprise(cell, words)
                surprises += [surprise] if surprise else []
        return surprises

    async def surprise(self, cell: Cell, words: dict[str, tuple[object, ...]]) -> str | None:
        """None when the answer is as it should be. What the request does is undone before this returns.

        `words` are the refusals of the same route so far, by status and code.
        """
        with self.db.undone():
            answer = await call(self.app, request_of(cell))
        return _surprise(cell, answer) or _other_words(cell, answer, words)


def count(rows: Sequence[Row], world: World) -> int:
    return sum(1 for row in rows for _ in cells(row, world))


def request_of(cell: Cell) -> Request:
    row, ids = cell.row, cell.ids
    path = row.path.replace("{path:path}", "anything").replace("{scope}", "team")
    for name, kind in KINDS.items():
        path = path.replace("{" + name + "}", str(ids.get(kind)))
    return Request(
        method=row.method,
        path=path,
        query=row.query(cell) if callable(row.query) else row.query,
        cookies=cell.world.cookies[cell.principal.name],
        headers=row.headers(cell) if callable(row.headers) else dict(row.headers),
        body=row.body(cell) if callable(row.body) else row.body,
    )


def _surprise(cell: Cell, answer: Answer) -> str | None:
    wanted = expected(cell)
    said = f"{cell}: {answer.status} {answer.code or answer.body[:300]!r}"
    if wanted is None:
        if cell.row.done.isdisjoint({answer.status, answer.code}):
            return f"{said}, wanted it done"
        wrong = [one for one, is_shown in shown(cell).items() if (str(one) in str(answer.body)) != is_shown]
        return f"{cell}: shows too much or too little: {wrong}" if wrong else None
    status, code = wanted
    # An answer to HEAD says nothing but its status.
    is_told = answer.code == code or cell.row.method == "HEAD"
    return None if answer.status == status and is_told else f"{said}, wanted {status} {code}"


def _other_words(cell: Cell, answer: Answer, words: dict[str, tuple[object, ...]]) -> str | None:
    """Whoever is refused for the same reason hears the same, to the byte: nobody learns what exists."""
    if answer.code is None:
        return None
    told = (answer.body, _headers(answer))
    if words.setdefault(f"{answer.status} {answer.code}", told) == told:
        return None
    return f"{cell}: not the words that others heard: {answer.body!r}"


def _headers(answer: Answer) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(item for item in answer.headers.items() if item[0] not in _OF_THE_REQUEST))


@contextmanager
def a_matrix(database_url: str, var_dir: Path) -> Generator[Matrix]:
    settings = Settings(
        var_dir=var_dir,
        database_url=database_url,
        pwa_dir=var_dir / "pwa",
        # Passkeys need a name and https.
        public_url="https://twotap.test",
        log_level="ERROR",
    )
    now = utc_now()
    app = create_app(settings, clock=lambda: now)
    real = app.state.db
    migrate(real)
    with real.writing() as session:
        world = Builder(session, now).build()
    rehearsal = Rehearsal.of(real)
    app.state.db = rehearsal
    with asyncio.Runner() as runner:
        yield Matrix(app=app, db=rehearsal, world=world, runner=runner)
        app.state.hub.close()
        runner.run(real.aclose())
