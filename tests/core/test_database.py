"""What the database promises: saved means saved, and no neighbour pays for another's mistake."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import Malformed, Problem, Unavailable
from tests.postgres import a_database

CALLS_COUNT = 200


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'notes.sqlite'}"
        return
    with a_database(request.getfixturevalue("postgres_server")) as made:
        yield made


def in_database(url: str, story: Callable[[Database], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        db = Database.open(url)
        try:
            await db.write(make_table)
            await story(db)
        finally:
            await db.aclose()

    asyncio.run(told())


def make_table(session: Session) -> None:
    session.connection().execute(text("CREATE TABLE note (id BIGINT PRIMARY KEY, line TEXT)"))


def add(session: Session, number: int, line: str = "x") -> int:
    session.connection().execute(
        text("INSERT INTO note (id, line) VALUES (:id, :line)"), {"id": number, "line": line}
    )
    return number


def add_and_fail(session: Session, number: int) -> None:
    add(session, number)
    raise LookupError(number)


def numbers(session: Session) -> set[int]:
    return {number for (number,) in session.connection().execute(text("SELECT id FROM note"))}


def test_what_was_written_is_there_when_the_call_returns(url: str) -> None:
    async def story(db: Database) -> None:
        assert await db.write(add, 1) == 1
        with db.reading() as session:
            assert numbers(session) == {1}
        assert await db.read(numbers) == {1}

    in_database(url, story)


def jit(session: Session) -> str:
    return str(session.connection().execute(text("SHOW jit")).scalar_one())


def test_postgres_compiles_no_query_to_machine_code(postgres_server: str) -> None:
    async def story(db: Database) -> None:
        assert await db.read(jit) == "off"
        with db.reading() as session:
            assert jit(session) == "off"

    with a_database(postgres_server) as url:
        in_database(url, story)


def test_a_failing_call_undoes_itself_and_nothing_else(url: str) -> None:
    async def story(db: Database) -> None:
        calls = [db.write(add_and_fail if number % 3 == 0 else add, number) for number in range(CALLS_COUNT)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        failed = {number for number, result in enumerate(results) if isinstance(result, LookupError)}
        assert failed == {number for number in range(CALLS_COUNT) if number % 3 == 0}
        assert await db.read(numbers) == set(range(CALLS_COUNT)) - failed

    in_database(url, story)


def test_a_call_that_was_given_up_leaves_the_others_alone(url: str) -> None:
    async def story(db: Database) -> None:
        calls = [asyncio.ensure_future(db.write(add, number)) for number in range(20)]
        await asyncio.sleep(0)
        calls[7].cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        told = {result for result in results if isinstance(result, int)}
        assert told >= set(range(20)) - {7}
        assert told <= await db.read(numbers)

    in_database(url, story)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_a_number_beyond_64_bits_is_the_senders_mistake(url: str, number: int) -> None:
    async def story(db: Database) -> None:
        with pytest.raises(Malformed, match=r"request\.unstorable"):
            await db.write(add, number)
        assert await db.read(numbers) == set()

    in_database(url, story)


def test_half_a_character_is_the_senders_mistake(url: str) -> None:
    async def story(db: Database) -> None:
        with pytest.raises(Malformed, match=r"request\.unstorable"):
            await db.write(add, 1, "\ud800")

    in_database(url, story)


def test_a_nul_is_the_senders_mistake_where_it_cannot_be_stored(url: str) -> None:
    """SQLite stores it; the guard before the routes refuses it on both."""

    async def story(db: Database) -> None:
        if db.is_sqlite:
            await db.write(add, 1, "a\0b")
        else:
            with pytest.raises(Malformed, match=r"request\.unstorable"):
                await db.write(add, 1, "a\0b")

    in_database(url, story)


def test_reading_what_cannot_exist_is_the_senders_mistake_too(url: str) -> None:
    def look(session: Session, number: int) -> object:
        return session.connection().execute(text("SELECT id FROM note WHERE id = :id"), {"id": number}).all()

    async def story(db: Database) -> None:
        with pytest.raises(Malformed):
            await db.read(look, 2**70)

    in_database(url, story)


def test_a_full_disk_tells_everyone_the_truth(tmp_path: Path) -> None:
    """Whoever was told "saved" finds it; whoever was told "full" can send it again."""

    async def story(db: Database) -> None:
        results = await asyncio.gather(
            *(db.write(add, number, "x" * 20_000) for number in range(CALLS_COUNT)), return_exceptions=True
        )
        saved = {result for result in results if isinstance(result, int)}
        refusals = [result for result in results if isinstance(result, Problem)]
        assert len(saved) + len(refusals) == CALLS_COUNT
        assert all(isinstance(refusal, Unavailable) for refusal in refusals)
        assert {refusal.code for refusal in refusals} <= {"storage.full", "storage.failed"}
        assert "storage.full" in {refusal.code for refusal in refusals}
        assert await db.read(numbers) == saved
        assert await db.write(add, CALLS_COUNT) == CALLS_COUNT

    in_small_database(tmp_path, story)


def in_small_database(folder: Path, story: Callable[[Database], Coroutine[Any, Any, None]]) -> None:
    """Of 200 pages: SQLite answers the next one as it answers a full disk."""

    async def told() -> None:
        db = Database.open(f"sqlite:///{folder / 'small.sqlite'}")
        event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=200").close())
        try:
            await db.write(make_table)
            await story(db)
        finally:
            await db.aclose()

    asyncio.run(told())


def test_read_modify_write_loses_no_update(url: str) -> None:
    def bump(session: Session) -> None:
        connection = session.connection()
        row = connection.execute(
            text("SELECT line FROM note WHERE id = 1 FOR UPDATE" if pg else _PLAIN)
        ).one()
        connection.execute(
            text("UPDATE note SET line = :line WHERE id = 1"), {"line": str(int(row.line) + 1)}
        )

    pg = url.startswith("postgresql")

    async def story(db: Database) -> None:
        await db.write(add, 1, "0")
        await asyncio.gather(*(db.write(bump) for _ in range(100)))
        with db.reading() as session:
            total = session.connection().execute(text("SELECT line FROM note")).scalar_one()
        assert total == "100"

    in_database(url, story)


_PLAIN = "SELECT line FROM note WHERE id = 1"
