"""A job is promised exactly when its transaction is, and kept whatever happens."""

import pytest

from app.core.events import emit
from app.core.ids import new_id
from app.core.jobs import enqueue
from tests.doubles.jobs import NOTE, NOTED, STUMBLE
from tests.rig import House


class ChangedMyMindError(Exception):
    pass


def enqueue_and_fail(house: House, line: str) -> None:
    with house.db.writing() as session:
        enqueue(session, NOTE, line, key=line)
        raise ChangedMyMindError


@pytest.fixture
def line() -> str:
    return str(new_id())


def test_a_committed_job_runs(house: House, line: str) -> None:
    with house.db.writing() as session:
        enqueue(session, NOTE, line, key=line)
    house.drain()
    assert house.notebook.lines.count(line) == 1


def test_a_job_of_a_transaction_that_failed_never_was(house: House, line: str) -> None:
    with pytest.raises(ChangedMyMindError):
        enqueue_and_fail(house, line)
    house.drain()
    assert line not in house.notebook.lines


def test_the_same_key_runs_once(house: House, line: str) -> None:
    for _ in range(3):
        with house.db.writing() as session:
            enqueue(session, NOTE, line, key=line)
            enqueue(session, NOTE, line, key=line)
        house.drain()
    assert house.notebook.lines.count(line) == 1


def test_what_fails_in_passing_is_tried_again(house: House, line: str) -> None:
    with house.db.writing() as session:
        enqueue(session, STUMBLE, line, 1, key=line)
    house.drain()
    assert house.notebook.lines.count(line) == 1


def test_an_event_starts_what_listens_to_it_once_per_occurrence(house: House, line: str) -> None:
    with house.db.writing() as session:
        emit(session, NOTED, line, key=line)
        emit(session, NOTED, line, key=line)
    house.drain()
    assert house.notebook.lines.count(line) == 1


def test_urgent_jobs_overtake(house: House) -> None:
    """All wait when the first worker looks; the lower number goes first."""
    first, later = str(new_id()), str(new_id())
    with house.db.writing() as session:
        for number in range(20):
            enqueue(session, NOTE, later, key=f"{later}:{number}", priority=20)
        enqueue(session, NOTE, first, key=first, priority=1)
    house.drain()
    lines = [line for line in house.notebook.lines if line in {first, later}]
    assert first in lines[:8]


def test_a_value_that_is_not_json_is_refused_before_anything_is_kept(house: House, line: str) -> None:
    with pytest.raises(TypeError), house.db.writing() as session:
        enqueue(session, NOTE, object(), key=line)  # type: ignore[arg-type] # the point of this test
    house.drain()
