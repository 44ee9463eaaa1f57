"""Calls outwards that cannot be turned inwards.

The host was checked when the phone subscribed; here its name is resolved once, every address must be
public, and the connection goes to the very address that was checked: a name that answers differently
a moment later gains nothing. Redirects are never followed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from typing_extensions import override

from app.push.policy import Reachable, addresses_of, is_public, is_reachable

Resolve = Callable[[str, int], Awaitable[list[tuple[Any, ...]]]]


class NotReachableError(httpx.TransportError):
    """The endpoint is none that we may call."""


async def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    return list(await asyncio.get_running_loop().getaddrinfo(host, port))


class GuardedTransport(httpx.AsyncBaseTransport):
    def __init__(
        self, reachable: Reachable, inner: httpx.AsyncBaseTransport, *, resolve: Resolve = resolve
    ) -> None:
        self._reachable = reachable
        self._inner = inner
        self._resolve = resolve

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not is_reachable(str(request.url), self._reachable):
            raise NotReachableError("not a push service that we may call")
        own = self._reachable.own_origin
        if not own or str(request.url.copy_with(raw_path=b"/")) != f"{own}/":
            await self._pin(request)
        return await self._inner.handle_async_request(request)

    async def _pin(self, request: httpx.Request) -> None:
        """Let the request go to the address that was checked, under the name that it asked for."""
        host = request.url.host
        try:
            addresses = addresses_of(await self._resolve(host, request.url.port or 443))
        except OSError as failure:
            raise httpx.ConnectError(f"no address: {failure}") from failure
        if not addresses or not all(map(is_public, addresses)):
            raise NotReachableError("not a public address")
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=addresses[0])

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()
