"""What sign-in routes stand on besides the doors."""

from typing import Annotated

from fastapi import Depends, Request

from app.core.actor import Actor
from app.core.errors import Refused, Unauthenticated
from app.people.deps import Config, session_of, signed_in
from app.people.queries import SignedIn
from app.people.signin.relying_party import RelyingParty, find_relying_party
from app.people.signin.sessions import require_own_phone


async def party_or_none(request: Request, settings: Config) -> RelyingParty | None:
    return find_relying_party(settings, str(request.base_url))


async def party_of(party: Annotated[RelyingParty | None, Depends(party_or_none)]) -> RelyingParty:
    if party is None:
        raise Refused("passkey.impossible", "Passkeys need https and a name: open the other address.")
    return party


async def on_own_phone(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """Signed in on a device of one's own. Raises Refused on a shared phone."""
    require_own_phone(actor)
    return actor


async def held_token(current: Annotated[SignedIn | None, Depends(session_of)]) -> str:
    """What this phone's cookie holds now. Behind `signed_in` there is one."""
    if current is None:
        raise Unauthenticated("session.none", "You are not signed in on this device.")
    return current.token
