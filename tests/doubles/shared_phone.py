"""A shared phone in software: its key, its cookies and its seals, as a browser's WebCrypto makes them."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core.ids import new_id
from tests.language import Crew, Person, a_phone, token_of
from tests.rig import House

Json = dict[str, Any]
# No habit and on no list.
PIN = "481593"
OTHER_PIN = "730264"
WRONG_PIN = "918304"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SharedPhone:
    house: House
    http: httpx.Client
    key: ec.EllipticCurvePrivateKey
    told: Json

    @property
    def id(self) -> str:
        return str(self.told["device"]["id"])

    def sees(self, *, everybody: bool = False) -> Json:
        answer = self.http.get("/api/shared", params={"all": "true"} if everybody else {})
        assert answer.status_code == 200, answer.text
        seen: Json = answer.json()
        return seen

    def tiles(self, *, everybody: bool = False) -> dict[str, Json]:
        return {tile["person"]["name"]: tile for tile in self.sees(everybody=everybody)["tiles"]}

    def is_challenged(self) -> Json:
        answer = self.http.post("/api/shared/challenge")
        assert answer.status_code == 200, answer.text
        challenge: Json = answer.json()
        return challenge

    def signs(self, challenge: Json, person_id: str) -> str:
        message = decoded(challenge["nonce"]) + UUID(person_id).bytes
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(SHA256())))
        return encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def tries(self, person_id: str, pin: str) -> httpx.Response:
        challenge = self.is_challenged()
        return self.http.post(
            "/api/shared/unlock",
            json={
                "person_id": person_id,
                "pin": pin,
                "challenge_id": challenge["challenge_id"],
                "signature": self.signs(challenge, person_id),
            },
        )

    def opens_for(self, person: Person, pin: str = PIN) -> "Unlocked":
        answer = self.tries(person.id, pin)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        return Unlocked(
            self.house, self.http, told["me"], self, told["session_id"], decoded(told["seal_key"])
        )

    def locks(self) -> None:
        answer = self.http.post("/api/shared/lock")
        assert answer.status_code == 204, answer.text

    def sends_sealed(self, *envelopes: Json) -> list[Json]:
        answer = self.http.post("/api/shared/envelopes", json={"envelopes": list(envelopes)})
        assert answer.status_code == 200, answer.text
        results: list[Json] = answer.json()["results"]
        return results


@dataclass(frozen=True)
class Unlocked(Person):
    """A person on a shared phone. Their verbs are a phone's; what they cannot send they seal."""

    phone: SharedPhone
    session_id: str
    seal_key: bytes

    def command(self, kind: str, body: Mapping[str, object], *, command_id: UUID | None = None) -> Json:
        return {
            "id": str(command_id or new_id()),
            "kind": kind,
            "captured_at": self.house.clock().isoformat(),
            "body": dict(body),
        }

    def seals(self, command: Json) -> Json:
        return sealed(
            json.dumps(command).encode(),
            envelope_id=UUID(command["id"]),
            session_id=UUID(self.session_id),
            key=self.seal_key,
        )


def sealed(content: bytes, *, envelope_id: UUID, session_id: UUID, key: bytes) -> Json:
    iv = os.urandom(12)
    ciphertext = AESGCM(key).encrypt(iv, content, envelope_id.bytes + session_id.bytes)
    return {
        "id": str(envelope_id),
        "session_id": str(session_id),
        "iv": encoded(iv),
        "sealed": encoded(ciphertext),
    }


def a_device_token(crew: Crew) -> str:
    answer = crew.lead.http.post(
        f"/api/teams/{crew.team_id}/invites",
        json={"kind": "device", "role": "worker", "uses_max": 1, "expires_in_s": 900},
    )
    assert answer.status_code == 201, answer.text
    return token_of(answer.json())


def enrolment(token: str, key: ec.EllipticCurvePrivateKey, *, label: str = "Tablet at the gate") -> Json:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"token": token, "label": label, "public_key": encoded(point)}


def a_shared_phone(crew: Crew, *, http: httpx.Client | None = None) -> SharedPhone:
    http = http or a_phone(crew.house)
    key = ec.generate_private_key(ec.SECP256R1())
    answer = http.post("/api/shared/enrol", json=enrolment(a_device_token(crew), key))
    assert answer.status_code == 201, answer.text
    return SharedPhone(crew.house, http, key, answer.json())


def sets_pin(person: Person, pin: str = PIN) -> None:
    """On their own phone."""
    answer = person.http.put("/api/me/pin", json={"pin": pin})
    assert answer.status_code == 204, answer.text
