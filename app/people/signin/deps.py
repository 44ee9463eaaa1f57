"""What sign-in routes stand on besides the doors."""

from typing import Annotated

from fastapi import Depends, Request

from app.core.actor import Actor
from app.core.errors import Refused
from app.people.deps import Config, signed_in
from app.people.signin.relying_party import RelyingParty, find_relying_party


async def party_or_none(request: Request, settings: Config) -> RelyingParty | None:
    return find_relying_party(settings, str(request.base_url))


async def party_of(party: Annotated[RelyingParty | None, Depends(party_or_none)]) -> RelyingParty:
    if party is None:
        raise Refused("passkey.impossible", "Passkeys need https and a name: open the other address.")
    return party


async def on_own_phone(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """Signed in on a device of one's own: a proof given on a shared phone would be the next person's."""
    if actor.is_on_shared:
        raise Refused("phone.shared", "Do this on your own phone, not on a shared one.")
    return actor
