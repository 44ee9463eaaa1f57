"""Verbs about people and teams. Each runs in the caller's transaction and checks access first."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.core.actor import Actor, person_scope, team_scope
from app.people.access import membership_for, require_admin, site_for, team_for
from app.people.joining import ME, add_invite, added, end_sessions
from app.people.models import DeviceSession, Membership, Organisation, Person, Role, Site, Team
from app.people.policy import require_grantable
from app.people.schemas import MeChange, MemberOut, Named, SiteIn, TeamIn
from app.sync.service import record_change


def create_first_admin(
    session: Session,
    *,
    organisation: str,
    site: str,
    zone: str,
    team: str,
    at: datetime,
    ttl: timedelta,
) -> str:
    """The token of a one-time join link for an administrator, made at the console.

    Makes the organisation, its site and its team where none of that name exists.
    """
    crew = find_or_create_team(session, organisation=organisation, site=site, zone=zone, team=team, at=at)
    token, _ = add_invite(session, crew.id, role=Role.ADMIN, uses_max=1, at=at, expires_at=at + ttl)
    return token


def find_or_create_team(
    session: Session, *, organisation: str, site: str, zone: str, team: str, at: datetime
) -> Team:
    """The team of this name in the site of this name. For the console: walls are not checked."""
    tenant = session.scalars(
        select(Organisation).where(col(Organisation.name) == organisation).limit(1)
    ).first() or added(session, Organisation(name=organisation, created_at=at))
    place = session.scalars(
        select(Site).where(col(Site.organisation_id) == tenant.id, col(Site.name) == site).limit(1)
    ).first() or added(session, Site(organisation_id=tenant.id, name=site, zone=zone, created_at=at))
    return session.scalars(
        select(Team).where(col(Team.site_id) == place.id, col(Team.name) == team).limit(1)
    ).first() or added(session, Team(site_id=place.id, name=team, created_at=at))


def create_site(session: Session, actor: Actor, wanted: SiteIn, *, at: datetime) -> Site:
    require_admin(session, actor)
    return added(
        session,
        Site(
            organisation_id=actor.organisation_id,
            name=wanted.name,
            zone=wanted.zone,
            created_at=at,
        ),
    )


def create_team(session: Session, actor: Actor, wanted: TeamIn, *, at: datetime) -> Team:
    """Whoever administers its site sees it from now on; nobody is a member yet."""
    site = site_for(session, actor, wanted.site_id)
    team = added(session, Team(site_id=site.id, name=wanted.name, created_at=at))
    me = actor.person_id
    record_change(session, scope=person_scope(me), kind=ME, object_id=me, at=at)
    return team


def rename_team(session: Session, actor: Actor, team_id: UUID, *, name: str, at: datetime) -> None:
    seen = team_for(session, actor, team_id, needs=Role.ADMIN)
    team = session.get_one(Team, seen.id)
    team.name = name
    session.flush()
    record_change(session, scope=team_scope(team.id), kind=ME, object_id=team.id, at=at)


def change_role(
    session: Session, actor: Actor, team_id: UUID, person_id: UUID, *, role: Role, at: datetime
) -> MemberOut:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    membership = membership_for(session, team, person_id)
    require_grantable(team.role, membership.role, role)
    membership.role = role
    session.flush()
    record_change(session, scope=person_scope(person_id), kind=ME, object_id=person_id, at=at)
    person = session.get_one(Person, person_id)
    return MemberOut(person=Named(id=person.id, name=person.name), role=role)


def remove_member(session: Session, actor: Actor, team_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """End a membership, and with the last one every session of the person: access ends here."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    membership = membership_for(session, team, person_id)
    require_grantable(team.role, membership.role)
    session.delete(membership)
    session.flush()
    if not session.scalar(select(exists().where(col(Membership.person_id) == person_id))):
        end_sessions(session, col(DeviceSession.person_id) == person_id, at=at)
    record_change(session, scope=person_scope(person_id), kind=ME, object_id=person_id, at=at)


def change_me(session: Session, actor: Actor, change: MeChange, *, at: datetime) -> None:
    person = session.get_one(Person, actor.person_id)
    person.name = person.name if change.name is None else change.name
    person.language = person.language if change.language is None else change.language
    session.flush()
    record_change(session, scope=person_scope(person.id), kind=ME, object_id=person.id, at=at)
