"""Two at once, at the worst moment: neither may undo what the other was told."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session, select

from app.clips.models import Upload
from app.clips.service import end_expired_uploads
from tests.clips.sending import Sending, begins, creates
from tests.language import Person
from tests.rig import House

# Long enough for the other side to have read what it is about to act on.
MEANWHILE_S = 0.3


def upload_of(session: Session, sending: Sending) -> Upload:
    return session.exec(select(Upload).where(Upload.clip_id == sending.clip_id)).one()


def meanwhile(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    time.sleep(MEANWHILE_S)
    return thread


def test_a_sweep_spares_an_upload_that_is_finished_at_that_moment(house: House, maria: Person) -> None:
    """Its web process may be a second behind the worker's clock."""
    sending = begins(maria, 100)

    def sweep() -> None:
        with house.db.writing() as session:
            end_expired_uploads(session, at=expires_at)

    with house.db.writing() as session:
        upload = upload_of(session, sending)
        expires_at = upload.expires_at
        upload.finished_at = house.clock()
        session.flush()
        sweeping = meanwhile(sweep)
    sweeping.join()
    with house.db.reading() as session:
        assert upload_of(session, sending).ended_at is None
    house.drain()


def test_two_restarts_of_an_ended_upload_mean_the_same_one(house: House, maria: Person) -> None:
    ended = begins(maria, 100)
    ended.terminates()
    answers: list[int] = []
    places: set[str] = set()

    def start_again() -> None:
        answer = creates(maria, 100, clip_id=ended.clip_id)
        answers.append(answer.status_code)
        places.add(answer.headers.get("Location", ""))

    with house.db.writing() as session:
        # Both have read the ended upload and wait here to make room.
        held: UUID = upload_of(session, ended).id
        session.get_one(Upload, held, with_for_update=True, populate_existing=True)
        both = [meanwhile(start_again), meanwhile(start_again)]
    for one in both:
        one.join()
    assert answers == [201, 201]
    assert len(places) == 1
    house.drain()
