"""Verbs about people. Each runs in the caller's transaction and checks access first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.people.access import authorize, person_for, require_not_above, require_over, team_for
from app.people.audit.service import record_audit
from app.people.joining import added, find_membership, give_role, let_go, tell_person
from app.people.models import Membership, Organisation, Person, Role, Site, Team
from app.people.persons.schemas import PersonChange, PersonIn, RolePut, Scope
from app.people.policy import require_grantable
from app.people.roles import end_role, set_role

# The column of the membership, and whose id that is.
PLACES: dict[Scope, tuple[str, type[Any]]] = {
    Scope.TEAM: ("team_id", Team),
    Scope.SITE: ("site_id", Site),
    Scope.ORGANISATION: ("organisation_id", Organisation),
}


def create_person(session: Session, actor: Actor, wanted: PersonIn, *, at: datetime) -> Person:
    """Somebody who is not signed in anywhere yet: a code of their own lets them in."""
    team = team_for(session, actor, wanted.team_id, needs=Role.LEAD)
    require_grantable(team.role, wanted.role)
    person = added(
        session,
        Person(
            organisation_id=actor.organisation_id,
            name=wanted.name,
            language=wanted.language,
            created_at=at,
        ),
    )
    record_audit(
        session,
        actor,
        "person.created",
        at=at,
        object_id=person.id,
        team_id=str(team.id),
        role=wanted.role.value,
    )
    give_role(session, person, wanted.role, at=at, team_id=team.id)
    return person


def change_person(
    session: Session, actor: Actor, person_id: UUID, change: PersonChange, *, at: datetime
) -> None:
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    require_not_above(session, actor, person.id)
    person.name = person.name if change.name is None else change.name
    person.language = person.language if change.language is None else change.language
    session.flush()
    changed = sorted(change.model_fields_set)
    record_audit(session, actor, "person.changed", at=at, object_id=person.id, changed=changed)
    tell_person(session, person.id, at=at)


def depart(session: Session, actor: Actor, person_id: UUID, *, at: datetime) -> None:
    """Takes an administrator of everything that ends by it. Raises Refused for the last one of all."""
    person = person_for(session, actor, person_id, needs=Role.ADMIN)
    require_over(session, actor, person.id, needs=Role.ADMIN)
    record_audit(session, actor, "person.departed", at=at, object_id=person.id)
    let_go(session, person, at=at)


def put_role(session: Session, actor: Actor, person_id: UUID, wanted: RolePut, *, at: datetime) -> None:
    """A role in a team, site or the organisation, in place of the one held there; up to the actor's own."""
    name, kind = PLACES[wanted.scope]
    place, mine = authorize(session, actor, kind, wanted.id, needs=Role.LEAD)
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    held = find_membership(session, person.id, **{name: place.id})
    require_grantable(mine, wanted.role, held.role if held else wanted.role)
    set_role(session, actor, person, wanted.role, at=at, **{name: place.id})


def take_role(
    session: Session, actor: Actor, person_id: UUID, scope: Scope, place_id: UUID, *, at: datetime
) -> None:
    """With the last one the person is let go."""
    name, kind = PLACES[scope]
    place, mine = authorize(session, actor, kind, place_id, needs=Role.LEAD)
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    held = _get_held(find_membership(session, person.id, **{name: place.id}))
    require_grantable(mine, held.role)
    end_role(session, actor, person, held, at=at)


def _get_held(held: Membership | None) -> Membership:
    if held is None:
        raise NotFound("role.unknown", "They have no role there.")
    return held
