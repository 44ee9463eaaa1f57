"""Routes of the feed. Writes take the same path as a phone's commands: once per Idempotency-Key."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query

from app.core.actor import Actor
from app.core.db import Database
from app.core.http import db_of, now_of
from app.feed import board, commands, pages, queries
from app.feed.deps import Outbox, outbox_of
from app.feed.policy import parse_cursor
from app.feed.schemas import VERSION_MAX, AnswerForm, BoardOut, PostForm, PostOut, PostsOut, ReplyForm
from app.people.deps import signed_in

router = APIRouter(prefix="/api/posts", tags=["feed"])

Who = Annotated[Actor, Depends(signed_in)]
Db = Annotated[Database, Depends(db_of)]
Now = Annotated[datetime, Depends(now_of)]
Send = Annotated[Outbox, Depends(outbox_of)]
Key = Annotated[UUID, Header(alias="Idempotency-Key")]


@router.get("")
async def list_posts(
    actor: Who,
    db: Db,
    now: Now,
    team_id: UUID | None = None,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> PostsOut:
    """What needs you first, then by time. `before` is the last page's `before`."""
    cursor = parse_cursor(before) if before is not None else None
    return await db.read(pages.list_posts, actor, team_id=team_id, before=cursor, limit=limit, at=now)


@router.post("", status_code=201)
async def create_post(form: PostForm, key: Key, actor: Who, db: Db, send: Send) -> PostOut:
    body = form.model_dump(mode="json", exclude={"captured_at"})
    body["post_id"] = body["post_id"] or str(key)
    result = await send(key, commands.CREATE_POST, body, captured_at=form.captured_at)
    return await _post_of(result, actor, db)


@router.get("/{post_id}")
async def get_post(post_id: UUID, actor: Who, db: Db) -> PostOut:
    return await db.read(queries.get_post, actor, post_id)


@router.get("/{post_id}/board")
async def get_board(post_id: UUID, actor: Who, db: Db) -> BoardOut:
    """Who answered and who is missing: for the author, leads and admins."""
    return await db.read(board.get_board, actor, post_id)


@router.post("/{post_id}/answer")
async def answer_post(post_id: UUID, form: AnswerForm, key: Key, actor: Who, db: Db, send: Send) -> PostOut:
    body = form.model_dump(mode="json", exclude={"captured_at"}) | {"post_id": str(post_id)}
    result = await send(key, commands.ANSWER_POST, body, captured_at=form.captured_at)
    return await _post_of(result, actor, db)


@router.delete("/{post_id}/answer")
async def undo_answer(
    post_id: UUID,
    version: Annotated[int, Query(ge=1, le=VERSION_MAX)],
    key: Key,
    now: Now,
    actor: Who,
    db: Db,
    send: Send,
) -> PostOut:
    """Take back what was answered a moment ago."""
    body = {"post_id": str(post_id), "version": version}
    result = await send(key, commands.UNDO_ANSWER, body, captured_at=now)
    return await _post_of(result, actor, db)


@router.post("/{post_id}/replies", status_code=201)
async def create_reply(post_id: UUID, form: ReplyForm, key: Key, actor: Who, db: Db, send: Send) -> PostOut:
    body = form.model_dump(mode="json", exclude={"captured_at"}) | {"post_id": str(post_id)}
    body["reply_id"] = body["reply_id"] or str(key)
    result = await send(key, commands.CREATE_REPLY, body, captured_at=form.captured_at)
    return await _post_of(result, actor, db)


@router.post("/{post_id}/show")
async def show_post(post_id: UUID, key: Key, now: Now, actor: Who, db: Db, send: Send) -> PostOut:
    """My own post, sent off shift, is not to wait for my shift."""
    result = await send(key, commands.SHOW_POST, {"post_id": str(post_id)}, captured_at=now)
    return await _post_of(result, actor, db)


@router.post("/{post_id}/replies/{reply_id}/show")
async def show_reply(
    post_id: UUID, reply_id: UUID, key: Key, now: Now, actor: Who, db: Db, send: Send
) -> PostOut:
    """As for a post."""
    body = {"post_id": str(post_id), "reply_id": str(reply_id)}
    result = await send(key, commands.SHOW_REPLY, body, captured_at=now)
    return await _post_of(result, actor, db)


async def _post_of(result: dict[str, Any], actor: Actor, db: Database) -> PostOut:
    return await db.read(queries.get_post, actor, UUID(result["post_id"]))
