"""Routes about shifts: the plan of a team, its patterns, who is on, and one's own."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.core.actor import Actor
from app.core.errors import Refused
from app.people.deps import Db, Now, signed_in
from app.people.shifts import patterns, queries, service
from app.people.shifts.schemas import (
    LISTED_DAYS_MAX,
    Moment,
    OnShift,
    PatternChange,
    PatternIn,
    PatternOut,
    PatternsOut,
    ShiftChange,
    ShiftIn,
    ShiftOut,
    ShiftsOut,
)

router = APIRouter(prefix="/api", tags=["shifts"])

Who = Annotated[Actor, Depends(signed_in)]
From = Annotated[Moment | None, Query(alias="from")]
To = Annotated[Moment | None, Query(alias="to")]

_BEHIND = timedelta(days=7)
_AHEAD = timedelta(days=28)


@router.get("/teams/{team_id}/shifts")
async def list_shifts(
    team_id: UUID, actor: Who, db: Db, now: Now, since: From = None, until: To = None
) -> ShiftsOut:
    """Those that touch the time from `from` to `to`; by default a week back and four ahead."""
    bounds = _bounds(since, until, now)
    return await db.read(queries.list_shifts, actor, team_id, since=bounds[0], until=bounds[1])


@router.post("/teams/{team_id}/shifts", status_code=201)
async def create_shift(team_id: UUID, wanted: ShiftIn, actor: Who, db: Db, now: Now) -> ShiftOut:
    shift = await db.write(service.create_shift, actor, team_id, wanted, at=now)
    return await db.read(queries.get_shift, shift.id)


@router.patch("/shifts/{shift_id}")
async def change_shift(shift_id: UUID, change: ShiftChange, actor: Who, db: Db, now: Now) -> ShiftOut:
    await db.write(service.change_shift, actor, shift_id, change, at=now)
    return await db.read(queries.get_shift, shift_id)


@router.delete("/shifts/{shift_id}", status_code=204)
async def delete_shift(shift_id: UUID, actor: Who, db: Db, now: Now) -> None:
    await db.write(service.delete_shift, actor, shift_id, at=now)


@router.get("/teams/{team_id}/shift-patterns")
async def list_patterns(team_id: UUID, actor: Who, db: Db) -> PatternsOut:
    return await db.read(queries.list_patterns, actor, team_id)


@router.post("/teams/{team_id}/shift-patterns", status_code=201)
async def create_pattern(team_id: UUID, wanted: PatternIn, actor: Who, db: Db, now: Now) -> PatternOut:
    pattern = await db.write(patterns.create_pattern, actor, team_id, wanted, at=now)
    return await db.read(queries.get_pattern, pattern.id)


@router.patch("/shift-patterns/{pattern_id}")
async def change_pattern(pattern_id: UUID, change: PatternChange, actor: Who, db: Db, now: Now) -> PatternOut:
    await db.write(patterns.change_pattern, actor, pattern_id, change, at=now)
    return await db.read(queries.get_pattern, pattern_id)


@router.delete("/shift-patterns/{pattern_id}", status_code=204)
async def delete_pattern(pattern_id: UUID, actor: Who, db: Db, now: Now) -> None:
    await db.write(patterns.delete_pattern, actor, pattern_id, at=now)


@router.get("/teams/{team_id}/on-shift")
async def list_on_shift(team_id: UUID, actor: Who, db: Db, now: Now) -> list[OnShift]:
    """Who of the crew is on shift now, and who is planned by nobody and may always be here."""
    return await db.read(queries.list_on_shift, actor, team_id, at=now)


@router.get("/me/shifts")
async def list_own_shifts(
    actor: Who, db: Db, now: Now, since: From = None, until: To = None
) -> list[ShiftOut]:
    bounds = _bounds(since, until, now)
    return await db.read(queries.list_own_shifts, actor, since=bounds[0], until=bounds[1])


def _bounds(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    since = since or (until - _BEHIND if until and until < now else now - _BEHIND)
    until = until or since + _BEHIND + _AHEAD
    if not timedelta() <= until - since <= timedelta(days=LISTED_DAYS_MAX):
        raise Refused("shifts.range", f"Ask for at most {LISTED_DAYS_MAX} days of shifts at once.")
    return since, until
