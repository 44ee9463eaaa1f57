"""Who holds a session, and what they are told about themselves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, bindparam, exists, or_, select, true
from sqlmodel import Session, col

from app.core.actor import Actor, person_scope, team_scope
from app.core.crypto import token_hash
from app.core.errors import Gone, NotFound
from app.people.access import held_roles, is_admin
from app.people.models import (
    Admission,
    Device,
    DeviceKind,
    DeviceSession,
    Invite,
    Membership,
    Organisation,
    Person,
    Site,
    Team,
)
from app.people.policy import ROTATION_GRACE_S
from app.people.schemas import AdministersOut, DeviceOut, Limits, Me, Named, PendingOut, PersonOut
from app.people.structure.queries import administered_site_ids, list_teams


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """`is_settling`: the new token of a rotation has come, and the one before may go."""

    token: str = field(repr=False)
    actor: Actor
    expires_at: datetime
    is_settling: bool = False


def find_signed_in(session: Session, token: str, *, at: datetime) -> SignedIn | None:
    """Who holds this session token, with one scope per team they may see. One query."""
    held_token = token_hash(token)
    rows = session.execute(_signed_in(), {"held_token": held_token, "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    mine: DeviceSession = first[0]
    is_newest = mine.token_hash == held_token
    teams = sorted({row.team_id for row in rows if row.team_id is not None})
    sites = {row.site_id for row in rows if row.site_id is not None}
    actor = Actor(
        person_id=mine.person_id,
        device_id=mine.device_id,
        session_id=mine.id,
        organisation_id=first.organisation_id,
        scopes=(person_scope(mine.person_id), *map(team_scope, teams)),
        is_pending=not first.has_role,
        # Whoever copied the token before the rotation has proven nothing.
        stepped_up_at=mine.stepped_up_at if is_newest else None,
        is_on_shared=first.kind is DeviceKind.SHARED,
        site_id=sites.pop() if len(sites) == 1 else None,
    )
    is_settling = is_newest and _is_due(mine, at=at)
    return SignedIn(token=token, actor=actor, expires_at=mine.expires_at, is_settling=is_settling)


@cache
def _signed_in() -> Select[*tuple[Any, ...]]:
    """Put together once: every request asks it."""
    held_token = bindparam("held_token", type_=LargeBinary())
    live = (
        or_(
            col(DeviceSession.token_hash) == held_token,
            col(DeviceSession.previous_token_hash) == held_token,
        ),
        col(DeviceSession.revoked_at).is_(None),
        col(DeviceSession.locked_at).is_(None),
        col(DeviceSession.expires_at) > bindparam("at"),
    )
    has_role = exists().where(col(Membership.person_id) == col(Person.id))
    held = held_roles(select(col(DeviceSession.person_id)).where(*live).scalar_subquery()).subquery()
    return (
        select(
            DeviceSession,
            col(Device.kind),
            col(Person.organisation_id),
            has_role.label("has_role"),
            held.c.team_id,
            col(Team.site_id),
        )
        .join(Person, col(Person.id) == col(DeviceSession.person_id))
        .join(Device, col(Device.id) == col(DeviceSession.device_id))
        .outerjoin(held, true())
        .outerjoin(Team, col(Team.id) == held.c.team_id)
        .where(*live, col(Person.departed_at).is_(None))
    )


def _is_due(mine: DeviceSession, *, at: datetime) -> bool:
    """Requests that were on their way when the token changed have had time to arrive."""
    if mine.previous_token_hash is None:
        return False
    return mine.rotated_at is None or at - mine.rotated_at >= timedelta(seconds=ROTATION_GRACE_S)


def get_me(session: Session, actor: Actor, *, limits: Limits) -> Me:
    person, organisation, device = session.execute(
        select(Person, Organisation, Device)
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .join(Device, col(Device.id) == actor.device_id)
        .where(col(Person.id) == actor.person_id)
    ).one()
    is_of_all = is_admin(session, actor)
    return Me(
        person=PersonOut(id=person.id, name=person.name, language=person.language),
        organisation=Named(id=organisation.id, name=organisation.name),
        device=DeviceOut(id=device.id, kind=device.kind, label=device.label),
        teams=list_teams(session, actor),
        is_admin=is_of_all,
        administers=AdministersOut(organisation=is_of_all, site_ids=administered_site_ids(session, actor)),
        pending=_find_pending(session, actor),
        limits=limits,
    )


def _find_pending(session: Session, actor: Actor) -> PendingOut | None:
    """The team that the person has waited for longest."""
    row = session.execute(
        select(col(Team.id), col(Team.name), col(Site.id), col(Site.name), col(Admission.asked_at))
        .select_from(Admission)
        .join(Team, col(Team.id) == col(Admission.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Admission.person_id) == actor.person_id)
        .order_by(col(Admission.asked_at), col(Admission.id))
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    team_id, team, site_id, site, asked_at = row
    return PendingOut(team=Named(id=team_id, name=team), site=Named(id=site_id, name=site), asked_at=asked_at)


def get_organisation_id(session: Session, team_id: UUID) -> UUID:
    """The tenant of a team that exists."""
    return session.scalars(
        select(col(Site.organisation_id))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id) == team_id)
    ).one()


def get_invite(session: Session, token: str, *, at: datetime) -> Invite:
    """The invite behind a join link that still works. Raises NotFound or Gone."""
    invite = find_invite(session, token)
    if invite is None:
        raise NotFound("invite.unknown", "This link does not lead anywhere. Ask for a new one.")
    if invite.revoked_at or invite.expires_at <= at or invite.used_count >= invite.uses_max:
        raise invite_ended()
    return invite


def find_invite(session: Session, token: str) -> Invite | None:
    """Whether or not it still works."""
    return session.scalars(select(Invite).where(col(Invite.token_hash) == token_hash(token))).one_or_none()


def invite_ended() -> Gone:
    return Gone("invite.ended", "This link has expired or was used up. Ask for a new one.")
