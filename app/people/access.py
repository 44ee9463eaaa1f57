"""The only ways to a row from an id that came over HTTP, and the one decision behind them all.

    authorize      who may do what to one team, site, organisation or person
    held_ids       the same for lists, as SQL
    xxx_for        authorize, in the words of one kind of row

All of them end in the one expression of who holds what, `holdings.held_by`.

Default deny: who holds nothing is told what who asks for nothing that exists is told. Unknown, in
another organisation and not yours are one answer, to the byte.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor
from app.core.errors import NotFound, Refused, Unauthenticated
from app.people.holdings import has_ended, held_by, held_teams, held_through, of_present
from app.people.models import Device, DeviceSession, Membership, Organisation, Person, Role, Site, Team
from app.people.policy import is_at_least, roles_from, strongest
from app.people.shifts.models import Shift, ShiftPattern

Target = TypeVar("Target", Team, Site, Organisation, Person)
Planned = TypeVar("Planned", Shift, ShiftPattern)

# Expressions kept ready, 80 kB each: putting one together takes longer than asking the database with it.
KEPT_COUNT = 100


@dataclass(frozen=True, kw_only=True)
class SeenTeam:
    """A team and the strongest role the actor holds in it, directly or through site or organisation."""

    id: UUID
    site_id: UUID
    name: str
    role: Role


def authorize(
    session: Session, actor: Actor, target: type[Target], target_id: UUID, *, needs: Role
) -> tuple[Target, Role]:
    """The one decision: the row, and the strongest role the actor holds over it. One query.

    Raises NotFound unless that is at least `needs`.
    """
    rows = session.execute(
        _decision(target, is_on_shared=actor.is_on_shared, is_sealed=actor.is_sealed),
        {"target_id": target_id, "person_id": actor.person_id, "session_id": actor.session_id},
    ).all()
    role = strongest(row.role for row in rows)
    if role is None or not is_at_least(role, needs):
        raise NotFound(*_UNKNOWN[target])
    return rows[0][0], role


@cache
def _decision(target: type[Target], *, is_on_shared: bool, is_sealed: bool) -> Select[*tuple[Target, Role]]:
    """Put together once for everybody."""
    held = held_through(
        target,
        person_id=bindparam("person_id", type_=Uuid()),
        session_id=bindparam("session_id", type_=Uuid()),
        is_on_shared=is_on_shared,
        is_sealed=is_sealed,
    ).subquery()
    return (
        select(target, held.c.role)
        .join(held, held.c.id == col(target.id))
        .where(col(target.id) == bindparam("target_id", type_=Uuid()))
    )


def held_ids(actor: Actor, target: type[SQLModel], *, needs: Role) -> Select[Any]:
    """Ids of all teams, sites, organisations or people over whom the actor holds at least `needs`."""
    return _held_ids(actor, target, needs)


@lru_cache(maxsize=KEPT_COUNT)
def _held_ids(actor: Actor, target: type[SQLModel], needs: Role) -> Select[Any]:
    """One feed asks this several times over, and the next request of the same phone again."""
    held = held_by(actor, target).subquery()
    return select(held.c.id.label("team_id" if target is Team else "id")).where(
        held.c.role.in_(roles_from(needs))
    )


def team_for(session: Session, actor: Actor, team_id: UUID, *, needs: Role = Role.WORKER) -> SeenTeam:
    """The team, when the actor holds at least the role `needs` in it. Raises NotFound otherwise."""
    team, role = authorize(session, actor, Team, team_id, needs=needs)
    return SeenTeam(id=team.id, site_id=team.site_id, name=team.name, role=role)


def site_for(session: Session, actor: Actor, site_id: UUID, *, needs: Role = Role.ADMIN) -> Site:
    """A site in which the actor holds `needs`, through the site itself or through the organisation."""
    site, _ = authorize(session, actor, Site, site_id, needs=needs)
    return site


def organisation_for(session: Session, actor: Actor, *, needs: Role = Role.ADMIN) -> Organisation:
    """The actor's own: there is no way to name another."""
    organisation, _ = authorize(session, actor, Organisation, actor.organisation_id, needs=needs)
    return organisation


def person_for(session: Session, actor: Actor, person_id: UUID, *, needs: Role) -> Person:
    """Somebody with a role in a team, site or organisation where the actor holds `needs`, or the actor.

    Everybody is their own lead, and nobody their own admin.
    """
    person, _ = authorize(session, actor, Person, person_id, needs=needs)
    return person


def require_over(session: Session, actor: Actor, person_id: UUID, *, needs: Role = Role.LEAD) -> None:
    """To act in somebody's place takes as much as they may do, everywhere they may do it. Raises Refused."""
    for theirs in session.scalars(select(Membership).where(col(Membership.person_id) == person_id)).all():
        needed = needs if is_at_least(needs, theirs.role) else theirs.role
        try:
            if theirs.team_id is not None:
                authorize(session, actor, Team, theirs.team_id, needs=needed)
            elif theirs.site_id is not None:
                authorize(session, actor, Site, theirs.site_id, needs=needed)
            else:
                authorize(session, actor, Organisation, actor.organisation_id, needs=needed)
        except NotFound:
            sentence = "They may do more than you, or work elsewhere too. Ask an administrator."
            raise Refused("role.above_yours", sentence) from None


