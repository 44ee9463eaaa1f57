"""A passkey in software: what a phone's secure chip and its browser do together, and what a thief might.

`makes` and `answers` take the options that the service gave and return what the browser would send.
Every lie that a test wants to tell is an argument.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

Json = dict[str, Any]

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, ATTESTED = 0x01, 0x04, 0x08, 0x40


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "===")


@dataclass
class SoftPasskey:
    """`sign_count` None never counts, as synced passkeys do."""

    origin: str
    rp_id: str = "localhost"
    sign_count: int | None = None
    is_synced: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""

    def makes(self, options: Json, *, is_verified: bool = True, fmt: str = "none") -> Json:
        """The answer to a registration."""
        self.user_handle = decoded(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cbor2.dumps(cose)
        told = self._told(is_verified=is_verified, more=ATTESTED) + attested
        attestation = {"fmt": fmt, "attStmt": {}, "authData": told}
        return self._credential(
            clientDataJSON=encoded(self._client_data("webauthn.create", options)),
            attestationObject=encoded(cbor2.dumps(attestation)),
            transports=["internal", "hybrid", "a-way-of-tomorrow"],
        )

    def answers(
        self,
        options: Json,
        *,
        is_verified: bool = True,
        origin: str | None = None,
        rp_id: str | None = None,
        kind: str = "webauthn.get",
        user_handle: bytes | None = None,
    ) -> Json:
        """The answer to a sign-in or step-up."""
        if self.sign_count is not None:
            self.sign_count += 1
        told = self._told(is_verified=is_verified, rp_id=rp_id)
        client_data = self._client_data(kind, options, origin=origin)
        signed = told + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=encoded(client_data),
            authenticatorData=encoded(told),
            signature=encoded(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            userHandle=encoded(user_handle or self.user_handle),
        )

    def _told(self, *, is_verified: bool, more: int = 0, rp_id: str | None = None) -> bytes:
        """What the authenticator says: for whom, how its user was checked, how often it was used."""
        flags = USER_PRESENT | more | (USER_VERIFIED if is_verified else 0)
        flags |= BACKUP_ELIGIBLE if self.is_synced else 0
        for_whom = hashlib.sha256((rp_id or self.rp_id).encode()).digest()
        return for_whom + bytes([flags]) + (self.sign_count or 0).to_bytes(4)

    def _client_data(self, kind: str, options: Json, *, origin: str | None = None) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": origin or self.origin}
        return json.dumps(told | {"crossOrigin": False}).encode()

    def _credential(self, **response: Any) -> Json:
        name = encoded(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }
