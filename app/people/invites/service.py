"""Making ways in, and ending them. Each verb runs in the caller's transaction and checks access first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.crypto import new_token, token_hash
from app.core.errors import NotFound, Refused
from app.people.access import SeenTeam, person_for, require_over, team_for, visible_team_ids
from app.people.audit.service import record_audit
from app.people.invites.schemas import INVITE_TTL_S, InviteIn, SheetIn
from app.people.joining import added
from app.people.models import Invite, InviteKind, Membership, Person, Role, Team
from app.people.policy import require_grantable


@dataclass(frozen=True, kw_only=True)
class Made:
    """An invite whose token is told this once. `person`: whose own it is."""

    token: str = field(repr=False)
    invite: Invite
    person: Person | None = None


def add_invite(
    session: Session,
    team_id: UUID,
    *,
    role: Role,
    uses_max: int,
    at: datetime,
    expires_at: datetime,
    kind: InviteKind = InviteKind.JOIN,
    person_id: UUID | None = None,
    created_by_id: UUID | None = None,
) -> tuple[str, Invite]:
    """The token of a new join link, and its row. Made at the console when nobody created it."""
    token = new_token()
    invite = Invite(
        team_id=team_id,
        kind=kind,
        person_id=person_id,
        role=role,
        token_hash=token_hash(token),
        uses_max=uses_max,
        expires_at=expires_at,
        created_by_id=created_by_id,
        created_at=at,
    )
    return token, added(session, invite)


def create_invite(session: Session, actor: Actor, team_id: UUID, wanted: InviteIn, *, at: datetime) -> Made:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    require_grantable(team.role, wanted.role)
    _require_possible(wanted)
    token, invite = add_invite(
        session,
        team.id,
        kind=wanted.kind,
        role=wanted.role,
        uses_max=wanted.uses_max,
        at=at,
        expires_at=at + timedelta(seconds=wanted.expires_in_s),
        created_by_id=actor.person_id,
    )
    _note(session, actor, invite, at=at)
    return Made(token=token, invite=invite)


def _require_possible(wanted: InviteIn) -> None:
    if wanted.kind is InviteKind.PHONE:
        raise Refused("invite.whose", "A code for a new phone belongs to one person: make it at that person.")
    if wanted.kind is InviteKind.POSTER and wanted.role is not Role.WORKER:
        raise Refused("invite.poster_role", "A poster lets in workers. Give a role once you know who came.")
    if wanted.kind is InviteKind.DEVICE and wanted.uses_max != 1:
        raise Refused("invite.one_device", "A code sets up one shared phone.")


def create_own_phone(session: Session, actor: Actor, *, at: datetime) -> Made:
    """A code by which the actor's own new phone becomes theirs."""
    if actor.is_on_shared:
        # There a PIN was enough, and everybody is a worker; the new phone would be more than that.
        raise Refused("phone.on_shared", "Make this code on your own phone, or ask a lead for one.")
    person = session.get_one(Person, actor.person_id)
    team_id = _any_team_id(session, actor)
    return _add_personal(session, actor, person, team_id, expires_in_s=INVITE_TTL_S, at=at)


def create_phone_for(session: Session, actor: Actor, person_id: UUID, *, at: datetime) -> Made:
    """The same for somebody whom the actor looks after, in all that they may do."""
    person = person_for(session, actor, person_id, needs=Role.LEAD)
    if person.id == actor.person_id:
        return create_own_phone(session, actor, at=at)
    require_over(session, actor, person.id)
    team_id = session.scalars(
        select(col(Membership.team_id))
        .where(col(Membership.person_id) == person.id, col(Membership.team_id).is_not(None))
        .order_by(col(Membership.team_id))
        .limit(1)
    ).first() or _any_team_id(session, actor)
    return _add_personal(session, actor, person, team_id, expires_in_s=INVITE_TTL_S, at=at)


def _any_team_id(session: Session, actor: Actor) -> UUID:
    """For somebody with a role above teams, or none: the code needs a team to lead to."""
    team_id: UUID | None = session.scalars(
        select(col(Team.id)).where(col(Team.id).in_(visible_team_ids(actor))).order_by(col(Team.id)).limit(1)
    ).first()
    if team_id is None:
        raise Refused("team.none", "There is no team yet for this code to lead to. Make one first.")
    return team_id


def create_sheet(
    session: Session, actor: Actor, team_id: UUID, wanted: SheetIn, *, at: datetime
) -> list[Made]:
    """One code for each of the people, in the order asked for. All of them, or none."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    asked_for = dict.fromkeys(wanted.person_ids)
    people = [person_for(session, actor, person_id, needs=Role.LEAD) for person_id in asked_for]
    _require_in_team(session, team, people)
    made = []
    for person in people:
        require_over(session, actor, person.id)
        made.append(_add_personal(session, actor, person, team.id, expires_in_s=wanted.expires_in_s, at=at))
    return made


def _require_in_team(session: Session, team: SeenTeam, people: Iterable[Person]) -> None:
    """People of the team, and people who had left: by such a code they come back, into this team."""
    members = set(
        session.scalars(select(col(Membership.person_id)).where(col(Membership.team_id) == team.id))
    )
    if any(person.id not in members and person.departed_at is None for person in people):
        raise NotFound("member.unknown", "There is no such person in this team.")


def _add_personal(
    session: Session, actor: Actor, person: Person, team_id: UUID, *, expires_in_s: int, at: datetime
) -> Made:
    token, invite = add_invite(
        session,
        team_id,
        kind=InviteKind.PHONE,
        person_id=person.id,
        role=Role.WORKER,
        uses_max=1,
        at=at,
        expires_at=at + timedelta(seconds=expires_in_s),
        created_by_id=actor.person_id,
    )
    _note(session, actor, invite, at=at)
    return Made(token=token, invite=invite, person=person)


def _note(session: Session, actor: Actor, invite: Invite, *, at: datetime) -> None:
    facts: dict[str, Any] = {
        "kind": invite.kind.value,
        "role": invite.role.value,
        "team_id": str(invite.team_id),
        "uses_max": invite.uses_max,
        "expires_at": invite.expires_at.isoformat(),
    }
    if invite.person_id is not None:
        facts["person_id"] = str(invite.person_id)
    record_audit(session, actor, "invite.created", at=at, object_id=invite.id, **facts)


def revoke_invite(session: Session, actor: Actor, team_id: UUID, invite_id: UUID, *, at: datetime) -> None:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    revoked = session.exec(
        update(Invite)
        .where(col(Invite.id) == invite_id, col(Invite.team_id) == team.id)
        .values(revoked_at=func.coalesce(col(Invite.revoked_at), at))
    )
    if not revoked.rowcount:
        raise NotFound("invite.unknown", "There is no such link in this team.")
    record_audit(session, actor, "invite.revoked", at=at, object_id=invite_id, team_id=str(team.id))
