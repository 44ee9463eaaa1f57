"""How entries are bound to each other. Pure."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.people.audit.models import AuditEntry

# Where sessions find the key that seals the log; the composition root puts it there.
AUDIT_KEY = "audit_key"
FIRST_HASH = bytes(32)


def entry_hash(entry: AuditEntry, key: bytes) -> bytes:
    """Over the hash before it and all that the entry says."""
    return hmac.digest(key, entry.previous_hash + canonical(entry), hashlib.sha256)


def head_seal(seq: int, last_hash: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"head:%d:" % seq + last_hash, hashlib.sha256)


def canonical(entry: AuditEntry) -> bytes:
    """One spelling of an entry, whichever database it was read from."""
    return _spelled(
        {
            "seq": entry.seq,
            "organisation_id": entry.organisation_id,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "person_id": entry.person_id,
            "device_id": entry.device_id,
            "action": entry.action,
            "object_id": entry.object_id,
            "facts": entry.facts,
        }
    )


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """As they will be read back: ids and times become text."""
    read: dict[str, Any] = json.loads(_spelled(facts))
    return read


def _spelled(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_text
    ).encode()


def _text(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} is no fact; facts are JSON values, ids and times")
