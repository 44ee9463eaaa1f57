"""The route that takes a planning tool's file."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Refused
from app.core.rows_in import Fault, Row, RowReader, batches, form_of
from app.people.access import team_for
from app.people.deps import Db, Now, signed_in
from app.people.models import Role
from app.people.shifts.imports import ROWS_MAX_COUNT, Importing, Plan, import_shifts
from app.people.shifts.reading import COLUMNS
from app.people.shifts.schemas import (
    ImportCounts,
    ImportFault,
    ImportNotice,
    ImportOut,
)

SHOWN_CHANGES_COUNT = 500
SHOWN_ERRORS_COUNT = 1_000

router = APIRouter(prefix="/api", tags=["shifts"])


@router.post("/teams/{team_id}/shifts/import")
async def import_shifts_of_team(
    team_id: UUID,
    request: Request,
    actor: Annotated[Actor, Depends(signed_in)],
    db: Db,
    now: Now,
    apply: bool = False,
    complete: bool = False,
    skip_errors: bool = False,
) -> ImportOut:
    """A file, text/csv or application/x-ndjson: external_id, person_external_id or person, starts, ends.

    Local times are the site's. Without `apply` nothing changes; with errors neither, unless they are to be
    skipped. `complete`: what was imported before for the same time and is missing here is removed.
    """
    await db.read(team_for, actor, team_id, needs=Role.LEAD)
    reader = RowReader(form_of(request.headers.get("content-type", "")), COLUMNS)
    rows: list[Row | Fault] = []
    async for batch in batches(request.stream(), reader):
        rows += batch
        if len(rows) > ROWS_MAX_COUNT:
            raise Refused("rows.too_many", f"Bring at most {ROWS_MAX_COUNT} shifts at once.")
    importing = Importing(rows=rows, is_applied=apply, is_complete=complete, skips_errors=skip_errors)
    if apply:
        plan, is_applied = await db.write(import_shifts, actor, team_id, importing, at=now)
    else:
        # Thousands of rows take longer to compare than others should have to wait.
        plan, is_applied = await asyncio.to_thread(_look, db, actor, team_id, importing, now)
    warnings = [ImportNotice(**vars(warned)) for warned in reader.warnings]
    return _import_out(plan, is_applied=is_applied, warnings=warnings)


def _look(
    db: Database, actor: Actor, team_id: UUID, importing: Importing, now: datetime
) -> tuple[Plan, bool]:
    with db.reading() as session:
        return import_shifts(session, actor, team_id, importing, at=now)


def _import_out(plan: Plan, *, is_applied: bool, warnings: list[ImportNotice]) -> ImportOut:
    return ImportOut(
        applied=is_applied,
        counts=ImportCounts(
            added=len(plan.added),
            changed=len(plan.changed),
            removed=len(plan.removed),
            unchanged=plan.unchanged_count,
            errors=len({fault.line for fault in plan.faults}),
        ),
        changes=list(plan.changes[:SHOWN_CHANGES_COUNT]),
        errors=[ImportFault(**vars(fault)) for fault in plan.faults[:SHOWN_ERRORS_COUNT]],
        warnings=warnings,
    )
