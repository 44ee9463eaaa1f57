"""What sign-in routes read and answer. A browser's credential is in the form its own `toJSON` gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.people.schemas import Input, Name

# Longest credential id of WebAuthn is 1023 bytes; an attestation or a client's data take a few kilobytes.
_ID_MAX_CHARS = 1_400
_PART_MAX_CHARS = 20_000
_PATTERN = r"^[A-Za-z0-9_-]+$"


def _checked_base64url(text: str) -> str:
    # Four characters are three bytes; one alone is none.
    if len(text) % 4 == 1:
        raise ValueError("not base64url")
    return text


CredentialId = Annotated[
    str, Field(max_length=_ID_MAX_CHARS, pattern=_PATTERN), AfterValidator(_checked_base64url)
]
Part = Annotated[str, Field(max_length=_PART_MAX_CHARS, pattern=_PATTERN), AfterValidator(_checked_base64url)]
JsonId = Annotated[UUID, Field(strict=False)]


class _FromBrowser(BaseModel):
    """Browsers add members as the standard grows; those we do not know are left out."""

    model_config = ConfigDict(extra="ignore", strict=True)


class AttestationResponse(_FromBrowser):
    clientDataJSON: Part  # noqa: N815 - the names of WebAuthn
    attestationObject: Part  # noqa: N815
    transports: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=20)


class AssertionResponse(_FromBrowser):
    clientDataJSON: Part  # noqa: N815
    authenticatorData: Part  # noqa: N815
    signature: Part
    userHandle: Part | None = None  # noqa: N815


class NewCredential(_FromBrowser):
    id: CredentialId
    rawId: CredentialId  # noqa: N815
    type: Literal["public-key"]
    response: AttestationResponse


class Assertion(_FromBrowser):
    id: CredentialId
    rawId: CredentialId  # noqa: N815
    type: Literal["public-key"]
    response: AssertionResponse


class RegisterFinishIn(Input):
    challenge_id: JsonId
    credential: NewCredential
    label: Name = "Passkey"


class StepUpFinishIn(Input):
    challenge_id: JsonId
    credential: Assertion


class SignInFinishIn(StepUpFinishIn):
    device_label: Name = "Phone"


class RecoveryIn(Input):
    code: Annotated[str, Field(min_length=1, max_length=100)]
    device_label: Name = "Phone"


class OidcOut(BaseModel):
    name: str


class SignInOut(BaseModel):
    """Ways to sign in that are offered at this address, besides a join link."""

    passkeys: bool
    oidc: OidcOut | None


class CeremonyOut(BaseModel):
    """`options` are for the browser's `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""

    challenge_id: UUID
    options: dict[str, Any]


class PasskeyOut(BaseModel):
    id: UUID
    label: str
    is_synced: bool
    created_at: datetime
    used_at: datetime | None


class PasskeysOut(BaseModel):
    """`is_wanted`: the person leads, has no passkey, and could register one at this address."""

    passkeys: list[PasskeyOut]
    recovery_code_made_at: datetime | None
    is_possible: bool
    is_required: bool
    is_wanted: bool


class RecoveryCodeOut(BaseModel):
    """Answered once: only the hash of the code is kept."""

    code: str
    made_at: datetime
