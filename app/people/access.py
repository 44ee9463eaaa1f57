"""The only ways to a row from an id that came over HTTP.

Unknown, in another organisation and not yours are one answer, to the byte.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, exists, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFound, Unauthenticated
from app.people.models import DeviceSession, Membership, Role, Site, Team
from app.people.policy import is_at_least, strongest


@dataclass(frozen=True, kw_only=True)
class SeenTeam:
    """A team and the strongest role the actor holds in it, directly or through site or organisation."""

    id: UUID
    site_id: UUID
    name: str
    role: Role


def held_roles(person_id: UUID | ColumnElement[UUID]) -> CompoundSelect[Any]:
    """(team_id, role) of every team a person may see. One team may come more than once."""
    held_by = col(Membership.person_id) == person_id
    of_team: Select[UUID | None, Role] = select(
        col(Membership.team_id).label("team_id"), col(Membership.role).label("role")
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
        of_team.where(held_by, col(Membership.team_id).is_not(None)),
        of_site.where(held_by),
        of_organisation.where(held_by),
    )


def team_for(session: Session, actor: Actor, team_id: UUID, *, needs: Role = Role.WORKER) -> SeenTeam:
    """The team, when the actor holds at least the role `needs` in it. Raises NotFound otherwise."""
    held = held_roles(actor.person_id).subquery()
    rows = session.execute(
        select(col(Team.site_id), col(Team.name), held.c.role)
        .join(held, held.c.team_id == col(Team.id))
        .where(col(Team.id) == team_id)
    ).all()
    role = strongest(row.role for row in rows)
    if role is None or not is_at_least(role, needs):
        raise NotFound("team.unknown", "There is no such team, or it is not yours.")
    return SeenTeam(id=team_id, site_id=rows[0].site_id, name=rows[0].name, role=role)


def visible_team_ids(actor: Actor) -> Select[Any]:
    return select(held_roles(actor.person_id).subquery().c.team_id)


def led_team_ids(actor: Actor) -> Select[Any]:
    """Teams in which the actor is lead or admin."""
    held = held_roles(actor.person_id).subquery()
    return select(held.c.team_id).where(held.c.role.in_((Role.LEAD, Role.ADMIN)))


def team_member_ids(team_id: UUID) -> Select[UUID]:
    """The crew itself: people with a role in the team, not those above it."""
    return select(col(Membership.person_id)).where(col(Membership.team_id) == team_id)


def require_not_ended(session: Session, actor: Actor, *, at: datetime) -> None:
    """For requests that last: the session may have ended since they began. Raises Unauthenticated."""
    has_ended = exists().where(
        col(DeviceSession.id) == actor.session_id,
        or_(col(DeviceSession.revoked_at).is_not(None), col(DeviceSession.expires_at) <= at),
    )
    if session.scalar(select(has_ended)):
        raise Unauthenticated("session.none", "You are not signed in on this device.")


def require_admin(session: Session, actor: Actor) -> None:
    if not is_admin(session, actor):
        raise NotFound("organisation.unknown", "There is nothing here for you.")


def is_admin(session: Session, actor: Actor) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    col(Membership.person_id) == actor.person_id,
                    col(Membership.organisation_id) == actor.organisation_id,
                    col(Membership.role) == Role.ADMIN,
                )
            )
        )
    )


def site_for(session: Session, actor: Actor, site_id: UUID) -> Site:
    """A site the actor administers: through the organisation or through the site itself."""
    site = session.get(Site, site_id)
    if site is not None and site.organisation_id == actor.organisation_id:
        roles = session.scalars(
            select(col(Membership.role)).where(
                col(Membership.person_id) == actor.person_id,
                (col(Membership.organisation_id) == site.organisation_id)
                | (col(Membership.site_id) == site.id),
            )
        )
        if is_at_least(strongest(roles), Role.ADMIN):
            return site
    raise NotFound("site.unknown", "There is no such site, or it is not yours.")


def membership_for(session: Session, team: SeenTeam, person_id: UUID) -> Membership:
    """A person's role in a team the actor was let into. Locked: a role is changed by one at a time."""
    membership = session.scalars(
        select(Membership)
        .where(col(Membership.team_id) == team.id, col(Membership.person_id) == person_id)
        .with_for_update()
    ).one_or_none()
    if membership is None:
        raise NotFound("member.unknown", "There is no such person in this team.")
    return membership
