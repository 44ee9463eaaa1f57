"""Envelopes: what a person queued on a shared phone, closed to whoever holds it next.

A session's key comes from the service's own secret and the session's id, so that none is stored and
each can be made again for as long as the secret stands.
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
IV_BYTES = 12
_INFO = b"twotap envelope"


class Seals:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def key(self, session_id: UUID) -> bytes:
        made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=session_id.bytes, info=_INFO)
        return made.derive(self._secret)

    def find_opened(self, envelope_id: UUID, session_id: UUID, *, iv: bytes, sealed: bytes) -> bytes | None:
        """What is inside; None when it was not closed for exactly this id and session."""
        if len(iv) != IV_BYTES:
            return None
        try:
            return AESGCM(self.key(session_id)).decrypt(iv, sealed, envelope_id.bytes + session_id.bytes)
        except InvalidTag:
            return None
