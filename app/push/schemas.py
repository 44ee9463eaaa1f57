"""What push routes read and answer."""

import base64
import binascii
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.errors import Malformed

_POINT_BYTES = 65
_AUTH_BYTES = 16


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable() from None


def checked_point(text: str) -> str:
    """A point on the P-256 curve: encrypting to anything else would fail when it is too late."""
    point = _decoded(text)
    try:
        if len(point) != _POINT_BYTES:
            raise _unreadable()
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise _unreadable() from None
    return text


def checked_auth(text: str) -> str:
    if len(_decoded(text)) != _AUTH_BYTES:
        raise _unreadable()
    return text


def _unreadable() -> Malformed:
    return Malformed("push.keys", "The keys of this subscription cannot be read.")


class SubscriptionKeys(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    p256dh: Annotated[str, Field(max_length=200), AfterValidator(checked_point)]
    auth: Annotated[str, Field(max_length=100), AfterValidator(checked_auth)]

    @property
    def receiver_key(self) -> bytes:
        return _decoded(self.p256dh)

    @property
    def secret(self) -> bytes:
        return _decoded(self.auth)


class SubscriptionIn(BaseModel):
    """As `PushSubscription.toJSON()` of a browser gives it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    endpoint: Annotated[str, Field(min_length=1, max_length=2000)]
    keys: SubscriptionKeys


class PushOut(BaseModel):
    """`endpoint`: where this phone is rung now, for it to compare with its own; None when nowhere."""

    public_key: str
    endpoint: str | None
