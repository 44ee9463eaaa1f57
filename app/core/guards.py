"""What every write must pass before a route sees it.

It comes from our own pages or from no browser at all; it is JSON, or at the few addresses that read a
stream, part of an upload or a file of rows. Its JSON is of bearable size, UTF-8, and made of values that
every database we use can store.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import BadRequest, Malformed, Problem, TooLarge, Unsupported
from app.core.problems import ProblemResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# A megabyte at 300 kbit/s. A stream has this long for its next byte.
BODY_S = 30.0
# What only a full reading can judge: escapes that may be NUL or half a character, and NaN's relatives.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|NaN|Infinity|[eE]\+?[0-9]{3}")


class OriginRefused(Problem):
    status = 403


class TooSlow(Problem):
    status = 408


class ClientGone(Exception):  # noqa: N818 - not an error: nobody waits for an answer
    pass


@dataclass(frozen=True)
class Streamed:
    """Addresses whose routes read a body of these content types as it comes, and never hold it whole.

    Anywhere else the framework would read it into memory before it asks who sent it. Without `max_bytes`
    the route keeps its own bounds and its own clock.
    """

    path: re.Pattern[str]
    content_types: frozenset[str]
    max_bytes: int | None = None


class GuardWrites:
    def __init__(
        self, app: ASGIApp, *, body_max_bytes: int, public_url: str = "", streamed: Sequence[Streamed] = ()
    ) -> None:
        self._app = app
        self._body_max_bytes = body_max_bytes
        self._streamed = streamed
        self._public_host = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        try:
            receive = await self._guarded(scope["path"], Headers(scope=scope), receive)
        except ClientGone:
            return
        except Problem as problem:
            await ProblemResponse(problem, headers={"Connection": "close"})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _guarded(self, path: str, headers: Headers, receive: Receive) -> Receive:
        require_same_origin(headers, self._public_host)
        if not _has_body(headers):
            return receive
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        for kind in self._streamed:
            if content_type in kind.content_types and kind.path.fullmatch(path):
                return receive if kind.max_bytes is None else _bounded(headers, receive, kind.max_bytes)
        if content_type != "application/json":
            raise Unsupported("request.content_type", "The request must be sent as JSON.")
        try:
            async with asyncio.timeout(BODY_S):
                body = await self._read(headers, receive)
        except TimeoutError:
            raise TooSlow("request.too_slow", "The request did not arrive in time.") from None
        require_storable(body)
        return _replayed(body, receive)

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        _require_declared(headers, self._body_max_bytes)
        parts: list[bytes] = []
        size_bytes = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            part = message.get("body", b"")
            size_bytes += len(part)
            if size_bytes > self._body_max_bytes:
                _refuse_size(self._body_max_bytes)
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def _require_declared(headers: Headers, max_bytes: int) -> None:
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > max_bytes:
        _refuse_size(max_bytes)


def _refuse_size(max_bytes: int) -> NoReturn:
    raise TooLarge("request.too_large", "The request is too large.", max_bytes=max_bytes)


def require_same_origin(headers: Headers, public_host: str = "") -> None:
    """Refuse what another site makes a person's browser send.

    Every browser that can run the app sends one of the two headers with a write; a client that
    sends neither is no browser and carries no one's cookie by accident.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        allowed = site == "same-origin"
    else:
        origin = headers.get("origin")
        allowed = origin is None or urlsplit(origin).netloc in {headers.get("host"), public_host} - {"", None}
    if not allowed:
        raise OriginRefused("request.origin", "This request came from another site.")


def require_storable(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("request.not_utf8", "The request is not valid UTF-8.") from None
    if not _SUSPICIOUS.search(body):
        return
    try:
        value = json.loads(body, parse_constant=_refuse_constant, parse_float=_finite)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (UnicodeEncodeError, ConstantError):
        _refuse_value()
    except (ValueError, RecursionError):
        raise BadRequest("request.not_json", "The request is not valid JSON.") from None
    if _holds_nul(value):
        _refuse_value()


class ConstantError(ValueError):
    pass


def _refuse_constant(_constant: str) -> NoReturn:
    raise ConstantError


def _finite(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise ConstantError
    return value


def _refuse_value() -> NoReturn:
    raise Malformed(
        "request.unstorable",
        "The request holds a value that cannot be stored, such as an invisible NUL character.",
    )


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(_holds_nul(item) for item in value)
    if isinstance(value, dict):
        return any("\0" in name or _holds_nul(item) for name, item in value.items())
    return False


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _bounded(headers: Headers, receive: Receive, max_bytes: int) -> Receive:
    """What a route reads as it comes; the route hears of a body that is too large or that stalls."""
    _require_declared(headers, max_bytes)
    size_bytes = 0
    is_whole = False

    async def read() -> Message:
        nonlocal size_bytes, is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout(BODY_S):
                message = await receive()
        except TimeoutError:
            raise TooSlow("request.too_slow", "The request did not arrive in time.") from None
        size_bytes += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if size_bytes > max_bytes:
            _refuse_size(max_bytes)
        return message

    return read


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
