"""The route of search."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.core.actor import Actor
from app.core.db import Database
from app.core.http import db_of
from app.feed.search.queries import Wanted, search
from app.feed.search.schemas import SearchOut
from app.people.deps import signed_in
from app.sync.schemas import PhoneTime

QUERY_MAX_CHARS = 200

router = APIRouter(prefix="/api/search", tags=["feed"])


@router.get("")
async def search_posts(
    actor: Annotated[Actor, Depends(signed_in)],
    db: Annotated[Database, Depends(db_of)],
    q: Annotated[str, Query(max_length=QUERY_MAX_CHARS)] = "",
    since: PhoneTime | None = None,
    until: PhoneTime | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> SearchOut:
    """Posts and replies by what they say, in writing or aloud, and by whom; every word must be found."""
    wanted = Wanted(query=q, since=since, until=until, before=before, limit=limit)
    return await db.read(search, actor, wanted)
