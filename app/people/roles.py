"""Roles given, changed and taken, wherever they are held. Who may is decided before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.audit.service import record_audit
from app.people.joining import (
    find_membership,
    give_role,
    let_go,
    require_other_admin,
    revoke_invites_made_by,
    tell_person,
)
from app.people.models import Membership, Person, Role
from app.people.policy import is_at_least


def set_role(
    session: Session,
    actor: Actor,
    person: Person,
    role: Role,
    *,
    at: datetime,
    team_id: UUID | None = None,
    site_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> None:
    """Raises Refused when it would leave the organisation without an administrator."""
    place = {"team_id": team_id, "site_id": site_id, "organisation_id": organisation_id}
    held = find_membership(session, person.id, **place)
    if held is not None and not is_at_least(role, held.role):
        _require_not_last(session, person, held)
        revoke_invites_made_by(session, person.id, at=at, team_id=team_id)
    before = held.role.value if held is not None else None
    record_audit(
        session,
        actor,
        "role.given",
        at=at,
        object_id=person.id,
        role=role.value,
        before=before,
        **_told(place),
    )
    give_role(session, person, role, at=at, **place)


def end_role(session: Session, actor: Actor, person: Person, held: Membership, *, at: datetime) -> None:
    """With the last one the person is let go. Raises Refused for the last administrator."""
    _require_not_last(session, person, held)
    place = {"team_id": held.team_id, "site_id": held.site_id, "organisation_id": held.organisation_id}
    record_audit(
        session, actor, "role.ended", at=at, object_id=person.id, role=held.role.value, **_told(place)
    )
    team_id = held.team_id
    session.delete(held)
    session.flush()
    if session.scalar(select(exists().where(col(Membership.person_id) == person.id))):
        revoke_invites_made_by(session, person.id, at=at, team_id=team_id)
        tell_person(session, person.id, at=at)
    else:
        record_audit(session, actor, "person.departed", at=at, object_id=person.id)
        let_go(session, person, at=at)


def _require_not_last(session: Session, person: Person, held: Membership) -> None:
    if held.organisation_id is not None and held.role is Role.ADMIN:
        require_other_admin(session, person)


def _told(place: dict[str, UUID | None]) -> dict[str, Any]:
    """As the audit log says it: {"team_id": "..."}."""
    return {name: str(place_id) for name, place_id in place.items() if place_id is not None}
