"""Walking the audit log: is it as it was written, and all of it?"""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.db import Database
from app.core.keys import write_private
from app.people.audit.chain import AUDIT_KEY, FIRST_HASH, entry_hash, head_seal
from app.people.audit.models import HEAD_ID, AuditEntry, AuditHead

PAGE_COUNT = 1_000
WITNESS = "audit-witness.json"


@dataclass(frozen=True)
class End:
    """The log as far as entry `seq`."""

    seq: int = 0
    hash: bytes = FIRST_HASH

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()[:16]}"


@dataclass(frozen=True)
class Verdict:
    """`end` is the newest entry that holds. `broken_seq`: the first that does not, and `why`."""

    end: End
    broken_seq: int | None = None
    why: str = ""


def verify(db: Database, *, since: End | None = None, witness: End | None = None) -> Verdict:
    """Walk the log from `since` (its beginning) to its end, in pages; no transaction outlasts a page.

    `witness` is how far the log came for certain, known from outside the database.
    """
    key: bytes = db.info[AUDIT_KEY]
    known = _read_head(db)
    end = since or End()
    for entry in _entries(db, after=end.seq):
        why = _fault(entry, end, key) or _contradiction(entry, witness)
        if why:
            return Verdict(end, end.seq + 1, why)
        end = End(entry.seq, entry.hash)
    # The head of before the walk must be behind us, that of after it ahead: the log may grow meanwhile.
    end_of_all = max(known.seq if known else 0, witness.seq if witness else 0)
    if end.seq < end_of_all:
        return Verdict(end, end.seq + 1, "the end was cut off")
    if why := _fault_of_head(_read_head(db), end, key):
        return Verdict(end, end.seq + 1, why)
    return Verdict(end)


def _read_head(db: Database) -> AuditHead | None:
    with db.reading() as session:
        return session.get(AuditHead, HEAD_ID)


def _fault_of_head(head: AuditHead | None, end: End, key: bytes) -> str:
    if head is None:
        return "the head is missing" if end.seq else ""
    if not hmac.compare_digest(head.seal, head_seal(head.seq, head.hash, key)):
        return "the head is not ours"
    if head.seq < end.seq or (head.seq == end.seq and head.hash != end.hash):
        return "the head names another end"
    return ""


def _fault(entry: AuditEntry, before: End, key: bytes) -> str:
    if entry.seq != before.seq + 1:
        return "it is missing"
    if entry.previous_hash != before.hash:
        return "it does not follow the one before it"
    if not hmac.compare_digest(entry.hash, entry_hash(entry, key)):
        return "it was changed"
    return ""


def _contradiction(entry: AuditEntry, witness: End | None) -> str:
    if witness is not None and entry.seq == witness.seq and entry.hash != witness.hash:
        return "it is not the one that was seen here before"
    return ""


def _entries(db: Database, *, after: int) -> Iterator[AuditEntry]:
    while True:
        with db.reading() as session:
            page = _page(session, after=after)
        yield from page
        if len(page) < PAGE_COUNT:
            return
        after = page[-1].seq


def _page(session: Session, *, after: int) -> list[AuditEntry]:
    return list(
        session.scalars(
            select(AuditEntry)
            .where(col(AuditEntry.seq) > after)
            .order_by(col(AuditEntry.seq))
            .limit(PAGE_COUNT)
        )
    )


def find_witness(var_dir: Path) -> End | None:
    """How far this machine saw the log and found it whole. None on the first day."""
    file = var_dir / WITNESS
    if not file.is_file():
        return None
    written = json.loads(file.read_text("utf-8"))
    return End(int(written["seq"]), bytes.fromhex(written["hash"]))


def write_witness(var_dir: Path, end: End, *, at: datetime) -> None:
    content = {"seq": end.seq, "hash": end.hash.hex(), "at": at.isoformat()}
    write_private(var_dir / WITNESS, json.dumps(content).encode())


def bear_witness(db: Database, var_dir: Path, *, at: datetime) -> Verdict:
    """Verify what came since the last time, and remember its end when it holds."""
    seen = find_witness(var_dir)
    # The entry that was seen is looked at again: a log put back to before it would else go unnoticed.
    verdict = verify(db, since=_before(db, seen), witness=seen)
    if verdict.broken_seq is None and verdict.end != (seen or End()):
        write_witness(var_dir, verdict.end, at=at)
    return verdict


def _before(db: Database, seen: End | None) -> End | None:
    if seen is None or seen.seq < 2:
        return None
    with db.reading() as session:
        entry = session.get(AuditEntry, seen.seq - 1)
    return None if entry is None else End(entry.seq, entry.hash)
