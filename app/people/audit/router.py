"""Reading the audit log and taking it along."""

import json
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from app.core.actor import Actor
from app.core.db import Database
from app.core.rows_out import CSV_TYPE, csv_bytes
from app.people.access import require_admin
from app.people.audit import queries
from app.people.audit.models import AuditEntry
from app.people.audit.schemas import AuditOut, AuditPage
from app.people.audit.service import record_audit
from app.people.deps import Db, Now, signed_in, stepped_up

SEQ_MAX = 2**63 - 1
COLUMNS = (
    "seq",
    "at",
    "person_id",
    "person",
    "device_id",
    "device",
    "action",
    "object_id",
    "object",
    "facts",
    "previous_hash",
    "hash",
)

router = APIRouter(prefix="/api", tags=["audit"])


@router.get("/audit")
async def list_audit(
    actor: Annotated[Actor, Depends(signed_in)],
    db: Db,
    before: Annotated[int | None, Query(ge=1, le=SEQ_MAX)] = None,
    person_id: UUID | None = None,
) -> AuditPage:
    """What was done in the organisation, newest first. For its administrators."""
    return await db.read(queries.list_audit, actor, before=before, person_id=person_id)


@router.get("/audit.csv", response_class=StreamingResponse)
async def export_audit(actor: Annotated[Actor, Depends(stepped_up)], db: Db, now: Now) -> StreamingResponse:
    """The whole log as a spreadsheet opens it, oldest first."""
    await db.read(require_admin, actor)
    await db.write(record_audit, actor, "audit.exported", at=now)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(_written(db, actor), media_type=CSV_TYPE, headers=headers)


async def _written(db: Database, actor: Actor) -> AsyncIterator[bytes]:
    """Part by part: no session outlives one, and whoever loses their role meanwhile gets no more."""
    yield csv_bytes([COLUMNS], is_first=True)
    after = 0
    while part := await db.read(queries.list_for_export, actor, after=after):
        yield csv_bytes(_cells(shown, entry) for shown, entry in part)
        after = part[-1][0].seq


def _cells(shown: AuditOut, entry: AuditEntry) -> tuple[str, ...]:
    """In the order of COLUMNS."""
    return (
        str(shown.seq),
        shown.at.isoformat(),
        str(shown.person.id) if shown.person else "",
        shown.person.name if shown.person else "",
        str(entry.device_id or ""),
        shown.device or "",
        shown.action,
        str(shown.object_id or ""),
        shown.object_name or "",
        json.dumps(shown.facts, ensure_ascii=False, sort_keys=True) if shown.facts else "",
        entry.previous_hash.hex(),
        entry.hash.hex(),
    )
