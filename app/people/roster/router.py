"""Bringing a roster, looking at what it would change, applying it, and taking the present one along."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Problem
from app.core.rows_in import RowReader, batches, form_of
from app.core.rows_out import CSV_TYPE, csv_bytes
from app.people.audit.service import record_audit
from app.people.deps import Db, Now, signed_in, stepped_up
from app.people.roster import applying, planning, queries, reading
from app.people.roster.policy import COLUMNS
from app.people.roster.schemas import ApplyIn, RosterChanges, RosterOut

NUMBER_MAX = 2**31 - 1

router = APIRouter(prefix="/api", tags=["roster"])

Who = Annotated[Actor, Depends(signed_in)]
Proven = Annotated[Actor, Depends(stepped_up)]


@router.post("/roster", status_code=201)
async def read_roster(
    request: Request,
    actor: Who,
    db: Db,
    now: Now,
    site_id: UUID | None = None,
    create: bool = False,
) -> RosterOut:
    """Read a file, text/csv or application/x-ndjson, and say what it would change. Changes nothing."""
    scope = await db.read(queries.scope_for, actor, site_id)
    reader = RowReader(form_of(request.headers.get("content-type", "")), COLUMNS)
    intake = reading.Intake(await db.read(reading.read_places, scope, creates_teams=create))
    import_id = await db.write(reading.begin_import, actor, scope, creates_teams=create, at=now)
    try:
        async for batch in batches(request.stream(), reader):
            await db.write(reading.keep_rows, import_id, intake.take(batch))
        await db.write(reading.finish_reading, import_id, intake, reader)
    except Problem:
        await db.write(reading.forget_import, import_id)
        raise
    plan = await db.read(planning.begin_plan, import_id, intake.errors)
    while await db.write(planning.plan_page, plan):
        pass
    return await db.read(queries.get_import, actor, import_id)


@router.get("/roster.csv", response_class=StreamingResponse)
async def export_roster(actor: Proven, db: Db, now: Now, site_id: UUID | None = None) -> StreamingResponse:
    """Everybody with an external id, in the form that is read here: bringing it back changes nothing."""
    await db.read(queries.scope_for, actor, site_id)
    await db.write(record_audit, actor, "roster.exported", at=now, object_id=site_id)
    headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return StreamingResponse(_written(db, actor, site_id), media_type=CSV_TYPE, headers=headers)


async def _written(db: Database, actor: Actor, site_id: UUID | None) -> AsyncIterator[bytes]:
    """Part by part: no session outlives one, and whoever loses their role meanwhile gets no more."""
    yield csv_bytes([queries.EXPORT_COLUMNS], is_first=True)
    after: str | None = ""
    while after is not None:
        lines, after = await db.read(queries.list_for_export, actor, site_id=site_id, after=after)
        yield csv_bytes(lines)


@router.get("/roster/{import_id}")
async def get_roster(import_id: UUID, actor: Who, db: Db) -> RosterOut:
    return await db.read(queries.get_import, actor, import_id)


@router.get("/roster/{import_id}/changes")
async def list_changes(
    import_id: UUID, actor: Who, db: Db, after: Annotated[int, Query(ge=0, le=NUMBER_MAX)] = 0
) -> RosterChanges:
    return await db.read(queries.list_changes, actor, import_id, after=after)


@router.post("/roster/{import_id}/apply")
async def apply_roster(
    import_id: UUID,
    wanted: ApplyIn,
    actor: Proven,
    db: Db,
    now: Now,
    skip_errors: bool = False,
) -> RosterOut:
    """Whoever leaves has lost all access when this answers; the rest is done by a job."""
    await db.read(queries.import_for, actor, import_id)
    await db.write(
        applying.begin_apply,
        actor,
        import_id,
        leaving_count=wanted.leaving_count,
        skips_errors=skip_errors,
        at=now,
    )
    while await db.write(applying.let_some_leave, import_id, at=now):
        pass
    return await db.read(queries.get_import, actor, import_id)
