"""Writing to the audit log, in the transaction of the act itself."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.audit.models import AuditEntry

_FIRST = bytes(32)


def record_audit(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    at: datetime,
    organisation_id: UUID | None = None,
    object_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Append an entry. Without an actor it was done at the console; then say the organisation.

    `facts` are JSON values: ids as text, words, counts; never a secret, a name or what somebody said.
    """
    previous = session.scalars(select(col(AuditEntry.hash)).order_by(col(AuditEntry.seq).desc()).limit(1))
    before = previous.one_or_none() or _FIRST
    entry = AuditEntry(
        organisation_id=actor.organisation_id if actor else organisation_id,
        at=at,
        person_id=actor.person_id if actor else None,
        device_id=actor.device_id if actor else None,
        action=action,
        object_id=object_id,
        facts=facts,
        previous_hash=before,
        hash=hashlib.sha256(before + action.encode()).digest(),
    )
    session.add(entry)
    session.flush()
