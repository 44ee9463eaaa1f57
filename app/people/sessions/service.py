"""Ending sessions. Each verb runs in the caller's transaction and checks access first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFound
from app.people.access import person_for, require_not_above
from app.people.audit.service import record_audit
from app.people.joining import end_session, end_sessions, tell_person
from app.people.models import DeviceSession, Role


def end_own(session: Session, actor: Actor, session_id: UUID, *, at: datetime) -> None:
    """One of the actor's own, this one included."""
    mine = session.scalars(
        select(DeviceSession).where(
            col(DeviceSession.id) == session_id,
            col(DeviceSession.person_id) == actor.person_id,
            col(DeviceSession.revoked_at).is_(None),
        )
    ).one_or_none()
    if mine is None:
        raise NotFound("session.unknown", "This phone is signed out already.")
    end_session(session, mine.id, actor.person_id, at=at)
    record_audit(session, actor, "session.ended", at=at, object_id=mine.id)


def end_others(session: Session, actor: Actor, *, at: datetime) -> None:
    """All of the actor's own but the one that asks."""
    others = session.scalars(
        select(DeviceSession).where(
            col(DeviceSession.person_id) == actor.person_id,
            col(DeviceSession.id) != actor.session_id,
            col(DeviceSession.revoked_at).is_(None),
        )
    ).all()
    for other in others:
        end_session(session, other.id, actor.person_id, at=at)
    record_audit(session, actor, "sessions.ended", at=at, object_id=actor.person_id, count=len(others))


def end_all_of(session: Session, actor: Actor, person_id: UUID, *, at: datetime) -> None:
    """Sign somebody out everywhere: their roles stay, and they need a code to come back."""
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    if person.id != actor.person_id:
        require_not_above(session, actor, person.id)
    end_sessions(session, col(DeviceSession.person_id) == person.id, at=at)
    record_audit(session, actor, "sessions.ended", at=at, object_id=person.id)
    tell_person(session, person.id, at=at)
