"""Selects about where somebody is signed in."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.access import person_for
from app.people.models import Device, DeviceSession, Role
from app.people.schemas import DeviceOut
from app.people.sessions.schemas import SessionOfPerson, SessionOut


def list_own(session: Session, actor: Actor, *, at: datetime) -> list[SessionOut]:
    """Newest first."""
    rows = session.execute(
        select(DeviceSession, Device)
        .join(Device, col(Device.id) == col(DeviceSession.device_id))
        .where(*_open_of(actor.person_id, at=at))
        .order_by(col(DeviceSession.created_at).desc(), col(DeviceSession.id).desc())
    )
    return [
        SessionOut(
            id=mine.id,
            device=DeviceOut(id=device.id, kind=device.kind, label=device.label),
            created_at=mine.created_at,
            is_current=mine.id == actor.session_id,
        )
        for mine, device in rows
    ]


def list_of(session: Session, actor: Actor, person_id: UUID, *, at: datetime) -> list[SessionOfPerson]:
    """Of somebody the actor looks after: how many phones, of what kind, since which day. No hours.

    Nor in disguise: our ids hold the millisecond in which they were made, so these are others, and the
    order within a day is theirs.
    """
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    rows = session.execute(
        select(col(DeviceSession.id), col(DeviceSession.created_at), col(Device.kind))
        .join(Device, col(Device.id) == col(DeviceSession.device_id))
        .where(*_open_of(person.id, at=at))
    )
    seen = [
        SessionOfPerson(id=uuid5(id_, "seen"), device_kind=kind, created_on=created_at.date())
        for id_, created_at, kind in rows
    ]
    return sorted(seen, key=lambda one: (one.created_on, one.id), reverse=True)


def _open_of(person_id: UUID, *, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DeviceSession.person_id) == person_id,
        col(DeviceSession.revoked_at).is_(None),
        col(DeviceSession.locked_at).is_(None),
        col(DeviceSession.expires_at) > at,
    )
