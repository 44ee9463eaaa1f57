"""A push service for tests, and a gateway that rings nothing."""

import base64
import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.push.gateway import Message, Outcome
from tests.ports import free_port

AUTH = bytes(range(16))


@dataclass(frozen=True)
class Receiver:
    """A phone's end of push: its keys, and what it can read."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, Any]:
        keys = {"p256dh": _base64url(self.point), "auth": _base64url(AUTH)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def reads(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=AUTH, version="aes128gcm")
        said: dict[str, Any] = json.loads(plain)
        return said


@dataclass(frozen=True)
class Rung:
    path: str
    headers: dict[str, str]
    body: bytes


class PushService:
    """Answers 201 to what it is asked to deliver, or what was `scripted` for a path."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.rung: list[Rung] = []
        self.scripted: dict[str, tuple[int, dict[str, str]]] = {}

    def paths(self) -> list[str]:
        return [one.path for one in self.rung]


@contextmanager
def a_push_service() -> Generator[PushService]:
    service = PushService(free_port())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            service.rung.append(Rung(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers = service.scripted.get(self.path, (201, {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - where a followed redirect would come

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", int(service.origin.rpartition(":")[2])), Handler)
    thread = threading.Thread(target=server.serve_forever, name="push-service")
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class ScriptedPushGateway:
    """Keeps what it was to send. An endpoint says by its last word what comes of it."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, messages: Sequence[Message]) -> list[Outcome]:
        self.sent += messages
        return [_scripted(message.endpoint) for message in messages]


def _scripted(endpoint: str) -> Outcome:
    word = endpoint.rpartition("/")[2].partition("-")[0]
    return Outcome(word) if word in set(Outcome) else Outcome.ACCEPTED


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
