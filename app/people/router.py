"""Routes about oneself: who I am on this device, my name, leaving it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.core.actor import Actor
from app.people import joining, queries, service
from app.people.deps import (
    Config,
    Db,
    Now,
    clear_session_cookie,
    known,
    limits_of,
    session_of,
    set_session_cookie,
)
from app.people.queries import SignedIn
from app.people.schemas import Limits, Me, MeChange

router = APIRouter(prefix="/api", tags=["people"])

Who = Annotated[Actor, Depends(known)]
Session = Annotated[SignedIn | None, Depends(session_of)]
Bounds = Annotated[Limits, Depends(limits_of)]


@router.get("/me")
async def get_me(
    request: Request,
    response: Response,
    actor: Who,
    session: Session,
    db: Db,
    now: Now,
    settings: Config,
    limits: Bounds,
) -> Me:
    """Who I am on this device. Past half its life the session is renewed, and its token with it.

    Not on a shared phone: there a PIN opens a few hours and no more.
    """
    half_life = timedelta(seconds=settings.session_max_s / 2)
    if session is not None and not actor.is_on_shared and session.expires_at - now < half_life:
        until = now + timedelta(seconds=settings.session_max_s)
        token = await db.write(joining.renew_session, actor, session.token, at=now, expires_at=until)
        if token is not None:
            set_session_cookie(request, response, settings, token)
    return await db.read(queries.get_me, actor, limits=limits)


@router.patch("/me")
async def change_me(change: MeChange, actor: Who, db: Db, now: Now, limits: Bounds) -> Me:
    await db.write(service.change_me, actor, change, at=now)
    return await db.read(queries.get_me, actor, limits=limits)


@router.post("/me/leave", status_code=204)
async def leave(request: Request, response: Response, actor: Who, db: Db, now: Now, settings: Config) -> None:
    """Sign this device out.

    Without Clear-Site-Data, here and wherever a session is refused: it would also wipe what waits in
    the phone's outbox, and that still belongs to the person. The phone tidies up by itself.
    """
    await db.write(service.leave, actor, at=now)
    clear_session_cookie(request, response, settings)
