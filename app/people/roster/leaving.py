"""Letting go of whoever is not in the file."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.core.actor import person_scope, session_scope
from app.people.audit.service import Doer, record_audit
from app.people.joining import ME, end_sessions
from app.people.models import Admission, DeviceSession, Invite, Membership, Person
from app.people.roster.models import RosterImport
from app.people.roster.present import in_scope
from app.sync.service import record_change


def let_leave(
    session: Session, roster: RosterImport, people: Sequence[UUID], *, by: Doer | None, at: datetime
) -> None:
    """End what they hold where the file speaks; with their last role, every session and link of theirs."""
    session.exec(
        delete(Membership)
        .where(col(Membership.person_id).in_(people), in_scope(roster))
        .execution_options(synchronize_session=False)
    )
    staying = set(
        session.scalars(select(col(Membership.person_id)).where(col(Membership.person_id).in_(people)))
    )
    gone = [person_id for person_id in people if person_id not in staying]
    _depart(session, gone, at=at)
    for person_id in people:
        record_change(session, scope=person_scope(person_id), kind=ME, object_id=person_id, at=at)
        record_audit(
            session,
            by,
            "person.removed" if person_id in staying else "person.departed",
            at=at,
            organisation_id=roster.organisation_id,
            object_id=person_id,
            import_id=roster.id,
        )


def _depart(session: Session, people: Sequence[UUID], *, at: datetime) -> None:
    theirs = col(DeviceSession.person_id).in_(people)
    open_sessions = session.execute(
        select(col(DeviceSession.id), col(DeviceSession.person_id)).where(
            theirs, col(DeviceSession.revoked_at).is_(None)
        )
    ).all()
    end_sessions(session, theirs, at=at)
    for statement in (
        update(Person).where(col(Person.id).in_(people)).values(departed_at=at),
        update(Invite)
        .where(col(Invite.person_id).in_(people), col(Invite.revoked_at).is_(None))
        .values(revoked_at=at),
        delete(Admission).where(col(Admission.person_id).in_(people)),
    ):
        session.connection().execute(statement)
    for session_id, person_id in open_sessions:
        record_change(session, scope=session_scope(session_id), kind=ME, object_id=person_id, at=at)
