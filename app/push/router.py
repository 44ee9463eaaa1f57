"""Routes of push: this phone's own subscription."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.core.actor import Actor
from app.core.keys import VAPID, load_key
from app.people.deps import Config, Db, Now, signed_in
from app.push import queries, service
from app.push.gateway import public_key_of
from app.push.policy import reachable
from app.push.schemas import PushOut, SubscriptionIn

router = APIRouter(prefix="/api/push", tags=["push"])

Who = Annotated[Actor, Depends(signed_in)]


@router.get("")
async def get_push(actor: Who, db: Db, settings: Config) -> PushOut:
    return PushOut(
        public_key=public_key_of(load_key(settings.var_dir, VAPID)),
        endpoint=await db.read(queries.find_endpoint, actor.session_id),
    )


@router.put("", status_code=204)
async def subscribe(
    wanted: SubscriptionIn,
    request: Request,
    actor: Who,
    db: Db,
    now: Now,
    settings: Config,
) -> None:
    await db.write(
        service.subscribe,
        actor,
        wanted,
        # The address this phone knows us by: a notification may open nothing of another origin.
        base_url=settings.public_url.rstrip("/") or str(request.base_url).rstrip("/"),
        reachable=reachable(settings.push_hosts, settings.push_own_origin),
        at=now,
    )


@router.delete("", status_code=204)
async def unsubscribe(actor: Who, db: Db) -> None:
    await db.write(service.unsubscribe, actor)


@router.post("/test", status_code=202)
async def try_out(actor: Who, db: Db, now: Now) -> None:
    """Ring this very phone, whatever the hour."""
    await db.write(service.ring_me, actor, at=now)
