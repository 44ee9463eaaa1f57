"""What shared phones send and get. Bytes travel as base64url without padding."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.errors import Malformed
from app.people.schemas import Input, Me, Name, Named, Token

ENVELOPES_COUNT = 50
KEYS_COUNT = 100

Id = Annotated[UUID, Field(strict=False)]
# Longer than any PIN or code that is right; what is wrong about it is told by rules, not by its shape.
Pin = Annotated[str, Field(min_length=1, max_length=64)]
Encoded = Annotated[str, Field(max_length=200)]


class EnrolIn(Input):
    token: Token
    label: Name
    public_key: Encoded
    """The raw uncompressed P-256 point, 65 bytes."""


class UnlockIn(Input):
    person_id: Id
    pin: Pin
    challenge_id: Id
    signature: Encoded
    """ECDSA with SHA-256 over nonce and the 16 bytes of `person_id`: r and s, as WebCrypto signs."""


class CodeIn(Input):
    pin: Pin
    code: Annotated[str, Field(min_length=1, max_length=64)]


class MyPinIn(Input):
    pin: Pin
    current_pin: Pin | None = None


class EnvelopeIn(Input):
    """AES-256-GCM under the session's seal key, over one command as `/api/commands` takes it.

    Additional data: the 16 bytes of `id`, then those of `session_id`. `sealed` ends with the tag.
    """

    id: Id
    session_id: Id
    iv: str
    sealed: str


class EnvelopesIn(Input):
    envelopes: Annotated[list[EnvelopeIn], Field(max_length=ENVELOPES_COUNT)]


class KeysIn(Input):
    session_ids: Annotated[list[Id], Field(max_length=KEYS_COUNT)]


class SharedDevice(BaseModel):
    id: UUID
    label: str


class SharedSite(Named):
    zone: str


class EnrolOut(BaseModel):
    device: SharedDevice
    team: Named
    site: SharedSite


class Tile(BaseModel):
    person: Named
    on_shift: bool
    has_pin: bool


class SharedOut(EnrolOut):
    languages: list[str]
    lock_after_s: int
    pin_min_chars: int
    tiles: list[Tile]


class ChallengeOut(BaseModel):
    challenge_id: UUID
    nonce: str


class UnlockOut(BaseModel):
    """`seal_key` seals what stays behind when the phone locks; the service can make it again."""

    me: Me
    session_id: UUID
    seal_key: str


class PinSetOut(BaseModel):
    person: Named


class CodeOut(BaseModel):
    """Shown once: only its hash is kept."""

    code: str
    expires_at: datetime


class EnvelopeResult(BaseModel):
    """`refused` with a status of 500 and more, or 429, is passing. Never a word of what was inside."""

    id: UUID
    outcome: Literal["applied", "already_applied", "refused"]
    status: int
    code: str | None = None
    sentence: str | None = None


class EnvelopesOut(BaseModel):
    results: list[EnvelopeResult]


class SealKey(BaseModel):
    session_id: UUID
    seal_key: str


class KeysOut(BaseModel):
    """Only of sessions that were the same person's on the same phone; others are left out."""

    keys: list[SealKey]


class EnrolledOut(SharedDevice):
    created_at: datetime


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Raises Malformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("request.not_base64", "The request holds bytes that cannot be read.") from None
