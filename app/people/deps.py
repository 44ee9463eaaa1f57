"""How a request gets its actor: from the device's session cookie."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.actor import Actor
from app.core.db import Database
from app.core.doors import door
from app.core.errors import NotFound, Unauthenticated
from app.core.http import db_of, now_of, settings_of
from app.people.joining import settle_session
from app.people.pacing import charge_actor, charge_stranger
from app.people.queries import SignedIn, find_signed_in
from app.people.schemas import Limits
from app.people.signin.relying_party import find_relying_party
from app.people.signin.stepping import needs_look, require_stepped_up
from app.settings import Settings

Db = Annotated[Database, Depends(db_of)]
Now = Annotated[datetime, Depends(now_of)]
Config = Annotated[Settings, Depends(settings_of)]

# new_token() makes 43 characters; a longer cookie is not ours and not worth hashing.
_COOKIE_MAX_CHARS = 200


async def session_of(request: Request, db: Db, now: Now, settings: Config) -> SignedIn | None:
    """Whoever holds this device's session; None when nobody is signed in. One query.

    And a write with the first request that brings the new token of a rotation.
    """
    token = request.cookies.get(_cookie_name(request, settings))
    if not token or len(token) > _COOKIE_MAX_CHARS:
        return None
    found = await db.read(find_signed_in, token, at=now)
    if found is not None and found.is_settling:
        await db.write(settle_session, found.actor, token)
    return found


# The doors (`core.doors`). Every route stands behind exactly one, and says so by depending on it.


@door
async def anyone(request: Request, now: Now) -> None:
    """For strangers, too: joining, signing in, and what operators ask."""
    await charge_stranger(request, at=now)


@door
async def known(
    request: Request, session: Annotated[SignedIn | None, Depends(session_of)], now: Now
) -> Actor:
    """Signed in, admitted or still waiting for it. Raises Unauthenticated."""
    if session is None:
        raise Unauthenticated("session.none", "You are not signed in on this device.")
    charge_actor(request, session.actor, at=now)
    request.state.actor = session.actor
    return session.actor


@door
async def signed_in(actor: Annotated[Actor, Depends(known)]) -> Actor:
    """Signed in and admitted. Raises Unauthenticated, or NotFound to whoever still waits."""
    if actor.is_pending:
        raise NotFound("person.pending", "A lead has yet to let you in.")
    return actor


@door
async def stepped_up(
    request: Request, actor: Annotated[Actor, Depends(signed_in)], db: Db, now: Now, settings: Config
) -> Actor:
    """Signed in, and just now proven with a passkey where that is asked for: exports, roles, invites.

    Raises StepUpNeeded.
    """
    if needs_look(actor, at=now, step_up_max_s=settings.step_up_max_s):
        is_possible = find_relying_party(settings, str(request.base_url)) is not None
        await db.read(require_stepped_up, actor, is_possible=is_possible)
    return actor


async def limits_of(settings: Config) -> Limits:
    return Limits(
        clip_max_s=settings.clip_max_s,
        upload_max_bytes=settings.upload_max_bytes,
        text_max_chars=settings.text_max_chars,
        upload_chunk_bytes=settings.upload_chunk_bytes,
    )


def set_session_cookie(
    request: Request, response: Response, settings: Settings, token: str, *, max_age_s: int | None = None
) -> None:
    response.set_cookie(
        _cookie_name(request, settings),
        token,
        max_age=max_age_s or settings.session_max_s,
        path="/",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(request: Request, response: Response, settings: Settings) -> None:
    response.delete_cookie(
        _cookie_name(request, settings),
        path="/",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )


def is_secure(request: Request, settings: Settings) -> bool:
    return settings.public_url.startswith("https:") or request.url.scheme == "https"


def _cookie_name(request: Request, settings: Settings) -> str:
    """`__Host-` lets no other host or plain connection plant the cookie, but needs https."""
    return "__Host-twotap" if is_secure(request, settings) else "twotap"
