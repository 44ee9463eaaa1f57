"""Selects about people. All but the token look-ups are scoped to what the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select, true
from sqlmodel import Session, col

from app.core.actor import Actor, person_scope, team_scope
from app.core.crypto import token_hash
from app.core.errors import Gone, NotFound
from app.people.access import held_roles, is_admin, require_admin, team_for
from app.people.models import (
    Device,
    DeviceKind,
    DeviceSession,
    Invite,
    Membership,
    Organisation,
    Person,
    Role,
    Site,
    Team,
)
from app.people.policy import is_at_least
from app.people.schemas import (
    DeviceOut,
    InviteOut,
    Limits,
    LookOut,
    Me,
    MemberOut,
    Named,
    PersonOut,
    SiteOut,
    TeamOut,
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    token: str = field(repr=False)
    actor: Actor
    expires_at: datetime


def find_signed_in(session: Session, token: str, *, at: datetime) -> SignedIn | None:
    """Who holds this session token, with one scope per team they may see. One query."""
    live = (
        col(DeviceSession.token_hash) == token_hash(token),
        col(DeviceSession.revoked_at).is_(None),
        col(DeviceSession.locked_at).is_(None),
        col(DeviceSession.expires_at) > at,
    )
    has_role = exists().where(col(Membership.person_id) == col(Person.id))
    held = held_roles(select(col(DeviceSession.person_id)).where(*live).scalar_subquery()).subquery()
    rows = session.execute(
        select(
            col(DeviceSession.id),
            col(DeviceSession.device_id),
            col(DeviceSession.person_id),
            col(DeviceSession.expires_at),
            col(DeviceSession.stepped_up_at),
            col(Device.kind),
            col(Person.organisation_id),
            has_role.label("has_role"),
            held.c.team_id,
        )
        .join(Person, col(Person.id) == col(DeviceSession.person_id))
        .join(Device, col(Device.id) == col(DeviceSession.device_id))
        .outerjoin(held, true())
        .where(*live)
    ).all()
    if not rows:
        return None
    first = rows[0]
    teams = sorted({row.team_id for row in rows if row.team_id is not None})
    actor = Actor(
        person_id=first.person_id,
        device_id=first.device_id,
        session_id=first.id,
        organisation_id=first.organisation_id,
        scopes=(person_scope(first.person_id), *map(team_scope, teams)),
        is_pending=not first.has_role,
        stepped_up_at=first.stepped_up_at,
        is_on_shared=first.kind is DeviceKind.SHARED,
    )
    return SignedIn(token=token, actor=actor, expires_at=first.expires_at)


def get_me(session: Session, actor: Actor, *, limits: Limits) -> Me:
    person, organisation, device = session.execute(
        select(Person, Organisation, Device)
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .join(Device, col(Device.id) == actor.device_id)
        .where(col(Person.id) == actor.person_id)
    ).one()
    return Me(
        person=PersonOut(id=person.id, name=person.name, language=person.language),
        organisation=Named(id=organisation.id, name=organisation.name),
        device=DeviceOut(id=device.id, kind=device.kind, label=device.label),
        teams=list_teams(session, actor),
        is_admin=is_admin(session, actor),
        limits=limits,
    )


def list_teams(session: Session, actor: Actor) -> list[TeamOut]:
    """Teams the actor may see, by site and name, each once with the strongest role."""
    held = held_roles(actor.person_id).subquery()
    crew = (
        select(func.count())
        .select_from(Membership)
        .where(col(Membership.team_id) == col(Team.id))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Team, Site, held.c.role, crew.label("member_count"))
        .join(Site, col(Site.id) == col(Team.site_id))
        .join(held, held.c.team_id == col(Team.id))
        .order_by(col(Site.name), col(Team.name), col(Team.id))
    ).all()
    teams: dict[UUID, TeamOut] = {}
    for team, site, role, member_count in rows:
        seen = teams.get(team.id)
        teams[team.id] = TeamOut(
            id=team.id,
            name=team.name,
            site=SiteOut(id=site.id, name=site.name, zone=site.zone),
            role=role if seen is None or is_at_least(role, seen.role) else seen.role,
            member_count=member_count,
        )
    return list(teams.values())


def get_team(session: Session, actor: Actor, team_id: UUID) -> TeamOut:
    team_for(session, actor, team_id)
    return next(team for team in list_teams(session, actor) if team.id == team_id)


def list_sites(session: Session, actor: Actor) -> list[SiteOut]:
    require_admin(session, actor)
    rows: Iterable[Site] = session.scalars(
        select(Site)
        .where(col(Site.organisation_id) == actor.organisation_id)
        .order_by(col(Site.name), col(Site.id))
    )
    return [SiteOut(id=site.id, name=site.name, zone=site.zone) for site in rows]


def list_members(session: Session, actor: Actor, team_id: UUID) -> list[MemberOut]:
    """The crew, by name. For leads and admins of the team."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Membership.role))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.team_id) == team.id)
        .order_by(col(Person.name), col(Person.id))
    )
    return [MemberOut(person=Named(id=id_, name=name), role=role) for id_, name, role in rows]


def list_invites(session: Session, actor: Actor, team_id: UUID, *, at: datetime) -> list[InviteOut]:
    """Join links of the team that still work, newest first."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    invites: Iterable[Invite] = session.scalars(
        select(Invite)
        .where(
            col(Invite.team_id) == team.id,
            col(Invite.revoked_at).is_(None),
            col(Invite.expires_at) > at,
            col(Invite.used_count) < col(Invite.uses_max),
        )
        .order_by(col(Invite.created_at).desc(), col(Invite.id).desc())
    )
    return [
        InviteOut(
            id=invite.id,
            role=invite.role,
            uses_max=invite.uses_max,
            used_count=invite.used_count,
            expires_at=invite.expires_at,
        )
        for invite in invites
    ]


def get_invite(session: Session, token: str, *, at: datetime) -> Invite:
    """The invite behind a join link that still works. Raises NotFound or Gone."""
    invite = session.scalars(select(Invite).where(col(Invite.token_hash) == token_hash(token))).one_or_none()
    if invite is None:
        raise NotFound("invite.unknown", "This link does not lead anywhere. Ask for a new one.")
    if invite.revoked_at or invite.expires_at <= at or invite.used_count >= invite.uses_max:
        raise invite_ended()
    return invite


def invite_ended() -> Gone:
    return Gone("invite.ended", "This link has expired or was used up. Ask for a new one.")


def get_organisation_id(session: Session, team_id: UUID) -> UUID:
    """The tenant of a team that exists."""
    return session.scalars(
        select(col(Site.organisation_id))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id) == team_id)
    ).one()


def look_at_invite(session: Session, token: str, *, at: datetime) -> LookOut:
    invite = get_invite(session, token, at=at)
    organisation, site, team = session.execute(
        select(col(Organisation.name), col(Site.name), col(Team.name))
        .join(Site, col(Site.organisation_id) == col(Organisation.id))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id) == invite.team_id)
    ).one()
    return LookOut(organisation=organisation, site=site, team=team, role=invite.role)
