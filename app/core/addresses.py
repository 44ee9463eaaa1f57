"""Where people find this installation when nobody has said so."""

import socket
from urllib.parse import urlsplit

from app.settings import Settings

EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not listened on
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def list_addresses(settings: Settings) -> list[str]:
    """First this machine's own, then the one that phones nearby can reach."""
    if settings.public_url:
        return [settings.public_url.rstrip("/")]
    near = [f"{settings.scheme}://localhost:{settings.port}"]
    if settings.host in EVERYWHERE and (own := find_own_address()):
        near.append(f"{settings.scheme}://{own}:{settings.port}")
    return near


def address_for_phones(settings: Settings, seen: str) -> str:
    """The address to print on a poster. `seen` is where the browser found us.

    A lead at the machine itself sees "localhost", which on a phone means the phone.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    if urlsplit(seen).hostname in _LOOPBACK:
        return list_addresses(settings)[-1]
    return seen.rstrip("/")


def find_own_address() -> str | None:
    """The address of the interface that leads outside. Connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return None if address.startswith("127.") else address