def require_not_above(session: Session, actor: Actor, person_id: UUID) -> None:
    """Nobody acts upon somebody who may do more than they. Raises Refused."""
    theirs = session.scalars(select(col(Membership.role)).where(col(Membership.person_id) == person_id)).all()
    try:
        for needs in {Role.LEAD, *theirs}:
            authorize(session, actor, Person, person_id, needs=needs)
    except NotFound:
        raise Refused("role.above_yours", "They may do more than you. Ask an administrator.") from None


def require_lead(session: Session, actor: Actor) -> None:
    """Of anything at all. Raises NotFound."""
    for target in (Organisation, Site, Team):
        if session.execute(held_ids(actor, target, needs=Role.LEAD).limit(1)).first() is not None:
            return
    raise NotFound(*_UNKNOWN[Organisation])


def require_admin(session: Session, actor: Actor) -> None:
    organisation_for(session, actor, needs=Role.ADMIN)


def is_admin(session: Session, actor: Actor) -> bool:
    """Of the whole organisation."""
    mine = held_ids(actor, Organisation, needs=Role.ADMIN)
    return session.execute(mine.limit(1)).first() is not None


def held_roles(person_id: UUID | ColumnElement[UUID]) -> CompoundSelect[Any]:
    """(team_id, role) of every team a person may see. One team may come more than once."""
    teams = held_teams(*of_present(person_id)).subquery()
    return union_all(select(teams.c.id.label("team_id"), teams.c.role))


def seen_teams(actor: Actor) -> Select[Any]:
    """(team_id, role) of every team the actor may see, with what they may do there in this session."""
    held = held_by(actor, Team).subquery()
    return select(held.c.id.label("team_id"), held.c.role)


def visible_team_ids(actor: Actor) -> Select[Any]:
    """As `team_id`."""
    return held_ids(actor, Team, needs=Role.WORKER)


def led_team_ids(actor: Actor) -> Select[Any]:
    """Teams in which the actor is lead or admin."""
    return held_ids(actor, Team, needs=Role.LEAD)


def is_own(actor: Actor, person_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether something belongs to the actor. What a person made is theirs while their session lasts."""
    return and_(person_id == actor.person_id, ~has_ended(actor.session_id, is_sealed=actor.is_sealed))


def team_member_ids(team_id: UUID) -> Select[UUID]:
    """The crew itself: people with a role in the team, not those above it."""
    return select(col(Membership.person_id)).where(col(Membership.team_id) == team_id)


def planned_for(
    session: Session, actor: Actor, kind: type[Planned], planned_id: UUID, *, needs: Role = Role.LEAD
) -> Planned:
    """A shift or pattern of a team in which the actor holds `needs`. Locked. Raises NotFound."""
    found = session.scalars(
        select(kind)
        .where(col(kind.id) == planned_id, col(kind.team_id).in_(held_ids(actor, Team, needs=needs)))
        .with_for_update(of=kind)
    ).one_or_none()
    if found is None:
        raise NotFound("shift.unknown", "There is no such shift, or it is not yours to plan.")
    return found


def device_for(session: Session, actor: Actor, device_id: UUID, *, needs: Role = Role.LEAD) -> Device:
    """A shared phone of a team in which the actor holds `needs`. Raises NotFound."""
    device = session.scalars(
        select(Device).where(
            col(Device.id) == device_id,
            col(Device.revoked_at).is_(None),
            col(Device.team_id).in_(held_ids(actor, Team, needs=needs)),
        )
    ).one_or_none()
    if device is None:
        raise NotFound("device.unknown", "There is no such shared phone, or it is not yours to look after.")
    return device


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


def require_not_ended(session: Session, actor: Actor, *, at: datetime) -> None:
    """For requests that last: the session may have ended since they began. Raises Unauthenticated."""
    has_expired = exists().where(
        col(DeviceSession.id) == actor.session_id, col(DeviceSession.expires_at) <= at
    )
    is_over = has_ended(actor.session_id, is_sealed=actor.is_sealed)
    if session.scalar(select(or_(is_over, has_expired))):
        raise Unauthenticated("session.none", "You are not signed in on this device.")


_UNKNOWN: dict[type[SQLModel], tuple[str, str]] = {
    Team: ("team.unknown", "There is no such team, or it is not yours."),
    Site: ("site.unknown", "There is no such site, or it is not yours."),
    Organisation: ("organisation.unknown", "There is nothing here for you."),
    Person: ("person.unknown", "There is no such person, or they are not yours to look after."),
}
