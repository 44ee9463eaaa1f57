"""Routes to the company's provider and back. A browser walks them, so they answer with redirects."""

import logging
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from app.core.crypto import new_token
from app.core.errors import NotFound, Problem
from app.people.deps import Config, Db, Now, anyone, is_secure, session_of, set_session_cookie
from app.people.queries import SignedIn
from app.people.signin import oidc
from app.people.signin.ceremonies import CHALLENGE_TTL_S
from app.people.signin.policy import REFUSED as STALE
from app.people.signin.provider import Provider
from app.settings import Settings

log = logging.getLogger(__name__)

router = APIRouter(prefix="/api/oidc", tags=["sign-in"], dependencies=[Depends(anyone)])

Session = Annotated[SignedIn | None, Depends(session_of)]
Word = Annotated[str, Query(max_length=4_096)]
_COOKIE_MAX_CHARS = 200


async def provider_of(request: Request) -> Provider:
    provider: Provider | None = request.app.state.oidc
    if provider is None:
        raise NotFound("oidc.none", "There is no company sign-in here.")
    return provider


From = Annotated[Provider, Depends(provider_of)]


@router.get("/begin", status_code=303, response_class=RedirectResponse)
async def begin(request: Request, provider: From, db: Db, now: Now, settings: Config) -> RedirectResponse:
    secret = new_token()
    state = await db.write(oidc.begin, secret, at=now)
    question = oidc.question_of(state, secret, redirect_uri=_redirect_uri(request, settings))
    try:
        address = await provider.address_to_ask(question, at=now)
    except Problem as problem:
        return _refused(problem.code)
    answer = RedirectResponse(address, status_code=303)
    answer.set_cookie(
        _cookie_name(request, settings),
        secret,
        max_age=CHALLENGE_TTL_S,
        secure=is_secure(request, settings),
        httponly=True,
        # Strict would keep it from the way back, which the provider's page begins.
        samesite="lax",
    )
    return answer


@router.get("/callback", status_code=303, response_class=RedirectResponse)
async def callback(
    request: Request,
    current: Session,
    provider: From,
    db: Db,
    now: Now,
    settings: Config,
    state: Word = "",
    code: Word = "",
    iss: Word = "",
) -> RedirectResponse:
    secret = request.cookies.get(_cookie_name(request, settings), "")[:_COOKIE_MAX_CHARS]
    asked = _state_of(state)
    if asked is None:
        return _refused("oidc.expired")
    try:
        await db.write(oidc.take, asked, secret, at=now)
        if not code or (iss and iss.rstrip("/") != provider.issuer.rstrip("/")):
            return _refused("oidc.failed")
        question = oidc.question_of(asked, secret, redirect_uri=_redirect_uri(request, settings))
        claims = await provider.claims_for(code, question, at=now)
        joined = await db.write(
            oidc.sign_in,
            claims,
            settings=settings,
            current=current.actor if current else None,
            at=now,
        )
    except Problem as problem:
        log.warning("an OIDC sign-in led nowhere", extra={"why": str(problem)})
        return _refused("oidc.expired" if problem.code == STALE else problem.code)
    answer = RedirectResponse("/", status_code=303)
    assert joined.token is not None
    set_session_cookie(request, answer, settings, joined.token)
    answer.delete_cookie(_cookie_name(request, settings), secure=is_secure(request, settings), httponly=True)
    return answer


def _state_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refused(code: str) -> RedirectResponse:
    """`code` is one of ours: nothing that came with the request goes into the address."""
    return RedirectResponse(f"/sign-in?refused={code}", status_code=303)


def _redirect_uri(request: Request, settings: Settings) -> str:
    own = settings.public_url or str(request.base_url)
    return f"{own.rstrip('/')}/api/oidc/callback"


def _cookie_name(request: Request, settings: Settings) -> str:
    return "__Host-twotap-oidc" if is_secure(request, settings) else "twotap-oidc"
