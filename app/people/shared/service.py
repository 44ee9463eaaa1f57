"""Verbs of shared phones: enrolled, challenged, unlocked, locked, revoked."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.core.actor import Actor, session_scope
from app.core.crypto import new_token, token_hash
from app.core.errors import NotFound, Unauthenticated
from app.people.access import device_for
from app.people.audit.service import record_audit
from app.people.joining import ME, Joined, added, end_session, end_sessions, redeem
from app.people.models import Device, DeviceKind, DeviceSession, Invite, InviteKind, Team
from app.people.queries import find_signed_in, get_invite, get_organisation_id
from app.people.shared.models import DeviceChallenge
from app.people.shared.proofs import is_signed
from app.people.shared.queries import EnrolledDevice, enrolled_device, is_of_team
from app.sync.service import record_change

NONCE_BYTES = 32
CHALLENGE_S = 60


def enrol(
    session: Session,
    token: str,
    *,
    label: str,
    public_key: bytes,
    current: Actor | None,
    before: EnrolledDevice | None,
    at: datetime,
) -> tuple[str, EnrolledDevice]:
    """The token of a new shared phone's cookie, and the phone.

    Ends what this browser was until now: `current`, somebody's own phone, and `before`, an earlier
    enrolment. Raises NotFound or Gone.
    """
    invite = get_invite(session, token, at=at)
    if invite.kind is not InviteKind.DEVICE:
        raise NotFound("invite.unknown", "This link does not lead anywhere. Ask for a new one.")
    redeem(session, invite, at=at)
    if current is not None:
        end_session(session, current.session_id, current.person_id, at=at)
    if before is not None:
        _revoke(session, before.id, at=at)
    cookie = new_token()
    device = Device(
        organisation_id=get_organisation_id(session, invite.team_id),
        team_id=invite.team_id,
        kind=DeviceKind.SHARED,
        label=label,
        token_hash=token_hash(cookie),
        public_key=public_key,
        created_at=at,
    )
    added(session, device)
    _audit_enrolment(session, device, invite, at=at)
    return cookie, enrolled_device(device, session.get_one(Team, invite.team_id))


def _audit_enrolment(session: Session, device: Device, invite: Invite, *, at: datetime) -> None:
    """Nobody is signed in by then: it was done by whoever made the code."""
    record_audit(
        session,
        None,
        "device.enrolled",
        at=at,
        organisation_id=device.organisation_id,
        object_id=device.id,
        team_id=str(invite.team_id),
        invited_by=str(invite.created_by_id) if invite.created_by_id else None,
    )


def create_challenge(session: Session, device: EnrolledDevice, *, at: datetime) -> DeviceChallenge:
    """Those that nobody answered in time are let go here: whoever makes many, clears many."""
    session.exec(delete(DeviceChallenge).where(col(DeviceChallenge.expires_at) <= at))
    return added(
        session,
        DeviceChallenge(
            device_id=device.id,
            nonce=secrets.token_bytes(NONCE_BYTES),
            expires_at=at + timedelta(seconds=CHALLENGE_S),
        ),
    )


def take_challenge(
    session: Session, device: EnrolledDevice, challenge_id: UUID, *, at: datetime
) -> bytes | None:
    """Its nonce, once: whatever the answer turns out to be worth, it was the only one. None: it is over."""
    taken = session.exec(
        update(DeviceChallenge)
        .where(
            col(DeviceChallenge.id) == challenge_id,
            col(DeviceChallenge.device_id) == device.id,
            col(DeviceChallenge.expires_at) > at,
            col(DeviceChallenge.used_at).is_(None),
        )
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        return None
    return session.scalars(
        select(col(DeviceChallenge.nonce)).where(col(DeviceChallenge.id) == challenge_id)
    ).one()


def require_proof(nonce: bytes | None, device: EnrolledDevice, signature: bytes, *, person_id: UUID) -> None:
    """Raises Unauthenticated: a cookie alone may have been copied, the key cannot."""
    if nonce is None:
        raise Unauthenticated("challenge.ended", "This took too long. Please try again.")
    if not is_signed(device.public_key, signature, nonce=nonce, person_id=person_id):
        raise Unauthenticated("device.proof", "This phone could not prove itself. A lead can enrol it again.")


def unlock(
    session: Session,
    device: EnrolledDevice,
    person_id: UUID,
    *,
    current: Actor | None,
    at: datetime,
    session_max_s: int,
) -> Joined:
    """A session of the person on this phone; whoever had it before is locked out first.

    Raises Unauthenticated when the person left the team or the phone was revoked meanwhile.
    """
    if not session.scalar(select(is_of_team(device, person_id))):
        raise Unauthenticated("pin.refused", "This PIN does not open this phone.")
    lock(session, device, current=current, at=at)
    token = new_token()
    added(
        session,
        DeviceSession(
            device_id=device.id,
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=at + timedelta(seconds=session_max_s),
        ),
    )
    signed_in = find_signed_in(session, token, at=at)
    assert signed_in is not None
    return Joined(actor=signed_in.actor, token=token)


def lock(session: Session, device: EnrolledDevice, *, current: Actor | None, at: datetime) -> None:
    """Close whatever is open on this phone. Unlike a revoked session, its envelopes are still taken.

    `current` is whose cookie is about to go: somebody who followed a join link here has a session that
    is not this phone's, and must not stay in either.
    """
    lock_sessions(session, col(DeviceSession.device_id) == device.id, at=at)
    if current is not None and current.device_id != device.id:
        end_session(session, current.session_id, current.person_id, at=at)


def lock_sessions(session: Session, which: ColumnElement[bool], *, at: datetime) -> None:
    for open_session in _list_open(session, which):
        open_session.locked_at = at
        session.flush()
        _tell(session, open_session, at=at)


def revoke_device(session: Session, actor: Actor, device_id: UUID, *, at: datetime) -> None:
    device = device_for(session, actor, device_id)
    _revoke(session, device.id, at=at)
    record_audit(session, actor, "device.revoked", at=at, object_id=device.id)


def _revoke(session: Session, device_id: UUID, *, at: datetime) -> None:
    """Its cookie is dead, and every session it ever had: envelopes of those are refused."""
    session.exec(
        update(Device)
        .where(col(Device.id) == device_id, col(Device.revoked_at).is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )
    of_phone = col(DeviceSession.device_id) == device_id
    was_open = _list_open(session, of_phone)
    end_sessions(session, of_phone, at=at)
    for ended in was_open:
        _tell(session, ended, at=at)


def _list_open(session: Session, which: ColumnElement[bool]) -> list[DeviceSession]:
    return list(
        session.scalars(
            select(DeviceSession).where(
                which, col(DeviceSession.revoked_at).is_(None), col(DeviceSession.locked_at).is_(None)
            )
        )
    )


def _tell(session: Session, ended: DeviceSession, *, at: datetime) -> None:
    """Ends its live streams."""
    record_change(session, scope=session_scope(ended.id), kind=ME, object_id=ended.person_id, at=at)
