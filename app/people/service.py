"""Verbs of the console, and what people change about themselves."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.audit.service import record_audit
from app.people.invites.service import add_invite
from app.people.joining import added, end_session, tell_person
from app.people.models import Organisation, Person, Role, Site, Team
from app.people.schemas import MeChange


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
    token, invite = add_invite(session, crew.id, role=Role.ADMIN, uses_max=1, at=at, expires_at=at + ttl)
    place = session.get_one(Site, crew.site_id)
    record_audit(
        session,
        None,
        "invite.created",
        at=at,
        organisation_id=place.organisation_id,
        object_id=invite.id,
        kind=invite.kind.value,
        role=invite.role.value,
        team_id=str(crew.id),
    )
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


def change_me(session: Session, actor: Actor, change: MeChange, *, at: datetime) -> None:
    person = session.get_one(Person, actor.person_id)
    person.name = person.name if change.name is None else change.name
    person.language = person.language if change.language is None else change.language
    session.flush()
    tell_person(session, person.id, at=at)


def leave(session: Session, actor: Actor, *, at: datetime) -> None:
    """Sign this device out."""
    end_session(session, actor.session_id, actor.person_id, at=at)
    record_audit(session, actor, "session.ended", at=at, object_id=actor.session_id)
