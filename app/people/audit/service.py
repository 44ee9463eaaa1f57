"""Writing to the audit log, in the transaction of the act itself."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, col

from app.people.audit.chain import AUDIT_KEY, FIRST_HASH, entry_hash, head_seal, plain
from app.people.audit.models import HEAD_ID, AuditEntry, AuditHead
from app.sync.service import CHANGE_LOCK


class Doer(Protocol):
    """Every Actor is one; so is whoever left work for a job to do in their name."""

    @property
    def person_id(self) -> UUID: ...
    @property
    def device_id(self) -> UUID | None: ...
    @property
    def organisation_id(self) -> UUID: ...


@dataclass(frozen=True)
class Act:
    """`action` is "<thing>.<past participle>"."""

    action: str
    object_id: UUID | None
    facts: Mapping[str, Any] = field(default_factory=dict)


def record_audit(
    session: Session,
    actor: Doer | None,
    action: str,
    /,
    *,
    at: datetime,
    organisation_id: UUID | None = None,
    object_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Append an entry. Without an actor it was done at the console; then say the organisation.

    `facts` are JSON values: ids, words, counts; never a secret, a name or what somebody said. On
    PostgreSQL appends wait for each other until commit, as those of the change log do and by the same
    lock, so that the two can never wait for one another.
    """
    record_acts(session, actor, [Act(action, object_id, facts)], at=at, organisation_id=organisation_id)


def record_acts(
    session: Session,
    actor: Doer | None,
    acts: Sequence[Act],
    *,
    at: datetime,
    organisation_id: UUID | None = None,
) -> None:
    """As `record_audit`, for many acts at once."""
    key: bytes = session.info[AUDIT_KEY]
    head = _locked_head(session)
    seq, before = _end_of_log(session, head, key)
    entries: list[AuditEntry] = []
    for number, act in enumerate(acts, seq + 1):
        entry = AuditEntry(
            seq=number,
            organisation_id=actor.organisation_id if actor else organisation_id,
            at=at,
            person_id=actor.person_id if actor else None,
            device_id=actor.device_id if actor else None,
            action=act.action,
            object_id=act.object_id,
            facts=plain(dict(act.facts)),
            previous_hash=before,
            hash=b"",
        )
        entry.hash = before = entry_hash(entry, key)
        entries.append(entry)
    if entries:
        session.connection().execute(insert(AuditEntry), [entry.model_dump() for entry in entries])
        head.seq, head.hash = entries[-1].seq, before
        head.seal = head_seal(head.seq, before, key)
        session.add(head)
        session.flush()


def _locked_head(session: Session) -> AuditHead:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHANGE_LOCK})
    found = session.scalars(
        select(AuditHead).where(col(AuditHead.id) == HEAD_ID).execution_options(populate_existing=True)
    ).one_or_none()
    return found or AuditHead(id=HEAD_ID, seq=0, hash=FIRST_HASH, seal=b"")


def _end_of_log(session: Session, head: AuditHead, key: bytes) -> tuple[int, bytes]:
    """What to go on from. After a head that is not ours the log goes on, and shows the break for ever."""
    if hmac.compare_digest(head.seal, head_seal(head.seq, head.hash, key)):
        return head.seq, head.hash
    last = session.scalar(select(func.max(col(AuditEntry.seq)))) or 0
    return max(last, head.seq), FIRST_HASH
