"""One request to the app in this process, without a socket: thousands of them are asked."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Scope

ANSWER_S = 20.0


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def code(self) -> str | None:
        """The problem's code; None when it is no problem."""
        if "problem+json" not in self.headers.get("content-type", ""):
            return None
        return str(json.loads(self.body)["code"])


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    path: str
    query: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None


async def call(app: ASGIApp, request: Request) -> Answer:
    """A stream without an end is left after its first bytes."""
    answer = Answer()
    left = asyncio.Event()
    sent = False
    body = b"" if request.body is None else _encoded(request.body)

    async def receive() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            return
        answer.body += message.get("body", b"")
        if answer.body or not message.get("more_body"):
            left.set()

    async with asyncio.timeout(ANSWER_S):
        await app(_scope(request, body), receive, send)
    return answer


def _encoded(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def _scope(request: Request, body: bytes) -> Scope:
    headers: dict[str, Any] = {"host": "twotap.test", "content-length": str(len(body))}
    if request.body is not None and not isinstance(request.body, bytes):
        headers["content-type"] = "application/json"
    if request.cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    headers |= {name.lower(): value for name, value in request.headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": quote(request.path).encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("twotap.test", 80),
        "state": {},
    }
