"""No job waits for a hand: neither one that gave up nor one that its own worker forgot."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.ids import new_id
from app.core.jobs import enqueue
from app.core.reaper import Reaper
from tests.doubles.jobs import BALK, NOTE
from tests.processes.programs import eventually
from tests.rig import House

WORKER = "worker-test"
SOON = timedelta(minutes=10)


def a_reaper(house: House) -> Reaper:
    return Reaper(
        house.db,
        own=WORKER,
        is_running=lambda _key: False,
        clock=lambda: house.clock() + SOON,
        forgotten_after_s=0.0,
    )


def mended(house: House, line: str) -> bool | None:
    """A database that is busy leaves the job to the next time, as every minute has one."""
    a_reaper(house).mend()
    house.drain()
    return house.notebook.lines.count(line) == 2 or None


@pytest.fixture
def line() -> str:
    return str(new_id())


def test_a_job_that_gave_up_starts_again_from_its_beginning(house: House, line: str) -> None:
    with house.db.writing() as session:
        enqueue(session, BALK, line, key=line)
    with pytest.raises(AssertionError, match="gave up"):
        house.drain()
    eventually(lambda: mended(house, line), within_s=10)
    a_reaper(house).mend()
    house.drain()
    assert house.notebook.lines.count(line) == 2, "what succeeded is left alone"


def test_a_job_whose_end_was_never_written_down_ends_all_the_same(house: House, line: str) -> None:
    with house.db.writing() as session:
        enqueue(session, NOTE, line, key=line)
    house.drain()
    # As a full disk leaves it: the step is recorded, the end of the job is not.
    table = "workflow_status" if house.db.is_sqlite else "dbos.workflow_status"
    forgotten = text(f"UPDATE {table} SET status = 'PENDING' WHERE workflow_uuid = :key")
    with house.db.writing() as session:
        session.connection().execute(forgotten, {"key": line})
    a_reaper(house).reap()
    house.drain(within_s=20)
    assert house.notebook.lines.count(line) == 1
