"""Verbs about PINs: tried, set, reset, and chosen anew with a lead's code."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Refused
from app.people.access import person_for, require_over
from app.people.audit.service import record_audit
from app.people.joining import added
from app.people.models import Device, DeviceKind, DeviceSession, Person, Role
from app.people.shared.kept_pins import forget_tries, set_pin
from app.people.shared.models import Pin, PinCode, PinTries
from app.people.shared.policy import (
    CODE_CHARS,
    CODE_LETTERS,
    TRIES_BEFORE_PAUSE,
    Tries,
    next_try,
)
from app.people.shared.queries import EnrolledDevice, is_of_team, strongest_role
from app.people.shared.service import lock_sessions


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A try that counts already. `hash` is None for somebody without a PIN, who is looked at all the same."""

    subject_id: UUID
    hash: str | None
    failed_count: int
    role: Role | None


def count_try(session: Session, device: EnrolledDevice, person_id: UUID, *, at: datetime) -> Tried:
    """Count a PIN tried on a shared phone. Raises TooMany or Refused, and then it may not be looked at.

    For somebody who has no tile here the tries are this phone's alone: otherwise any phone could lock
    out anybody.
    """
    if not session.scalar(select(is_of_team(device, person_id))):
        subject_id = uuid5(device.id, str(person_id))
        return Tried(
            subject_id=subject_id, hash=None, failed_count=_count(session, subject_id, at=at), role=None
        )
    return count_own_try(session, person_id, at=at)


def count_own_try(session: Session, person_id: UUID, *, at: datetime) -> Tried:
    failed_count = _count(session, person_id, at=at)
    kept = session.scalars(select(col(Pin.hash)).where(col(Pin.person_id) == person_id)).one_or_none()
    return Tried(
        subject_id=person_id,
        hash=kept,
        failed_count=failed_count,
        role=strongest_role(session, person_id),
    )


def _count(session: Session, subject_id: UUID, *, at: datetime, is_final: bool = True) -> int:
    """One more in the row, which is locked until the commit: of racers, each finds the one before counted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.connection().execute(
        dialect.insert(PinTries)
        .values(subject_id=subject_id, failed_count=0, tried_at=at)
        .on_conflict_do_nothing(index_elements=["subject_id"])
    )
    row = session.get_one(PinTries, subject_id, with_for_update=True)
    tries = next_try(
        Tries(failed_count=row.failed_count, paused_until=row.paused_until), at=at, is_final=is_final
    )
    row.failed_count, row.paused_until, row.tried_at = tries.failed_count, tries.paused_until, at
    session.flush()
    return tries.failed_count


def note_failure(session: Session, tried: Tried, device: EnrolledDevice | None, *, at: datetime) -> None:
    """A pause is worth an entry in the audit log, for somebody there is."""
    person = session.get(Person, tried.subject_id)
    if tried.failed_count % TRIES_BEFORE_PAUSE or person is None:
        return
    record_audit(
        session,
        None,
        "pin.locked",
        at=at,
        organisation_id=person.organisation_id,
        object_id=person.id,
        failed_count=tried.failed_count,
        device_id=str(device.id) if device else None,
    )


def set_own_pin(session: Session, actor: Actor, kept: str, *, at: datetime) -> None:
    set_pin(session, actor.person_id, kept, at=at)
    record_audit(session, actor, "pin.set", at=at, object_id=actor.person_id)


def reset_pin(session: Session, actor: Actor, person_id: UUID, *, at: datetime) -> None:
    """Take a PIN away, with its tries, and close the shared phones that it opened."""
    person = _pin_holder_for(session, actor, person_id)
    session.exec(delete(Pin).where(col(Pin.person_id) == person.id))
    session.exec(delete(PinCode).where(col(PinCode.person_id) == person.id))
    forget_tries(session, person.id)
    shared = select(col(Device.id)).where(col(Device.kind) == DeviceKind.SHARED)
    lock_sessions(
        session,
        (col(DeviceSession.person_id) == person.id) & col(DeviceSession.device_id).in_(shared),
        at=at,
    )
    record_audit(session, actor, "pin.reset", at=at, object_id=person.id)


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_CHARS))


def create_code(
    session: Session, actor: Actor, person_id: UUID, code_hash: bytes, *, at: datetime, ttl: timedelta
) -> PinCode:
    """A code for one person, in place of any before it."""
    person = _pin_holder_for(session, actor, person_id)
    session.exec(delete(PinCode).where(col(PinCode.person_id) == person.id))
    code = added(
        session,
        PinCode(person_id=person.id, code_hash=code_hash, created_by_id=actor.person_id, expires_at=at + ttl),
    )
    record_audit(session, actor, "pin_code.created", at=at, object_id=person.id)
    return code


def _pin_holder_for(session: Session, actor: Actor, person_id: UUID) -> Person:
    """A person whose PIN the actor may replace: whoever knows the PIN acts as them, everywhere."""
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    if person.id != actor.person_id:
        require_over(session, actor, person.id)
    return person


def try_code(session: Session, device: EnrolledDevice, code_hash: bytes, *, at: datetime) -> UUID | None:
    """Whose code this is; None when it is nobody's here. Tries count against the phone. Raises TooMany."""
    _count(session, device.id, at=at, is_final=False)
    person_id = session.scalars(
        select(col(PinCode.person_id)).where(
            col(PinCode.code_hash) == code_hash,
            col(PinCode.used_at).is_(None),
            col(PinCode.expires_at) > at,
        )
    ).one_or_none()
    if person_id is None or not session.scalar(select(is_of_team(device, person_id))):
        return None
    forget_tries(session, device.id)
    return person_id


def use_code(
    session: Session, device: EnrolledDevice, code_hash: bytes, kept: str, *, at: datetime
) -> Person:
    """Raises Refused when it was used, replaced or expired since it was looked at."""
    code = session.scalars(
        select(PinCode).where(col(PinCode.code_hash) == code_hash).with_for_update()
    ).one_or_none()
    if code is None or code.used_at is not None or code.expires_at <= at:
        raise code_refused()
    session.exec(
        update(PinCode)
        .where(col(PinCode.id) == code.id)
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    set_pin(session, code.person_id, kept, at=at)
    person = session.get_one(Person, code.person_id)
    record_audit(
        session,
        None,
        "pin.set",
        at=at,
        organisation_id=person.organisation_id,
        object_id=person.id,
        device_id=str(device.id),
    )
    return person


def code_refused() -> Refused:
    return Refused("pin_code.refused", "This code does not work. Ask your lead for a new one.")
