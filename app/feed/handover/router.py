"""Routes of the handover."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header

from app.core.actor import Actor
from app.core.db import Database
from app.core.http import db_of, now_of
from app.feed.deps import Outbox, outbox_of
from app.feed.handover.commands import SETTLE, TAKE
from app.feed.handover.queries import get_handover
from app.feed.handover.schemas import HandoverOut, TakeForm
from app.people.deps import signed_in

router = APIRouter(tags=["feed"])

Who = Annotated[Actor, Depends(signed_in)]
Db = Annotated[Database, Depends(db_of)]
Now = Annotated[datetime, Depends(now_of)]
Send = Annotated[Outbox, Depends(outbox_of)]
Key = Annotated[UUID, Header(alias="Idempotency-Key")]


@router.get("/api/teams/{team_id}/handover")
async def read_handover(team_id: UUID, actor: Who, db: Db, now: Now) -> HandoverOut:
    """Everything that is open in the team, in at most 90 seconds."""
    return await db.read(get_handover, actor, team_id, at=now)


@router.post("/api/teams/{team_id}/handover")
async def take_over(
    team_id: UUID, form: TakeForm, key: Key, actor: Who, db: Db, now: Now, send: Send
) -> HandoverOut:
    """I have it from here."""
    body = {"team_id": str(team_id), "number": form.number}
    await send(key, TAKE, body, captured_at=now, names="team_id")
    return await db.read(get_handover, actor, team_id, at=now)


@router.post("/api/posts/{post_id}/settle", status_code=204)
async def settle_item(post_id: UUID, key: Key, now: Now, send: Send) -> None:
    """Nothing is left to do about this post."""
    await send(key, SETTLE, {"post_id": str(post_id)}, captured_at=now)
