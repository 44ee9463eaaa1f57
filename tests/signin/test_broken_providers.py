"""A provider that is broken, or somebody else's, is not used; and none is asked more often than needed."""

import json
from typing import Any

import pytest

from tests.language import a_phone
from tests.signin.company import Company

BROKEN: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://issuer.evil.example"},
    "no https": {"token_endpoint": "http://192.0.2.1/token"},
    "a file": {"jwks_uri": "file:///etc/passwd"},
    "a password": {"authorization_endpoint": "https://a:b@issuer.example/"},
    "a number": {"token_endpoint": 7},
    "nothing": {"token_endpoint": None},
}


@pytest.mark.parametrize("document", BROKEN.values(), ids=BROKEN.keys())
def test_a_provider_that_names_foul_addresses_is_not_used(company: Company, document: dict[str, Any]) -> None:
    company.provider.document = document
    assert company.begins(a_phone(company.house)) == "/sign-in?refused=oidc.unreachable"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b'{"a": "' + b"x" * 300_000 + b'"}'])
def test_a_provider_that_answers_nonsense_is_not_used(company: Company, body: bytes) -> None:
    company.provider.answers["/.well-known/openid-configuration"] = body
    assert company.begins(a_phone(company.house)) == "/sign-in?refused=oidc.unreachable"


def test_keys_that_are_none_let_nobody_in(company: Company) -> None:
    for keys in ({}, {"keys": []}, {"keys": "x"}, {"keys": [{"kty": "x"}]}):
        company.provider.answers["/keys"] = json.dumps(keys).encode()
        assert company.signs_in(a_phone(company.house)) == "/sign-in?refused=oidc.failed"


def test_the_discovery_document_is_not_asked_for_at_each_sign_in(company: Company) -> None:
    company.provider.seen.clear()
    for _ in range(3):
        assert company.signs_in(a_phone(company.house)) == "/"
    assert company.provider.seen.count("/.well-known/openid-configuration") == 1
