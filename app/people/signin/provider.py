"""A company's OpenID Connect provider, spoken to over HTTP and believed only as far as it signs.

Authorization code with PKCE, state and nonce. Nothing here follows a redirect, reads more than a
quarter of a megabyte, or waits long; plain http is for a provider on this machine only.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet

from app.core.errors import Problem
from app.settings import Settings

log = logging.getLogger(__name__)

# Signatures only: "none" and shared secrets would let others than the provider vouch for people.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_ANSWER_MAX_BYTES = 256_000
_TIMEOUT_S = 10.0
_CLOCK_SKEW_S = 60
# Providers announce new addresses long before the old ones stop; keys are asked for each time.
_KEPT = timedelta(minutes=10)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

Json = dict[str, Any]


class ProviderFailed(Problem):
    """`oidc.unreachable`: it does not answer, or not as its standard says. `oidc.failed`: it said no, or
    what it said does not hold.
    """

    status = 503


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    issuer: str
    authorization: str
    token: str
    keys: str
    takes_secret_in_body: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """What one sign-in sends along and gets back: bound to the browser that began it."""

    state: str
    nonce: str
    code_verifier: str
    redirect_uri: str


class Provider:
    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._found: tuple[datetime, Endpoints] | None = None
        # Reading the list of trusted authorities takes longer than a whole conversation.
        self._trust = httpx.create_ssl_context()

    async def address_to_ask(self, question: Question, *, at: datetime) -> str:
        """Where the browser is sent."""
        endpoints = await self._endpoints(at=at)
        address: str = prepare_grant_uri(
            endpoints.authorization,
            self._client_id,
            "code",
            redirect_uri=question.redirect_uri,
            scope="openid profile",
            state=question.state,
            nonce=question.nonce,
            code_challenge=create_s256_code_challenge(question.code_verifier),
            code_challenge_method="S256",
        )
        return address

    async def claims_for(self, code: str, question: Question, *, at: datetime) -> Json:
        """What the provider says of whoever came back with `code`. Raises ProviderFailed."""
        endpoints = await self._endpoints(at=at)
        answer = await self._exchange(endpoints, code, question)
        keys = await self._ask("GET", endpoints.keys)
        try:
            token = jwt.decode(
                answer["id_token"], KeySet.import_key_set({"keys": keys["keys"]}), algorithms=ALGORITHMS
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": endpoints.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                    "sub": {"essential": True},
                },
                params={
                    "nonce": question.nonce,
                    "client_id": self._client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(now=int(at.timestamp()), leeway=_CLOCK_SKEW_S)
        except Exception as error:
            # Whatever the library trips over in a token that may have been made by anybody.
            raise _failed(type(error).__name__) from error
        return dict(claims)

    async def look(self, *, at: datetime) -> None:
        """Raises ProviderFailed when it cannot be used at all."""
        await self._endpoints(at=at)

    async def _endpoints(self, *, at: datetime) -> Endpoints:
        if self._found is not None and timedelta() <= at - self._found[0] < _KEPT:
            return self._found[1]
        told = await self._ask("GET", get_well_known_url(self.issuer, external=True))
        if str(told.get("issuer")).rstrip("/") != self.issuer.rstrip("/"):
            raise _unreachable("it says that it is another issuer")
        try:
            ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            endpoints = Endpoints(
                issuer=told["issuer"],
                authorization=_checked_address(told["authorization_endpoint"]),
                token=_checked_address(told["token_endpoint"]),
                keys=_checked_address(told["jwks_uri"]),
                takes_secret_in_body="client_secret_basic" not in ways,
            )
        except KeyError as error:
            raise _unreachable(f"it names no {error.args[0]}") from error
        self._found = (at, endpoints)
        return endpoints

    async def _exchange(self, endpoints: Endpoints, code: str, question: Question) -> Json:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.redirect_uri,
            "code_verifier": question.code_verifier,
        }
        auth: httpx.BasicAuth | None = None
        if not self._secret:
            form["client_id"] = self._client_id
        elif endpoints.takes_secret_in_body:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
        else:
            # Form-encoded before they are joined by a colon: RFC 6749, 2.3.1.
            auth = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
        return await self._ask("POST", endpoints.token, form=form, auth=auth)

    async def _ask(
        self, method: str, url: str, *, form: Json | None = None, auth: httpx.BasicAuth | None = None
    ) -> Json:
        url = _checked_address(url)
        try:
            async with (
                asyncio.timeout(_TIMEOUT_S),
                httpx.AsyncClient(timeout=_TIMEOUT_S, verify=self._trust, follow_redirects=False) as http,
                http.stream(method, url, data=form, auth=auth, headers=_HEADERS) as answer,
            ):
                body = await _bounded(answer)
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unreachable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise _unreachable(f"status {answer.status_code}")
        if answer.status_code != 200:
            raise _failed(f"status {answer.status_code}")
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise _unreachable("its answer is not JSON") from error
        if not isinstance(told, dict):
            raise _unreachable("its answer is not an object")
        return told


# Packed bytes would have to be unpacked before they can be counted.
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


async def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > _ANSWER_MAX_BYTES:
            raise _unreachable("its answer is too long")
    return bytes(body)


def _checked_address(url: object) -> str:
    parts = urlsplit(url if isinstance(url, str) else "")
    if not isinstance(url, str) or not parts.hostname or parts.username is not None:
        raise _unreachable("an address is not one")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise _unreachable("an address is without https")
    return url


def _unreachable(why: str) -> ProviderFailed:
    log.warning("the OIDC provider did not answer as it should", extra={"why": why})
    return ProviderFailed("oidc.unreachable", "The company sign-in does not answer. Please try again later.")


def _failed(why: str) -> ProviderFailed:
    log.warning("an OIDC sign-in was refused", extra={"why": why})
    return ProviderFailed("oidc.failed", "The company sign-in did not work. Please try again.")
