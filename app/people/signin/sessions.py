"""Sessions that a proof opens or renews."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.crypto import new_token, token_hash
from app.core.errors import Refused
from app.people.joining import Joined, end_session, open_session
from app.people.models import DeviceSession, Person


def open_by_proof(
    session: Session,
    person_id: UUID,
    *,
    replaces: Actor | None,
    label: str,
    at: datetime,
    session_max_s: int,
    is_fresh: bool,
) -> Joined:
    """`replaces` is whose cookie is about to be overwritten: a session nobody holds must not live on.

    `is_fresh`: weighty acts ask for no other proof for a while.
    """
    if replaces is not None:
        require_own_phone(replaces)
        end_session(session, replaces.session_id, replaces.person_id, at=at)
    person = session.get_one(Person, person_id)
    joined = open_session(session, person, label=label, at=at, session_max_s=session_max_s)
    if not is_fresh:
        return joined
    session.exec(
        update(DeviceSession)
        .where(col(DeviceSession.id) == joined.actor.session_id)
        .values(stepped_up_at=at)
        .execution_options(synchronize_session=False)
    )
    return replace(joined, actor=replace(joined.actor, stepped_up_at=at))


def renew_by_proof(session: Session, actor: Actor, held_token: str, *, at: datetime) -> str:
    """The session's next token. The one that the phone has now works until this was seen, and proves
    nothing: an answer can get lost, and a token can have been copied.
    """
    token = new_token()
    session.exec(
        update(DeviceSession)
        .where(col(DeviceSession.id) == actor.session_id, col(DeviceSession.revoked_at).is_(None))
        .values(
            token_hash=token_hash(token),
            previous_token_hash=token_hash(held_token),
            rotated_at=at,
            stepped_up_at=at,
        )
        .execution_options(synchronize_session=False)
    )
    return token


def require_own_phone(actor: Actor) -> None:
    """A proof given on a shared phone would be the next person's. Raises Refused."""
    if actor.is_on_shared:
        raise Refused("phone.shared", "Do this on your own phone, not on a shared one.")
