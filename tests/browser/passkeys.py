"""A phone whose fingerprint reader always says yes: Chromium's virtual authenticator, over its debugger.

What goes to and from the service can be held, tampered with and played again, as a thief between the
two would.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page, Request, Route

Json = dict[str, Any]


@dataclass(frozen=True)
class Authenticator:
    """Platform authenticator of one page: internal, discoverable, verifying."""

    cdp: CDPSession
    id: str

    def verifies(self, is_user_verified: bool) -> None:
        self.cdp.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_user_verified}
        )

    def credentials(self) -> list[Json]:
        held: list[Json] = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return held

    def receives(self, credential: Json) -> None:
        """A passkey that was synced, or stolen."""
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


def an_authenticator(page: Page) -> Authenticator:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Authenticator(cdp, made["authenticatorId"])


def tampering(page: Page, path: str, change: Callable[[Json], None]) -> None:
    """Every body that the page sends to `path` is changed on its way."""

    def forward(route: Route, request: Request) -> None:
        body = request.post_data_json
        change(body)
        route.continue_(post_data=json.dumps(body))

    page.route(f"**{path}", forward)


def with_origin(origin: str) -> Callable[[Json], None]:
    """Client data that says another page asked."""

    def change(body: Json) -> None:
        response = body["credential"]["response"]
        data = json.loads(base64.urlsafe_b64decode(response["clientDataJSON"] + "==="))
        packed = json.dumps(data | {"origin": origin}, separators=(",", ":")).encode()
        response["clientDataJSON"] = base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    return change
