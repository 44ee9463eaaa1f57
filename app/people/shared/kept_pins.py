"""Rows of PINs, tries and codes: no more than that, so that joining and housekeeping can use them, too."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists
from sqlmodel import Session, col

from app.people.models import Person
from app.people.shared.models import DeviceChallenge, Pin, PinCode, PinTries


def set_pin(session: Session, person_id: UUID, kept: str, *, at: datetime) -> None:
    """`kept` comes from `PinHasher.hashed`. A new PIN starts with no tries against it."""
    pin = session.get(Pin, person_id, with_for_update=True)
    if pin is None:
        session.add(Pin(person_id=person_id, hash=kept, set_at=at))
    else:
        pin.hash, pin.set_at = kept, at
    session.flush()
    forget_tries(session, person_id)


def forget_tries(session: Session, subject_id: UUID) -> None:
    session.exec(delete(PinTries).where(col(PinTries.subject_id) == subject_id))


def forget_stale(session: Session, *, at: datetime) -> None:
    """What nobody can use any more. Tries stay with everybody there is: the tenth was the last."""
    session.exec(delete(DeviceChallenge).where(col(DeviceChallenge.expires_at) <= at))
    session.exec(delete(PinCode).where(col(PinCode.expires_at) <= at))
    is_somebodys = exists().where(col(Person.id) == col(PinTries.subject_id))
    session.exec(
        delete(PinTries)
        .where(col(PinTries.tried_at) <= at - timedelta(days=1), ~is_somebodys)
        .execution_options(synchronize_session=False)
    )
