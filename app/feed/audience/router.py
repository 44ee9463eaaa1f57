"""Routes of the audience."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.core.db import Database
from app.core.http import db_of, now_of
from app.feed.audience.reach import get_reach
from app.feed.audience.schemas import ReachIn, ReachOut
from app.people.deps import signed_in

router = APIRouter(tags=["feed"])


@router.post("/api/teams/{team_id}/reach")
async def read_reach(
    team_id: UUID,
    wanted: ReachIn,
    actor: Annotated[Actor, Depends(signed_in)],
    db: Annotated[Database, Depends(db_of)],
    now: Annotated[datetime, Depends(now_of)],
) -> ReachOut:
    """How many a post would ask, for how many seconds, and who has none left. Changes nothing."""
    return await db.read(get_reach, actor, team_id, wanted, at=now)
