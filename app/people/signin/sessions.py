"""Sessions that a proof opens or renews."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core.actor import Actor, session_scope
from app.core.crypto import new_token, token_hash
from app.people.joining import ME, Joined, added, end_sessions
from app.people.models import Device, DeviceKind, DeviceSession, Person
from app.people.queries import find_signed_in
from app.sync.service import record_change


def open_session(
    session: Session,
    person_id: UUID,
    *,
    replaces: Actor | None,
    label: str,
    at: datetime,
    session_max_s: int,
    stepped_up_at: datetime | None,
) -> Joined:
    """On a device that is new to us. `replaces` is whose cookie is about to be overwritten."""
    if replaces is not None:
        end_sessions(session, col(DeviceSession.id) == replaces.session_id, at=at)
        ended = session_scope(replaces.session_id)
        record_change(session, scope=ended, kind=ME, object_id=replaces.person_id, at=at)
    person = session.get_one(Person, person_id)
    token = new_token()
    device = added(
        session,
        Device(organisation_id=person.organisation_id, kind=DeviceKind.PERSONAL, label=label, created_at=at),
    )
    added(
        session,
        DeviceSession(
            device_id=device.id,
            person_id=person.id,
            token_hash=token_hash(token),
            stepped_up_at=stepped_up_at,
            created_at=at,
            expires_at=at + timedelta(seconds=session_max_s),
        ),
    )
    signed_in = find_signed_in(session, token, at=at)
    assert signed_in is not None
    return Joined(actor=signed_in.actor, token=token)


def renew_with_proof(session: Session, actor: Actor, *, at: datetime) -> str:
    """The session's next token. The one before works until this one was seen: an answer can get lost."""
    token = new_token()
    session.exec(
        update(DeviceSession)
        .where(col(DeviceSession.id) == actor.session_id, col(DeviceSession.revoked_at).is_(None))
        .values(
            previous_token_hash=col(DeviceSession.token_hash),
            token_hash=token_hash(token),
            rotated_at=at,
            stepped_up_at=at,
        )
        .execution_options(synchronize_session=False)
    )
    return token
