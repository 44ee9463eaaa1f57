"""Questions to a passkey. Each is good for one answer within five minutes."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.people.signin.ceremonies import CHALLENGE_TTL_S
from app.people.signin.models import Challenge, Purpose
from app.people.signin.policy import refused

_CHALLENGE_BYTES = 32


def ask(
    session: Session,
    purpose: Purpose,
    *,
    at: datetime,
    session_id: UUID | None = None,
    value: bytes | None = None,
) -> Challenge:
    """A new challenge, for this device session only when one is named."""
    challenge = Challenge(
        purpose=purpose,
        session_id=session_id,
        value=value or secrets.token_bytes(_CHALLENGE_BYTES),
        expires_at=at + timedelta(seconds=CHALLENGE_TTL_S),
    )
    session.add(challenge)
    session.flush()
    return challenge


def take(
    session: Session,
    challenge_id: UUID,
    purpose: Purpose,
    *,
    at: datetime,
    session_id: UUID | None = None,
) -> bytes:
    """What was asked. Used up by this, whatever becomes of the answer. Raises Refused.

    Commit it before the answer is looked at. The guard in the UPDATE decides among racers.
    """
    asker = col(Challenge.session_id)
    taken = session.exec(
        update(Challenge)
        .where(
            col(Challenge.id) == challenge_id,
            col(Challenge.purpose) == purpose,
            col(Challenge.used_at).is_(None),
            col(Challenge.expires_at) > at,
            asker.is_(None) if session_id is None else asker == session_id,
        )
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        raise refused()
    return session.scalars(select(col(Challenge.value)).where(col(Challenge.id) == challenge_id)).one()


def forget_challenges(session: Session, *, before: datetime) -> int:
    """Forget those that were over by then, and say how many."""
    return session.exec(delete(Challenge).where(col(Challenge.expires_at) <= before)).rowcount
