"""The outermost layer of the web process: every answer passes here, whatever made it.

Gives the request an id, the answer its security headers, an accident its problem details, and the
log and the metrics their line.
"""

import logging
import time
from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logs import request_id
from app.core.metrics import Metrics
from app.core.problems import ProblemResponse, unexpected

log = logging.getLogger("twotap.request")


def content_security_policy(media_origin: str = "") -> str:
    """One Trusted Types policy, `sw`, admits the service worker's address; nothing inline.

    Nothing foreign either, but for recordings in an object store: the address of a rendition leads
    to `media_origin`, and browsers hold the end of a redirect against the policy, too.
    """
    recordings = " ".join(filter(None, ("'self'", "blob:", media_origin)))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {recordings}",
            f"media-src {recordings}",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types sw",
        )
    )


SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000"
# Scraped every few seconds by machines that only want a yes.
_UNLOGGED = frozenset({"/healthz", "/readyz", "/metrics"})


@dataclass
class _Seen:
    status: int = 0


class Edge:
    def __init__(self, app: ASGIApp, *, metrics: Metrics, https_only: bool, media_origin: str = "") -> None:
        """`https_only` tells browsers to come back by https for a year: never with a certificate
        that nobody vouches for, which they could then not be made to accept any more. `media_origin`
        is where recordings are fetched from, when that is not here.
        """
        self._app = app
        self._metrics = metrics
        self._https_only = https_only
        self._headers = SECURITY_HEADERS | {"Content-Security-Policy": content_security_policy(media_origin)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        current = uuid4().hex[:16]
        token = request_id.set(current)
        seen = _Seen()
        try:
            await self._answer(scope, receive, self._dressed(scope, send, seen, current), seen)
        finally:
            self._note(scope, seen, time.perf_counter() - began)
            request_id.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, seen: _Seen) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            log.error("unexpected", extra={"route": _route(scope)}, exc_info=error)
            if seen.status:
                # The answer has begun: only cutting the connection tells the client that it is not whole.
                raise
            await ProblemResponse(unexpected())(scope, receive, send)

    def _dressed(self, scope: Scope, send: Send, seen: _Seen, current: str) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if self._https_only and scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
                headers["X-Request-Id"] = current
            await send(message)

        return dressed

    def _note(self, scope: Scope, seen: _Seen, took_s: float) -> None:
        method, route = scope["method"], _route(scope)
        self._metrics.seen(method=_known(method), route=route, status=seen.status, took_s=took_s)
        if route not in _UNLOGGED:
            facts = {
                "method": method,
                "route": route,
                "status": seen.status,
                "took_ms": round(took_s * 1000, 1),
            }
            log.info("request", extra=facts)


def _route(scope: Scope) -> str:
    """The route's template: a path would carry ids, and make a metric of each."""
    template = getattr(scope.get("route"), "path", None)
    return template if isinstance(template, str) else "none"


def _known(method: str) -> str:
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
