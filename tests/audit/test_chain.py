"""The log is only ever added to; whoever makes the database do otherwise is found out, at which entry."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.core.db import Database
from app.core.engines import WRITES
from app.people.audit.verify import bear_witness, find_witness, verify
from tests.audit.tampering import FIRST_AT, TAMPERINGS, tamper, without_guards, write_log

COUNT = 1_000
ROUNDS_COUNT = 12


@contextmanager
def undone(db: Database) -> Iterator[Connection]:
    engine = db.engine.execution_options(**{WRITES: True})
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def test_a_log_as_it_was_written_holds(db: Database) -> None:
    assert verify(db).broken_seq is None
    write_log(db, 1)
    write_log(db, COUNT + 1)
    verdict = verify(db)
    assert (verdict.broken_seq, verdict.end.seq) == (None, COUNT + 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = 1",
        "UPDATE audit_head SET hash = seal",
        "UPDATE audit_head SET id = 2",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_written(db: Database, statement: str) -> None:
    write_log(db, 3)
    with pytest.raises(DBAPIError, match="only ever added to"), undone(db) as connection:
        connection.execute(text(statement))
    assert verify(db).broken_seq is None


def test_nothing_is_replaced_and_nothing_is_emptied(db: Database) -> None:
    write_log(db, 3)
    statements = (
        ["INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2"]
        if db.is_sqlite
        else ["TRUNCATE audit_entry", "TRUNCATE audit_head"]
    )
    for statement in statements:
        with pytest.raises(DBAPIError, match="only ever added to"), undone(db) as connection:
            connection.execute(text(statement))


@pytest.fixture
def written(db: Database) -> Database:
    write_log(db, COUNT)
    return db


def test_every_tampering_is_found_at_its_first_entry(written: Database) -> None:
    """Each on the same log, undone afterwards by putting back what was there."""
    dice = random.Random(7)
    kept = _copy(written)
    missed = []
    for _ in range(ROUNDS_COUNT):
        for name, how in TAMPERINGS.items():
            first = tamper(written, how, dice, COUNT)
            verdict = verify(written)
            if verdict.broken_seq != first or not verdict.why:
                missed.append((name, first, verdict))
            _put_back(written, kept)
    assert missed == []
    assert verify(written).broken_seq is None


def test_a_log_that_was_cut_off_goes_on_and_shows_the_break_for_ever(written: Database) -> None:
    tamper(written, TAMPERINGS["cut_off_and_mend_head"], random.Random(1), COUNT)
    broken = verify(written).broken_seq
    write_log(written, 5)
    assert verify(written).broken_seq == broken


def test_a_database_put_back_to_an_earlier_day_is_found_by_the_witness(db: Database, tmp_path: Path) -> None:
    write_log(db, 10)
    earlier = _copy(db)
    write_log(db, 10)
    assert bear_witness(db, tmp_path, at=FIRST_AT).broken_seq is None
    seen = find_witness(tmp_path)
    assert seen is not None
    assert seen.seq == 20
    _put_back(db, earlier)
    # It was true once, so it holds by itself.
    assert verify(db).broken_seq is None
    assert verify(db, witness=seen).broken_seq == 11
    assert bear_witness(db, tmp_path, at=FIRST_AT).broken_seq == 11
    write_log(db, 15)
    assert bear_witness(db, tmp_path, at=FIRST_AT).broken_seq == 20
    assert find_witness(tmp_path) == seen


def test_the_witness_is_for_nobody_elses_eyes_and_goes_on_with_the_log(db: Database, tmp_path: Path) -> None:
    for count in (0, 1, 1, 3):
        write_log(db, count)
        assert bear_witness(db, tmp_path, at=FIRST_AT).broken_seq is None
    seen = find_witness(tmp_path)
    assert seen is not None
    assert seen.seq == 5
    assert (tmp_path / "audit-witness.json").stat().st_mode & 0o077 == 0


def _copy(db: Database) -> dict[str, list[dict[str, object]]]:
    with db.reading() as session:
        return {
            table: [
                dict(row) for row in session.connection().execute(text(f"SELECT * FROM {table}")).mappings()
            ]
            for table in ("audit_entry", "audit_head")
        }


def _put_back(db: Database, kept: dict[str, list[dict[str, object]]]) -> None:
    with db.engine.execution_options(**{WRITES: True}).begin() as connection:
        without_guards(connection)
        for table, rows in kept.items():
            connection.execute(text(f"DELETE FROM {table}"))
            written = [
                {name: json.dumps(value) if isinstance(value, dict) else value for name, value in row.items()}
                for row in rows
            ]
            places = ", ".join(f":{name}" for name in written[0])
            connection.execute(text(f"INSERT INTO {table} VALUES ({places})"), written)
