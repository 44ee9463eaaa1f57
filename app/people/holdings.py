"""The one expression of who holds what: every access decision and every list reads it.

A role is held where it was given and in everything below: in a site and its teams, in an organisation
and all its sites. Who departed holds nothing, and neither does anybody whose session ended.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, col

from app.core.actor import Actor
from app.core.columns import word
from app.people.models import DeviceSession, Membership, Organisation, Person, Role, Site, Team

Id = UUID | ColumnElement[UUID]


def held_by(actor: Actor, target: type[SQLModel]) -> CompoundSelect[Any]:
    """(id, role), more than once where a role comes from several sides. Nothing once the session ended."""
    return held_through(
        target,
        person_id=actor.person_id,
        session_id=actor.session_id,
        is_on_shared=actor.is_on_shared,
        is_sealed=actor.is_sealed,
    )


def held_through(
    target: type[SQLModel], *, person_id: Id, session_id: Id, is_on_shared: bool, is_sealed: bool
) -> CompoundSelect[Any]:
    held = _HELD[target](*of_present(person_id), ~has_ended(session_id, is_sealed=is_sealed))
    if not is_on_shared:
        return held
    # A PIN is no passkey, and others stand beside the screen: there, everybody is a worker.
    seen = held.subquery()
    return union_all(select(seen.c.id, literal(Role.WORKER, word(Role)).label("role")))


def of_present(person_id: Id) -> tuple[ColumnElement[bool], ...]:
    """The memberships of a person who has not departed."""
    holder = aliased(Person)
    is_here = exists().where(col(holder.id) == col(Membership.person_id), col(holder.departed_at).is_(None))
    return col(Membership.person_id) == person_id, is_here


def has_ended(session_id: Id, *, is_sealed: bool) -> ColumnElement[bool]:
    """Revoked, or locked: but what comes sealed was done before the lock."""
    is_over: ColumnElement[bool] = col(DeviceSession.revoked_at).is_not(None)
    if not is_sealed:
        is_over = or_(is_over, col(DeviceSession.locked_at).is_not(None))
    return exists().where(col(DeviceSession.id) == session_id, is_over)


def _held_organisations(*mine: ColumnElement[bool]) -> CompoundSelect[Any]:
    direct: Select[UUID | None, Role] = select(
        col(Membership.organisation_id).label("id"), col(Membership.role).label("role")
    )
    return union_all(direct.where(*mine, col(Membership.organisation_id).is_not(None)))


def _held_sites(*mine: ColumnElement[bool]) -> CompoundSelect[Any]:
    direct: Select[UUID | None, Role] = select(
        col(Membership.site_id).label("id"), col(Membership.role).label("role")
    )
    of_organisation = select(col(Site.id), col(Membership.role)).join(
        Site, col(Site.organisation_id) == col(Membership.organisation_id)
    )
    return union_all(direct.where(*mine, col(Membership.site_id).is_not(None)), of_organisation.where(*mine))


def held_teams(*mine: ColumnElement[bool]) -> CompoundSelect[Any]:
    direct: Select[UUID | None, Role] = select(
        col(Membership.team_id).label("id"), col(Membership.role).label("role")
    )
    of_site = select(col(Team.id), col(Membership.role)).join(
        Team, col(Team.site_id) == col(Membership.site_id)
    )
    of_organisation = (
        select(col(Team.id), col(Membership.role))
        .select_from(Membership)
        .join(Site, col(Site.organisation_id) == col(Membership.organisation_id))
        .join(Team, col(Team.site_id) == col(Site.id))
    )
    return union_all(
        direct.where(*mine, col(Membership.team_id).is_not(None)),
        of_site.where(*mine),
        of_organisation.where(*mine),
    )


def _held_people(*mine: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Through the teams, sites and organisation in which they have a role themselves, or none yet."""
    theirs = aliased(Membership)
    teams, sites = held_teams(*mine).subquery(), _held_sites(*mine).subquery()
    own_lead = literal(Role.LEAD, word(Role))
    return union_all(
        select(col(Membership.person_id).label("id"), own_lead.label("role")).where(*mine),
        select(col(theirs.person_id), teams.c.role).join(teams, teams.c.id == col(theirs.team_id)),
        select(col(theirs.person_id), sites.c.role).join(sites, sites.c.id == col(theirs.site_id)),
        select(col(Person.id), col(Membership.role))
        .join(Membership, col(Membership.organisation_id) == col(Person.organisation_id))
        .where(*mine),
    )


_HELD: dict[type[SQLModel], Callable[..., CompoundSelect[Any]]] = {
    Team: held_teams,
    Site: _held_sites,
    Organisation: _held_organisations,
    Person: _held_people,
}
