"""Commands in, deltas and wake-ups out. Included behind `people`'s sign-in by the composition root."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from app.core.actor import Actor, session_scope
from app.core.db import Database
from app.core.http import actor_of, db_of, now_of
from app.sync.answering import answer_command
from app.sync.deps import domains_of, hub_of
from app.sync.live import Hub, stream
from app.sync.queries import Delta, read_delta, read_newest_seq_for
from app.sync.schemas import (
    SEQ_MAX,
    CommandsForm,
    CommandsOut,
    Domains,
    SyncOut,
)

router = APIRouter(prefix="/api", tags=["sync"])
live_router = APIRouter(prefix="/api", tags=["sync"])

ActorDep = Annotated[Actor, Depends(actor_of)]
DbDep = Annotated[Database, Depends(db_of)]
DomainsDep = Annotated[Domains, Depends(domains_of)]
HubDep = Annotated[Hub, Depends(hub_of)]


@router.post("/commands")
async def post_commands(
    form: CommandsForm, request: Request, actor: ActorDep, db: DbDep, domains: DomainsDep
) -> CommandsOut:
    """Apply what a person did, in the order given, each once and each answered on its own."""
    results = [
        await answer_command(db, actor, command, domains, at=await now_of(request))
        for command in form.commands
    ]
    return CommandsOut(results=results)


@router.get("/sync", response_model=SyncOut)
async def get_sync(
    actor: ActorDep,
    db: DbDep,
    domains: DomainsDep,
    since: Annotated[int, Query(ge=0, le=SEQ_MAX)] = 0,
) -> Response:
    """What changed for me since my cursor. 0 asks for a first copy."""
    delta = await db.read(read_delta, actor, since, domains)
    # Written at once: a second validation of rows that our own readers made costs more than the query.
    return Response(to_json(_body(delta)), media_type="application/json")


def _body(delta: Delta) -> dict[str, object]:
    changed = delta.changed
    return {
        "cursor": changed.cursor,
        "more": changed.more,
        "reset": changed.is_reset,
        "me": changed.is_me,
        "posts": [],
        "clips": [],
        **delta.rows,
        "removed": {"posts": [], "clips": [], **delta.removed},
    }


@live_router.get(
    "/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "`up_to` events"}},
)
async def get_live(actor: ActorDep, db: DbDep, hub: HubDep) -> StreamingResponse:
    """Server-sent events: `up_to` with a sequence number whenever something changed for me."""
    return StreamingResponse(
        _live(actor, db, hub),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
    )


async def _live(actor: Actor, db: Database, hub: Hub) -> AsyncGenerator[bytes]:
    scopes = (*actor.scopes, session_scope(actor.session_id))
    async with hub.listening(scopes) as listener:
        listener.tell(await db.read(read_newest_seq_for, actor.scopes))
        async for chunk in stream(listener):
            yield chunk
