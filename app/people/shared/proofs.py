"""Proof that a shared phone is itself: a signature of the key it was enrolled with."""

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.core.errors import Malformed

POINT_BYTES = 65
HALF_BYTES = 32


def require_point(public_key: bytes) -> None:
    """A point of P-256 as WebCrypto exports it raw: 04, x, y. Raises Malformed."""
    try:
        if len(public_key) != POINT_BYTES:
            raise ValueError
        _key(public_key)
    except ValueError:
        raise Malformed("device.key", "The key of this phone cannot be read.") from None


def is_signed(public_key: bytes, signature: bytes, *, nonce: bytes, person_id: UUID) -> bool:
    """WebCrypto signs with r and s side by side; the usual DER form is made of them here."""
    if len(signature) != 2 * HALF_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:HALF_BYTES], signature[HALF_BYTES:]))
    try:
        _key(public_key).verify(encode_dss_signature(r, s), nonce + person_id.bytes, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(public_key: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
