"""Under which name browsers keep passkeys for us, and from which pages they may use them."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.settings import Settings


@dataclass(frozen=True, kw_only=True)
class RelyingParty:
    """`id` is a host name; `origin` has scheme, host and, unless it is the usual one, port."""

    id: str
    origin: str


def find_relying_party(settings: Settings, seen: str) -> RelyingParty | None:
    """From the configured address, else from `seen`, where the browser found us.

    None where browsers have no passkeys: without https anywhere but on localhost, and at an IP address.
    """
    parts = urlsplit(settings.public_url or seen)
    host = (parts.hostname or "").rstrip(".")
    is_local = host == "localhost" or host.endswith(".localhost")
    if not host or _is_address(host) or not (parts.scheme == "https" or is_local):
        return None
    usual_port = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, usual_port} else f":{parts.port}"
    return RelyingParty(id=host, origin=f"{parts.scheme}://{host}{port}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
