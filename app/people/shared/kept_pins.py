"""A PIN's row and its tries: no more than that, so that joining can use it, too."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.people.shared.models import Pin, PinTries


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
