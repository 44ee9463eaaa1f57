"""Selects about ways in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.access import team_for
from app.people.invites.schemas import InviteOut, LookOut, NameOnly
from app.people.models import Invite, Organisation, Person, Role, Site, Team
from app.people.queries import get_invite
from app.people.schemas import Named


def list_invites(session: Session, actor: Actor, team_id: UUID, *, at: datetime) -> list[InviteOut]:
    """Join links of the team that still work, newest first.

    Not the codes that people make for a new phone of their own: those are nobody else's business.
    """
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    rows: Iterable[tuple[Invite, str | None]] = session.execute(
        select(Invite, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Invite.person_id))
        .where(
            col(Invite.team_id) == team.id,
            col(Invite.revoked_at).is_(None),
            col(Invite.expires_at) > at,
            col(Invite.used_count) < col(Invite.uses_max),
            or_(col(Invite.person_id).is_(None), col(Invite.person_id) != col(Invite.created_by_id)),
        )
        .order_by(col(Invite.created_at).desc(), col(Invite.id).desc())
    )
    return [as_invite(invite, name) for invite, name in rows]


def as_invite(invite: Invite, name: str | None = None) -> InviteOut:
    """`name`: of the person whose own it is."""
    person = None
    if invite.person_id is not None and name is not None:
        person = Named(id=invite.person_id, name=name)
    return InviteOut(
        id=invite.id,
        kind=invite.kind,
        role=invite.role,
        person=person,
        uses_max=invite.uses_max,
        used_count=invite.used_count,
        expires_at=invite.expires_at,
    )


def look_at_invite(session: Session, token: str, *, at: datetime) -> LookOut:
    """What a link leads to, for whoever holds it. Raises NotFound or Gone."""
    invite = get_invite(session, token, at=at)
    organisation, site, team = session.execute(
        select(col(Organisation.name), Site, col(Team.name))
        .join(Site, col(Site.organisation_id) == col(Organisation.id))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id) == invite.team_id)
    ).one()
    owner = session.get_one(Person, invite.person_id) if invite.person_id is not None else None
    return LookOut(
        organisation=organisation,
        site=site.name,
        team=team,
        role=invite.role,
        kind=invite.kind,
        languages=site.languages or [],
        person=NameOnly(name=owner.name) if owner else None,
    )
