"""Verbs of the change log and of commands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.sync.models import Change

CHANNEL = "twotap_change"
# Any number that no other advisory lock of ours uses.
CHANGE_LOCK = 7_330


def record_change(session: Session, *, scope: str, kind: str, object_id: UUID, at: datetime) -> None:
    """Append to the change log and wake the phones of `scope` when the transaction commits.

    On Postgres appends are serialised until commit, so that a lower number never becomes visible
    after a higher one and a cursor can never step over a change. Record changes late in the
    transaction: the lock is held from here on.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock), pg_notify(:channel, '')"),
            {"lock": CHANGE_LOCK, "channel": CHANNEL},
        )
    session.add(Change(scope=scope, kind=kind, object_id=object_id, changed_at=at))
    # The number is taken now, while the lock is held, and not at some later flush.
    session.flush()
