"""A small OpenID Connect provider: a real server that signs with a real key, and lies when told to."""

import base64
import hmac
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

Json = dict[str, Any]

CLIENT_ID, CLIENT_SECRET = "twotap", "a secret: of two"


@dataclass
class OidcProvider:
    """`claims` come on top of an honest token's; `header` and `key` make it a dishonest one.

    `document` comes on top of the discovery document. `answers` are whole answers by path.
    """

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one"}))
    claims: Json = field(default_factory=dict)
    header: Json = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    signed_with: RSAKey | None = None
    document: Json = field(default_factory=dict)
    answers: dict[str, bytes] = field(default_factory=dict)
    asked: dict[str, Json] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def becomes_honest(self) -> None:
        self.claims, self.document, self.answers = {}, {}, {}
        self.header, self.signed_with = {"alg": "RS256", "kid": "one"}, None

    def lets_in(self, address: str, *, at: datetime) -> tuple[str, str]:
        """What its page does once somebody has signed in there: the code and the state to come back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorize?")
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT_ID)
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = query | {"at": at}
        return code, query["state"]

    def answer(self, path: str, form: Json, authorization: str) -> tuple[int, bytes]:
        self.seen.append(path)
        if path in self.answers:
            return 200, self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self._document() | self.document).encode()
        if path == "/keys":
            return 200, json.dumps(KeySet([self.key]).as_dict(private=False)).encode()
        if path == "/token":
            return self._token(form, authorization)
        return 404, b"{}"

    def _document(self) -> Json:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _token(self, form: Json, authorization: str) -> tuple[int, bytes]:
        asked = self.asked.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(b"twotap:a%20secret%3A%20of%20two").decode()
        if (
            asked is None
            or authorization != expected
            or form["redirect_uri"] != asked["redirect_uri"]
            or create_s256_code_challenge(form["code_verifier"]) != asked["code_challenge"]
        ):
            return 400, b'{"error": "invalid_grant"}'
        now = int(asked["at"].timestamp())
        honest = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "subject-1",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        token = self._signed({k: v for k, v in (honest | self.claims).items() if v is not None})
        return 200, json.dumps({"access_token": "unused", "token_type": "Bearer", "id_token": token}).encode()

    def _signed(self, claims: Json) -> str:
        if self.header["alg"] == "RS256":
            return jwt.encode(self.header, claims, self.signed_with or self.key)
        # No library makes these two any more, but a liar needs none.
        unsigned = ".".join(_encoded(json.dumps(part).encode()) for part in (self.header, claims))
        if self.header["alg"] == "none":
            return f"{unsigned}."
        public = self.key.as_pem(private=False)
        return f"{unsigned}.{_encoded(hmac.digest(public, unsigned.encode(), 'sha256'))}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def an_oidc_provider() -> Generator[OidcProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: Json) -> None:
            status, body = provider.answer(self.path, form, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OidcProvider(issuer=f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, name="oidc", daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
