"""Letting go of whoever is not in the file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, not_, select
from sqlmodel import Session, col

from app.core.actor import person_scope
from app.core.errors import Refused
from app.people.audit.service import Act, Doer, record_acts
from app.people.joining import ME, let_all_go, let_go
from app.people.models import Membership, Person, Role
from app.people.roster.models import RosterImport
from app.people.roster.present import in_scope
from app.sync.service import record_changes


def let_leave(
    session: Session, roster: RosterImport, people: Sequence[UUID], *, by: Doer | None, at: datetime
) -> None:
    """End what they hold where the file speaks; whoever holds nothing else is let go altogether."""
    here = session.scalars(
        select(Person).where(col(Person.id).in_(people), col(Person.departed_at).is_(None)).with_for_update()
    ).all()
    ids = [person.id for person in here]
    staying = _holders(session, ids, not_(in_scope(roster)))
    of_all = col(Membership.organisation_id).is_not(None) & (col(Membership.role) == Role.ADMIN)
    admins = _holders(session, ids, of_all) - staying
    gone = [id_ for id_ in ids if id_ not in staying | admins]
    let_all_go(session, gone, at=at)
    gone += [person.id for person in here if person.id in admins and _let_admin_go(session, person, at=at)]
    removed = [id_ for id_ in ids if id_ in staying]
    _remove(session, roster, removed, at=at)
    facts = {"import_id": roster.id}
    record_acts(
        session,
        by,
        [
            *(Act("person.departed", id_, facts) for id_ in gone),
            *(Act("person.removed", id_, facts) for id_ in removed),
        ],
        at=at,
        organisation_id=roster.organisation_id,
    )


def _holders(session: Session, people: Iterable[UUID], which: ColumnElement[bool]) -> set[UUID]:
    """Those who hold some such role."""
    return set(
        session.scalars(select(col(Membership.person_id)).where(col(Membership.person_id).in_(people), which))
    )


def _let_admin_go(session: Session, person: Person, *, at: datetime) -> bool:
    """Not the last one, whom a file brought at the console may leave out: somebody must let people in."""
    try:
        let_go(session, person, at=at)
    except Refused:
        return False
    return True


def _remove(session: Session, roster: RosterImport, people: Sequence[UUID], *, at: datetime) -> None:
    session.exec(
        delete(Membership)
        .where(col(Membership.person_id).in_(people), in_scope(roster))
        .execution_options(synchronize_session=False)
    )
    record_changes(session, [(person_scope(id_), ME, id_) for id_ in people], at=at)
