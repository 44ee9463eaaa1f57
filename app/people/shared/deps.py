"""How a shared phone is recognised: by a cookie of its own, beside that of whoever unlocked it."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.doors import door
from app.core.errors import Unauthenticated
from app.people.deps import Config, Db, Now, is_secure
from app.people.pacing import charge_device
from app.people.shared.checking import PinChecker
from app.people.shared.hashing import PinHasher
from app.people.shared.policy import PinRule
from app.people.shared.queries import EnrolledDevice, find_enrolled
from app.people.shared.sealing import Seals
from app.settings import Settings

# The longest that browsers keep a cookie.
DEVICE_COOKIE_S = 400 * 86_400
_COOKIE_MAX_CHARS = 200


async def device_of(request: Request, db: Db, settings: Config) -> EnrolledDevice | None:
    """The shared phone that this is; None when it is none, or none any more. One query."""
    token = request.cookies.get(_cookie_name(request, settings))
    if not token or len(token) > _COOKIE_MAX_CHARS:
        return None
    return await db.read(find_enrolled, token)


@door
async def enrolled(
    request: Request, device: Annotated[EnrolledDevice | None, Depends(device_of)], now: Now
) -> EnrolledDevice:
    """A shared phone, locked or not. Raises Unauthenticated."""
    if device is None:
        raise Unauthenticated("device.none", "This phone is not set up as a shared phone, or no longer.")
    charge_device(request, device.id, device.site_id, at=now)
    return device


async def pins_of(request: Request) -> PinHasher:
    hasher: PinHasher = request.app.state.pins
    return hasher


async def seals_of(request: Request) -> Seals:
    seals: Seals = request.app.state.seals
    return seals


async def pin_rule_of(settings: Config) -> PinRule:
    return PinRule(min_chars=settings.pin_min_chars, lead_min_chars=settings.pin_lead_min_chars)


async def checker_of(
    db: Db,
    hasher: Annotated[PinHasher, Depends(pins_of)],
    rule: Annotated[PinRule, Depends(pin_rule_of)],
) -> PinChecker:
    return PinChecker(db=db, hasher=hasher, rule=rule)


def set_device_cookie(request: Request, response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(
        _cookie_name(request, settings),
        token,
        max_age=DEVICE_COOKIE_S,
        path="/",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )


def _cookie_name(request: Request, settings: Settings) -> str:
    return "__Host-twotap-device" if is_secure(request, settings) else "twotap-device"
