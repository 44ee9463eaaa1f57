"""Nobody makes the service call an address of their choosing."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from app.core.keys import new_vapid_key
from app.push.egress import GuardedTransport, NotReachableError
from app.push.gateway import Message, Outcome, WebPushGateway
from app.push.policy import Reachable, is_public, is_reachable, reachable
from app.settings import Settings
from tests.doubles.push import AUTH, PushService, Receiver, a_push_service

REAL = reachable(Settings().push_hosts, "")
GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://fcm.googleapis.com:443/wp/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://web.push.apple.com/QAbc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://FCM.googleapis.com/x",
]
_INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "169.254.169.254", "[fd00:ec2::254]",
    "10.0.0.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "localhost", "metadata.google.internal",
    "printer.local", "twotap", "[fe80::1%25eth0]", "[2002:7f00:1::]",
]  # fmt: skip
_DISGUISED = [
    "https://{host}/fcm.googleapis.com/", "https://{host}/x.push.apple.com", "https://fcm.googleapis.com@{host}/",
    "https://user:fcm.googleapis.com@{host}/", "https://{host}#fcm.googleapis.com",
    "https://{host}?.push.apple.com", "https://{host}\\.push.apple.com/", "http://{host}/",
]  # fmt: skip
BAD = [form.format(host=host) for form in _DISGUISED for host in _INSIDE] + [
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com/x",
    "https://evil.fcm.googleapis.com/x",
    "https://push.apple.com/x",
    "https://xpush.apple.com/x",
    "https://me@fcm.googleapis.com/x",
    "https://:pw@fcm.googleapis.com/x",
    "https://fcm。googleapis。com/x",
    "https://fcm.googleapis.com\t/x",
    "https://fcm.goog\nleapis.com/x",
    " https://fcm.googleapis.com/x",
    "//fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    "https:fcm.googleapis.com/x",
    "https:///x",
    "https://[fcm.googleapis.com/x",
    "fcm.googleapis.com",
    "",
    "x" * 2000,
]
NOT_PUBLIC = [
    "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::7f00:1",
    "not an address",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", GOOD)
def test_known_push_services_may_be_called(endpoint: str) -> None:
    assert is_reachable(endpoint, REAL)


def test_there_are_enough_tricks() -> None:
    assert len(BAD) > 200


@pytest.mark.parametrize("endpoint", BAD)
def test_no_other_address_may(endpoint: str) -> None:
    assert not is_reachable(endpoint, REAL)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.1.95", "2a00:1450:4001:81b::200a", "::ffff:142.250.1.95"])
def test_an_outer_address_is_public(address: str) -> None:
    assert is_public(address)


class _Wire(httpx.AsyncBaseTransport):
    """Connects to nothing and keeps where it was to connect."""

    def __init__(self) -> None:
        self.went: list[tuple[str, str, object]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sni = request.extensions.get("sni_hostname")
        self.went.append((request.url.host, request.headers["host"], sni))
        return httpx.Response(201)


def answering(*addresses: str) -> Any:
    async def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        del host
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (family, 1, 6, "", (address, port)) for family, address in zip(families, addresses, strict=True)
        ]

    return resolve


def call(endpoint: str, *addresses: str) -> _Wire:
    wire = _Wire()
    guarded = GuardedTransport(REAL, wire, resolve=answering(*addresses))

    async def post() -> None:
        async with httpx.AsyncClient(transport=guarded) as client:
            await client.post(endpoint)

    asyncio.run(post())
    return wire


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    wire = call("https://web.push.apple.com/Q", "17.57.144.1")
    assert wire.went == [("17.57.144.1", "web.push.apple.com", "web.push.apple.com")]


@pytest.mark.parametrize("answer", [["10.0.0.5"], ["17.57.144.1", "127.0.0.1"], ["::1"], []])
def test_a_name_that_leads_inside_is_not_called(answer: list[str]) -> None:
    with pytest.raises(NotReachableError):
        call("https://web.push.apple.com/Q", *answer)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(status: int) -> None:
    with a_push_service() as service:
        service.scripted["/subscription"] = (status, {"Location": f"{service.origin}/inside"})
        assert send(service, "/subscription") is Outcome.REFUSED
        assert service.paths() == ["/subscription"]


def send(service: PushService, path: str) -> Outcome:
    allowed = Reachable(hosts=(), own_origin=service.origin)
    gateway = WebPushGateway(new_vapid_key(), allowed, contact="mailto:operator@example.com")
    message = Message(
        endpoint=f"{service.origin}{path}",
        receiver_key=Receiver().point,
        auth=AUTH,
        payload=b"{}",
        ttl_s=60,
        topic="t",
    )
    (outcome,) = gateway.send([message])
    return outcome
