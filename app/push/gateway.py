"""The seam to push services: encrypted by pywebpush, signed by VAPID, sent by our own client.

pywebpush would follow redirects into the operator's network and asks services to keep a message for
no time at all, which a sleeping phone never sees.
"""

import asyncio
import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from app.push.egress import GuardedTransport, NotReachableError, Resolve, resolve
from app.push.policy import Reachable

TIMEOUT_S = 10.0
CONCURRENCY = 16
# Services accept signatures for at most 24 hours.
SIGNED_S = 12 * 3600
_FORGOTTEN = {404, 410}
_PASSING = {408, 425, 429}


class Outcome(StrEnum):
    """`accepted`: the service will try. `gone`: forget the subscription. `passing`: try again later.
    `refused`: it will never take this one, but the subscription may live.
    """

    ACCEPTED = "accepted"
    GONE = "gone"
    PASSING = "passing"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Message:
    """`ttl_s`: how long the service keeps it for a phone that sleeps. `topic` replaces an unseen one."""

    endpoint: str
    receiver_key: bytes
    auth: bytes
    payload: bytes
    ttl_s: int
    topic: str
    urgency: Literal["low", "normal", "high"] = "normal"


class PushGateway(Protocol):
    def send(self, messages: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in their order. Never raises for what a service answers."""
        ...


class WebPushGateway:
    def __init__(
        self, key_pem: bytes, reachable: Reachable, *, contact: str, resolve: Resolve = resolve
    ) -> None:
        """`contact` is a mailto: or https: address that push services may write to."""
        self._vapid = Vapid02.from_pem(key_pem)
        self._reachable = reachable
        self._contact = contact
        self._resolve = resolve
        self._signed: dict[str, tuple[float, str]] = {}

    def send(self, messages: Sequence[Message]) -> list[Outcome]:
        return asyncio.run(self._send_all(messages))

    async def _send_all(self, messages: Sequence[Message]) -> list[Outcome]:
        limits = httpx.Limits(max_connections=CONCURRENCY)
        transport = GuardedTransport(
            self._reachable, httpx.AsyncHTTPTransport(limits=limits), resolve=self._resolve
        )
        gate = asyncio.Semaphore(CONCURRENCY)
        async with httpx.AsyncClient(
            transport=transport, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False
        ) as client:

            async def one(message: Message) -> Outcome:
                async with gate:
                    return await self._send(client, message)

            return await asyncio.gather(*map(one, messages))

    async def _send(self, client: httpx.AsyncClient, message: Message) -> Outcome:
        try:
            async with client.stream(
                "POST", message.endpoint, content=encrypted(message), headers=self._headers(message)
            ) as answer:
                # The body, which may be endless, is not read: the status says it all.
                return outcome_of(answer.status_code)
        except NotReachableError:
            return Outcome.REFUSED
        except (httpx.HTTPError, httpx.InvalidURL):
            return Outcome.PASSING

    def _headers(self, message: Message) -> dict[str, str]:
        return {
            "Authorization": self._authorization(message.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl_s),
            "Topic": message.topic,
            "Urgency": message.urgency,
        }

    def _authorization(self, endpoint: str) -> str:
        """Signed once per service and half a day: signing costs more than encrypting."""
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        until, header = self._signed.get(origin, (0.0, ""))
        if until - time.time() < SIGNED_S / 2:
            until = time.time() + SIGNED_S
            claims = {"aud": origin, "sub": self._contact, "exp": int(until)}
            header = str(self._vapid.sign(claims)["Authorization"])
            self._signed[origin] = (until, header)
        return header


def outcome_of(status: int) -> Outcome:
    """A redirect is refused: what a push service says once, it could say about any address."""
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    if status in _FORGOTTEN:
        return Outcome.GONE
    return Outcome.PASSING if status >= 500 or status in _PASSING else Outcome.REFUSED


def encrypted(message: Message) -> bytes:
    """RFC 8291, aes128gcm."""
    keys = {"p256dh": _base64url(message.receiver_key), "auth": _base64url(message.auth)}
    body: bytes = WebPusher({"endpoint": message.endpoint, "keys": keys}).encode(message.payload)["body"]
    return body


def public_key_of(key_pem: bytes) -> str:
    """The key by which a phone's browser knows us, as `applicationServerKey` wants it."""
    key = Vapid02.from_pem(key_pem).public_key
    return _base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
