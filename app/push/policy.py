"""Pure rules of push: which services may be called, and what a notification says."""

import ipaddress
import json
import socket
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.errors import Refused

PAYLOAD_BYTES = 512
"""Every payload has this size, so that its length tells nobody what it was about."""

_HTTPS = 443
# Where IPv6-only networks find the IPv4 internet.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_TEXTS = {
    "en": ("Something is waiting for you", "Notifications work on this phone"),
    "de": ("Etwas wartet auf dich", "Benachrichtigungen funktionieren auf diesem Telefon"),
    "es": ("Hay algo esperándote", "Las notificaciones funcionan en este teléfono"),
    "pt": ("Algo espera por você", "As notificações funcionam neste celular"),
    "ar": ("هناك شيء بانتظارك", "الإشعارات تعمل على هذا الهاتف"),
}


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """Which push services may be called.

    `hosts` are names; one that begins with a dot means any name below it. `own_origin` is a push
    service of the operator's own ("http://127.0.0.1:9301"), exempt from https and public addresses.
    """

    hosts: tuple[str, ...]
    own_origin: str = ""


def reachable(hosts: str, own_origin: str) -> Reachable:
    """As the settings say it: names with commas between them."""
    names = tuple(host.strip().lower() for host in hosts.split(",") if host.strip())
    return Reachable(hosts=names, own_origin=own_origin.rstrip("/"))


def require_reachable(endpoint: str, allowed: Reachable) -> None:
    """Raises Refused. The parsed host is compared: a pattern in the text can be written into a path."""
    if not is_reachable(endpoint, allowed):
        raise Refused("push.endpoint", "This phone's push service is not one that we may call.")


def is_reachable(endpoint: str, allowed: Reachable) -> bool:
    if not endpoint.isascii() or any(c.isspace() or c == "\\" for c in endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if allowed.own_origin and f"{parts.scheme}://{parts.netloc}" == allowed.own_origin:
        return True
    host = (parts.hostname or "").lower()
    return parts.scheme == "https" and port in (None, _HTTPS) and _is_listed(host, allowed.hosts)


def _is_listed(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host.endswith(known) if known.startswith(".") else host == known for known in hosts)


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver answers it, lies on the public internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # Each carries an IPv4 address that a gateway would go on to.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _TRANSLATED:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def addresses_of(answer: list[tuple[Any, ...]]) -> list[str]:
    """The addresses in what getaddrinfo answered, in its order."""
    return [str(entry[4][0]) for entry in answer if entry[0] in (socket.AF_INET, socket.AF_INET6)]


def is_quiet(zone: str, quiet_from: time | None, quiet_until: time | None, *, at: datetime) -> bool:
    """Whether a site's quiet hours hold `at`. They may pass midnight; both ends the same: never."""
    if quiet_from is None or quiet_until is None:
        return False
    wall = at.astimezone(ZoneInfo(zone)).time()
    if quiet_from <= quiet_until:
        return quiet_from <= wall < quiet_until
    return wall >= quiet_from or wall < quiet_until


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a phone is rung for. `post_id` None: the person tries out whether it works."""

    post_id: UUID | None = None

    @property
    def tag(self) -> str:
        """At most 32 characters of base64url: later news of the same post takes the earlier one's place."""
        return self.post_id.hex if self.post_id else "twotap-test"


def payload(notice: Notice, *, base_url: str, language: str) -> bytes:
    """Declarative Web Push JSON, which Safari shows by itself and our service worker reads.

    No name and no word of anybody's: the phone fetches those when it is unlocked.
    """
    spoken = language.partition("-")[0]
    waiting, works = _TEXTS.get(spoken, _TEXTS["en"])
    path = f"/post/{notice.post_id}" if notice.post_id else "/me"
    shown = {
        "title": "Twotap",
        "body": waiting if notice.post_id else works,
        "lang": spoken if spoken in _TEXTS else "en",
        "dir": "rtl" if spoken == "ar" else "ltr",
        "navigate": f"{base_url}{path}",
        "tag": notice.tag,
    }
    said = {"web_push": 8030, "notification": shown}
    missing = PAYLOAD_BYTES - len(_written({**said, "pad": ""}))
    return _written({**said, "pad": " " * max(0, missing)})


def _written(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
