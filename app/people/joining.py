"""Join links and sessions: how a person gets in, stays in and is let go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor, person_scope, session_scope
from app.core.crypto import new_token, token_hash
from app.core.errors import NotFound
from app.people.access import team_for
from app.people.models import Device, DeviceKind, DeviceSession, Invite, Membership, Person, Role
from app.people.policy import is_at_least, require_grantable
from app.people.queries import find_signed_in, get_invite, get_organisation_id, invite_ended
from app.people.schemas import InviteIn, JoinIn
from app.sync.service import record_change

# The kind in the change log that tells a phone to ask again who it is.
ME = "me"

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, kw_only=True)
class Joined:
    """`token` is for the device's cookie and kept nowhere; None when its session goes on."""

    actor: Actor
    token: str | None


def added(session: Session, row: Row) -> Row:
    """Flushed at once: without relationships the session does not know who refers to whom."""
    session.add(row)
    session.flush()
    return row


def add_invite(
    session: Session,
    team_id: UUID,
    *,
    role: Role,
    uses_max: int,
    at: datetime,
    expires_at: datetime,
    created_by_id: UUID | None = None,
) -> tuple[str, Invite]:
    """The token of a new join link, and its row. Made at the console when nobody created it."""
    token = new_token()
    invite = Invite(
        team_id=team_id,
        role=role,
        token_hash=token_hash(token),
        uses_max=uses_max,
        expires_at=expires_at,
        created_by_id=created_by_id,
        created_at=at,
    )
    return token, added(session, invite)


def create_invite(
    session: Session, actor: Actor, team_id: UUID, wanted: InviteIn, *, at: datetime
) -> tuple[str, Invite]:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    require_grantable(team.role, wanted.role)
    return add_invite(
        session,
        team.id,
        role=wanted.role,
        uses_max=wanted.uses_max,
        at=at,
        expires_at=at + timedelta(seconds=wanted.expires_in_s),
        created_by_id=actor.person_id,
    )


def revoke_invite(session: Session, actor: Actor, team_id: UUID, invite_id: UUID, *, at: datetime) -> None:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    revoked = session.exec(
        update(Invite)
        .where(col(Invite.id) == invite_id, col(Invite.team_id) == team.id)
        .values(revoked_at=func.coalesce(col(Invite.revoked_at), at))
    )
    if not revoked.rowcount:
        raise NotFound("invite.unknown", "There is no such link in this team.")


def join(
    session: Session, wanted: JoinIn, *, current: Actor | None, at: datetime, session_max_s: int
) -> Joined:
    """Redeem a join link for whoever holds this device.

    A device already signed in to the same organisation joins as the same person, and uses nothing
    up when that person has the role already: scanning a code twice is no mistake. Raises NotFound
    or Gone.
    """
    invite = get_invite(session, wanted.token, at=at)
    organisation_id = get_organisation_id(session, invite.team_id)
    if current is not None and current.organisation_id == organisation_id:
        if not _holds(session, current.person_id, invite):
            _redeem(session, invite, at=at)
            _give_role(session, current.person_id, invite, at=at)
        return Joined(actor=current, token=None)
    _redeem(session, invite, at=at)
    if current is not None:
        # Its cookie is about to be overwritten: a session nobody holds must not live on.
        end_sessions(session, col(DeviceSession.id) == current.session_id, at=at)
    person = added(
        session,
        Person(
            organisation_id=organisation_id,
            name=wanted.name,
            language=wanted.language,
            created_at=at,
        ),
    )
    _give_role(session, person.id, invite, at=at)
    return _open_session(session, person, label=wanted.device_label, at=at, session_max_s=session_max_s)


def _is_from_console(invite: Invite) -> bool:
    """The console's admin link makes an admin of the organisation; one made in the app, of a team."""
    return invite.created_by_id is None and invite.role is Role.ADMIN


def _holds(session: Session, person_id: UUID, invite: Invite) -> bool:
    role = session.scalars(
        select(col(Membership.role)).where(
            col(Membership.team_id) == invite.team_id, col(Membership.person_id) == person_id
        )
    ).one_or_none()
    return is_at_least(role, invite.role) and not _is_from_console(invite)


def _redeem(session: Session, invite: Invite, *, at: datetime) -> None:
    """Take one use. The guard in the UPDATE, not the read before it, decides among racers."""
    taken = session.exec(
        update(Invite)
        .where(
            col(Invite.id) == invite.id,
            col(Invite.revoked_at).is_(None),
            col(Invite.expires_at) > at,
            col(Invite.used_count) < col(Invite.uses_max),
        )
        .values(used_count=col(Invite.used_count) + 1)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        raise invite_ended()


def _give_role(session: Session, person_id: UUID, invite: Invite, *, at: datetime) -> None:
    """Joining raises a role and never lowers it."""
    role = invite.role
    if _is_from_console(invite):
        organisation_id = get_organisation_id(session, invite.team_id)
        session.add(
            Membership(person_id=person_id, organisation_id=organisation_id, role=role, created_at=at)
        )
        role = Role.LEAD
    membership = session.scalars(
        select(Membership)
        .where(col(Membership.team_id) == invite.team_id, col(Membership.person_id) == person_id)
        .with_for_update()
    ).one_or_none()
    if membership is None:
        session.add(Membership(person_id=person_id, team_id=invite.team_id, role=role, created_at=at))
    elif not is_at_least(membership.role, role):
        membership.role = role
    session.flush()
    record_change(session, scope=person_scope(person_id), kind=ME, object_id=person_id, at=at)


def _open_session(
    session: Session, person: Person, *, label: str, at: datetime, session_max_s: int
) -> Joined:
    token = new_token()
    device = added(
        session,
        Device(
            organisation_id=person.organisation_id,
            kind=DeviceKind.PERSONAL,
            label=label,
            created_at=at,
        ),
    )
    added(
        session,
        DeviceSession(
            device_id=device.id,
            person_id=person.id,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=at + timedelta(seconds=session_max_s),
        ),
    )
    signed_in = find_signed_in(session, token, at=at)
    assert signed_in is not None
    return Joined(actor=signed_in.actor, token=token)


def renew_session(session: Session, actor: Actor, *, expires_at: datetime) -> None:
    session.exec(
        update(DeviceSession)
        .where(col(DeviceSession.id) == actor.session_id, col(DeviceSession.revoked_at).is_(None))
        .values(expires_at=expires_at)
    )


def leave(session: Session, actor: Actor, *, at: datetime) -> None:
    """Sign this device out."""
    end_sessions(session, col(DeviceSession.id) == actor.session_id, at=at)
    ended = session_scope(actor.session_id)
    record_change(session, scope=ended, kind=ME, object_id=actor.person_id, at=at)


def end_sessions(session: Session, which: ColumnElement[bool], *, at: datetime) -> None:
    session.exec(
        update(DeviceSession).where(which, col(DeviceSession.revoked_at).is_(None)).values(revoked_at=at)
    )
