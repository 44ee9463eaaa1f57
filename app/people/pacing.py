"""Who is charged for a request: what the doors ask of `core.rates`."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from fastapi import Request

from app.core.actor import Actor
from app.core.rates import Rates
from app.settings import Settings

# A recording comes in hundreds of parts, and what bounds those is its size.
_PART_COST = 0.1
_PRESENTED = ("token", "code")


def rates_of(settings: Settings) -> Rates:
    return Rates(
        {
            "person": settings.rate_person_per_min,
            "device": settings.rate_device_per_min,
            "site": settings.rate_site_per_min,
            "presented": settings.rate_presented_per_min,
            "strangers": settings.rate_strangers_per_min,
        }
    )


def charge_actor(request: Request, actor: Actor, *, at: datetime) -> None:
    """Somebody of several sites is charged to their organisation. Raises TooMany."""
    keys = {
        "person": actor.person_id,
        "device": actor.device_id,
        "site": actor.site_id or actor.organisation_id,
    }
    _rates(request).charge(keys, at=at, cost=_cost_of(request))


def charge_device(request: Request, device_id: UUID, site_id: UUID, *, at: datetime) -> None:
    """A shared phone by itself, whoever holds it. Raises TooMany."""
    _rates(request).charge({"device": device_id, "site": site_id}, at=at)


async def charge_stranger(request: Request, *, at: datetime) -> None:
    """For what they present, and all strangers together. Pages and health checks cost nothing.

    What they present is the token or code in the body, else a cookie: whatever a stranger repeats.
    Raises TooMany.
    """
    if not request.url.path.startswith("/api/") or request.method == "OPTIONS":
        return
    presented = _presented_in(await request.body()) or request.headers.get("cookie")
    keys: dict[str, bytes] = {"strangers": b""}
    if presented:
        keys["presented"] = hashlib.sha256(presented.encode()).digest()
    _rates(request).charge(keys, at=at)


def _rates(request: Request) -> Rates:
    rates: Rates = request.app.state.rates
    return rates


def _cost_of(request: Request) -> float:
    path = request.url.path
    if path == "/api/live":
        return 0.0
    return _PART_COST if request.method == "PATCH" and path.startswith("/api/uploads/") else 1.0


def _presented_in(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return next((said[name] for name in _PRESENTED if isinstance(said.get(name), str)), None)
