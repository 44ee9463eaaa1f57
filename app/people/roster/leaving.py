"""Letting go of whoever is not in the file."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, not_, select
from sqlmodel import Session, col

from app.core.errors import Refused
from app.people.audit.service import Doer, record_audit
from app.people.joining import let_go, tell_person
from app.people.models import Membership, Person
from app.people.roster.models import RosterImport
from app.people.roster.present import in_scope


def let_leave(
    session: Session, roster: RosterImport, people: Sequence[UUID], *, by: Doer | None, at: datetime
) -> None:
    """End what they hold where the file speaks; whoever holds nothing else is let go altogether."""
    found = session.scalars(
        select(Person).where(col(Person.id).in_(people), col(Person.departed_at).is_(None)).with_for_update()
    ).all()
    for person in found:
        try:
            has_departed = _let_leave(session, roster, person, at=at)
        except Refused:
            # The last administrator, at the console: somebody must be able to let people in.
            continue
        record_audit(
            session,
            by,
            "person.departed" if has_departed else "person.removed",
            at=at,
            organisation_id=roster.organisation_id,
            object_id=person.id,
            import_id=roster.id,
        )


def _let_leave(session: Session, roster: RosterImport, person: Person, *, at: datetime) -> bool:
    """Whether they left altogether."""
    theirs = col(Membership.person_id) == person.id
    if not session.scalar(select(exists().where(theirs, not_(in_scope(roster))))):
        let_go(session, person, at=at)
        return True
    session.exec(
        delete(Membership).where(theirs, in_scope(roster)).execution_options(synchronize_session=False)
    )
    tell_person(session, person.id, at=at)
    return False
