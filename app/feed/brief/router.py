"""The route of the brief."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.core.db import Database
from app.core.http import db_of, now_of
from app.feed.brief.queries import get_brief
from app.feed.brief.schemas import BriefOut
from app.people.deps import signed_in

router = APIRouter(prefix="/api/brief", tags=["feed"])


@router.get("")
async def my_brief(
    actor: Annotated[Actor, Depends(signed_in)],
    db: Annotated[Database, Depends(db_of)],
    now: Annotated[datetime, Depends(now_of)],
) -> BriefOut:
    """A stack of cards for now, within my attention budget."""
    return await db.read(get_brief, actor, at=now)
