"""What every way in and every way out shares: sessions, uses of a link, roles given, the last goodbye."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor, person_scope, session_scope
from app.core.crypto import new_token, token_hash
from app.core.errors import Refused
from app.people.models import (
    Admission,
    Device,
    DeviceKind,
    DeviceSession,
    Invite,
    InviteKind,
    Membership,
    Person,
    Role,
)
from app.people.policy import ROTATION_GRACE_S, is_at_least
from app.people.queries import find_signed_in, invite_ended
from app.sync.service import record_change, record_changes

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


def tell_person(session: Session, person_id: UUID, *, at: datetime) -> None:
    """Their phones ask again who they are, and their live streams begin anew, or not at all."""
    record_change(session, scope=person_scope(person_id), kind=ME, object_id=person_id, at=at)


def redeem(session: Session, invite: Invite, *, at: datetime) -> None:
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


def give_role(
    session: Session,
    person: Person,
    role: Role,
    *,
    at: datetime,
    team_id: UUID | None = None,
    site_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> None:
    """A role in exactly one of the three, in place of the one held there before.

    Somebody who waited to be let into the team waits no longer; somebody who had left is back.
    """
    held = find_membership(
        session, person.id, team_id=team_id, site_id=site_id, organisation_id=organisation_id
    )
    if held is None:
        session.add(
            Membership(
                person_id=person.id,
                team_id=team_id,
                site_id=site_id,
                organisation_id=organisation_id,
                role=role,
                created_at=at,
            )
        )
    else:
        held.role = role
    person.departed_at = None
    session.flush()
    session.exec(
        delete(Admission).where(col(Admission.person_id) == person.id, col(Admission.team_id) == team_id)
    )
    tell_person(session, person.id, at=at)


def find_membership(
    session: Session,
    person_id: UUID,
    *,
    team_id: UUID | None = None,
    site_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> Membership | None:
    """Locked: a role is changed by one at a time."""
    return session.scalars(
        select(Membership)
        .where(
            col(Membership.person_id) == person_id,
            col(Membership.team_id) == team_id,
            col(Membership.site_id) == site_id,
            col(Membership.organisation_id) == organisation_id,
        )
        .with_for_update()
    ).one_or_none()


def open_session(session: Session, person: Person, *, label: str, at: datetime, session_max_s: int) -> Joined:
    """On a phone that is new to us."""
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


def renew_session(
    session: Session, actor: Actor, held_token: str, *, at: datetime, expires_at: datetime
) -> str | None:
    """The session's next token. `held_token`, which the phone has now, works until that one was seen.

    None when another request has just been given one: two tabs share a cookie, and a second new
    token would end the first before it arrived.
    """
    token, held = new_token(), token_hash(held_token)
    not_just_now = col(DeviceSession.rotated_at) <= at - timedelta(seconds=ROTATION_GRACE_S)
    renewed = session.exec(
        update(DeviceSession)
        .where(
            col(DeviceSession.id) == actor.session_id,
            col(DeviceSession.revoked_at).is_(None),
            or_(
                col(DeviceSession.token_hash) == held,
                and_(col(DeviceSession.previous_token_hash) == held, not_just_now),
            ),
        )
        .values(token_hash=token_hash(token), previous_token_hash=held, rotated_at=at, expires_at=expires_at)
        .execution_options(synchronize_session=False)
    )
    return token if renewed.rowcount else None


def settle_session(session: Session, actor: Actor, held_token: str) -> None:
    """The phone has its new token: the one before is worth nothing from now on."""
    session.exec(
        update(DeviceSession)
        .where(col(DeviceSession.id) == actor.session_id)
        .where(col(DeviceSession.token_hash) == token_hash(held_token))
        .values(previous_token_hash=None)
        .execution_options(synchronize_session=False)
    )


def end_sessions(session: Session, which: ColumnElement[bool], *, at: datetime) -> None:
    session.exec(
        update(DeviceSession).where(which, col(DeviceSession.revoked_at).is_(None)).values(revoked_at=at)
    )


def end_session(session: Session, session_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """And its live streams."""
    end_sessions(session, col(DeviceSession.id) == session_id, at=at)
    record_change(session, scope=session_scope(session_id), kind=ME, object_id=person_id, at=at)


def let_go(session: Session, person: Person, *, at: datetime) -> None:
    """The only way out of an organisation: every role, session and code of theirs ends in this transaction.

    Raises Refused for its last administrator, who would leave nobody to let anybody in.
    """
    require_other_admin(session, person)
    let_all_go(session, [person.id], at=at)


def let_all_go(session: Session, person_ids: Sequence[UUID], *, at: datetime) -> None:
    """As `let_go`, for some hundred people at once, none of whom administers the organisation."""
    if not person_ids:
        return
    session.exec(delete(Membership).where(col(Membership.person_id).in_(person_ids)))
    session.exec(delete(Admission).where(col(Admission.person_id).in_(person_ids)))
    end_sessions(session, col(DeviceSession.person_id).in_(person_ids), at=at)
    revoke_invites(session, col(Invite.person_id).in_(person_ids), at=at)
    made_by_them = col(Invite.created_by_id).in_(person_ids) & (col(Invite.kind) != InviteKind.POSTER)
    revoke_invites(session, made_by_them, at=at)
    session.exec(update(Person).where(col(Person.id).in_(person_ids)).values(departed_at=at))
    record_changes(session, [(person_scope(id_), ME, id_) for id_ in person_ids], at=at)


def require_other_admin(session: Session, person: Person) -> None:
    """Raises Refused for the last administrator of an organisation.

    The rows are locked: of two administrators who remove each other only one succeeds.
    """
    admins = session.scalars(
        select(col(Membership.person_id))
        .where(col(Membership.organisation_id) == person.organisation_id, col(Membership.role) == Role.ADMIN)
        .with_for_update()
    ).all()
    if list(admins) == [person.id]:
        raise Refused("admin.last", "Somebody must be able to administer. Make another administrator first.")


def revoke_invites(session: Session, which: ColumnElement[bool], *, at: datetime) -> None:
    session.exec(
        update(Invite)
        .where(which, col(Invite.revoked_at).is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )


def revoke_invites_made_by(
    session: Session, person_id: UUID, *, at: datetime, team_id: UUID | None = None
) -> None:
    """Links of somebody who may no longer give them: kept in a pocket, they would be a way back in.

    Posters stay on their walls: whoever comes by one is looked at by a lead.
    """
    which = (col(Invite.created_by_id) == person_id) & (col(Invite.kind) != InviteKind.POSTER)
    if team_id is not None:
        which &= col(Invite.team_id) == team_id
    revoke_invites(session, which, at=at)


def holds_at_least(session: Session, person_id: UUID, role: Role, *, team_id: UUID) -> bool:
    held = find_membership(session, person_id, team_id=team_id)
    return held is not None and is_at_least(held.role, role)
