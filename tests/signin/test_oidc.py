"""Signing in at the company's own provider, and every token that is not to be believed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import col

from app.core.ids import new_id
from app.people.audit.models import AuditEntry
from app.settings import Settings
from tests.doubles.oidc import CLIENT_ID, CLIENT_SECRET, OidcProvider
from tests.language import a_phone, an_admin_token, joins
from tests.rig import House
from tests.signin.company import Company
from tests.signin.words import refusal


def test_somebody_the_company_knows_signs_in_and_comes_again(company: Company) -> None:
    phone = a_phone(company.house)
    assert phone.get("/api/sign-in").json()["oidc"] == {"name": "Harbour account"}
    assert company.signs_in(phone) == "/"
    assert phone.get("/api/me").json()["person"]["id"] == company.crew.lead.id
    # From now on the account itself is known, whatever the other claims say.
    company.provider.claims["employee_number"] = None
    again = a_phone(company.house)
    assert company.signs_in(again) == "/"
    assert again.get("/api/me").json()["person"]["id"] == company.crew.lead.id
    assert _audited(company)[-3:] == ["identity.linked", "session.opened", "session.opened"]


def _audited(company: Company) -> list[str]:
    of_lead = col(AuditEntry.person_id) == UUID(company.crew.lead.id)
    rows = select(col(AuditEntry.action)).where(of_lead).order_by(col(AuditEntry.seq))
    with company.house.db.reading() as session:
        return list(session.scalars(rows))


def test_the_way_back_is_bound_to_the_browser_that_began(company: Company) -> None:
    """Else somebody could hand their own half-finished sign-in to another."""
    mine, theirs = a_phone(company.house), a_phone(company.house)
    code, state = company.provider.lets_in(company.begins(mine), at=company.house.clock())
    assert company.comes_back(theirs, code, state) == "/sign-in?refused=oidc.expired"
    assert theirs.get("/api/me").status_code == 401
    assert company.comes_back(mine, code, state) == "/"


def test_a_state_is_good_once_and_for_five_minutes(company: Company) -> None:
    phone = a_phone(company.house)
    code, state = company.provider.lets_in(company.begins(phone), at=company.house.clock())
    cookie = phone.cookies["twotap-oidc"]
    assert company.comes_back(phone, code, state) == "/"
    phone.cookies.set("twotap-oidc", cookie, domain="127.0.0.1", path="/")
    assert company.comes_back(phone, code, state) == "/sign-in?refused=oidc.expired"
    code, state = company.provider.lets_in(company.begins(phone), at=company.house.clock())
    company.house.clock.advance(timedelta(seconds=301))
    assert company.comes_back(phone, code, state) == "/sign-in?refused=oidc.expired"


@pytest.mark.parametrize("state", ["", "x", "0" * 32, "é", "00000000-0000-7000-8000-000000000000"])
def test_a_state_that_was_never_given_leads_nowhere(company: Company, state: str) -> None:
    phone = a_phone(company.house)
    assert company.comes_back(phone, "code", state) == "/sign-in?refused=oidc.expired"


def test_whoever_declines_at_the_provider_is_told_so(company: Company) -> None:
    phone = a_phone(company.house)
    _, state = company.provider.lets_in(company.begins(phone), at=company.house.clock())
    assert company.comes_back(phone, "", state, error="access_denied") == "/sign-in?refused=oidc.failed"


def _another_nonce(provider: OidcProvider) -> None:
    provider.claims["nonce"] = "another"


def _no_nonce(provider: OidcProvider) -> None:
    provider.claims["nonce"] = None


def _another_audience(provider: OidcProvider) -> None:
    provider.claims["aud"] = "another-app"


def _another_party(provider: OidcProvider) -> None:
    provider.claims |= {"aud": [CLIENT_ID, "another-app"], "azp": "another-app"}


def _another_issuer(provider: OidcProvider) -> None:
    provider.claims["iss"] = "https://issuer.evil.example"


def _expired(provider: OidcProvider) -> None:
    provider.claims["exp"] = 1_600_000_000


def _endless(provider: OidcProvider) -> None:
    provider.claims["exp"] = None


def _nobody(provider: OidcProvider) -> None:
    provider.claims["sub"] = None


def _unsigned(provider: OidcProvider) -> None:
    provider.header = {"alg": "none"}


def _signed_by_another(provider: OidcProvider) -> None:
    provider.signed_with = RSAKey.generate_key(2048, parameters={"kid": "one"})


def _signed_with_the_public_key_as_a_secret(provider: OidcProvider) -> None:
    provider.header = {"alg": "HS256", "kid": "one"}


def _no_token_at_all(provider: OidcProvider) -> None:
    provider.answers["/token"] = b'{"access_token": "x"}'


@pytest.mark.parametrize(
    "lie",
    [
        _another_nonce,
        _no_nonce,
        _another_audience,
        _another_party,
        _another_issuer,
        _expired,
        _endless,
        _nobody,
        _unsigned,
        _signed_by_another,
        _signed_with_the_public_key_as_a_secret,
        _no_token_at_all,
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    company: Company, lie: Callable[[OidcProvider], None]
) -> None:
    lie(company.provider)
    phone = a_phone(company.house)
    assert company.signs_in(phone) == "/sign-in?refused=oidc.failed"
    assert phone.get("/api/me").status_code == 401


@pytest.mark.parametrize("number", ["nobody's", "", None, True, 17, ["a"], "x" * 256])
def test_somebody_the_organisation_does_not_know_is_told_so(company: Company, number: Any) -> None:
    company.provider.claims["employee_number"] = number
    phone = a_phone(company.house)
    assert company.signs_in(phone) == "/sign-in?refused=oidc.unknown"
    assert phone.get("/api/me").status_code == 401


def test_whoever_left_stays_out_though_the_account_is_known(company: Company) -> None:
    ben = company.a_worker()
    company.provider.claims = {"sub": new_id().hex, "employee_number": company.hires(ben)}
    assert company.signs_in(a_phone(company.house)) == "/"
    company.crew.lead.removes(ben)
    assert company.signs_in(a_phone(company.house)) == "/sign-in?refused=oidc.unknown"


def test_a_number_of_another_organisation_is_nobodys(company: Company) -> None:
    stranger = joins(company.house, an_admin_token(company.house), "Eve")
    company.provider.claims = {"sub": new_id().hex, "employee_number": company.hires(stranger)}
    assert company.signs_in(a_phone(company.house)) == "/sign-in?refused=oidc.unknown"


def test_a_house_without_a_provider_has_no_such_door(house: House) -> None:
    phone = a_phone(house)
    assert refusal(phone.get("/api/oidc/begin")) == (404, "oidc.none")
    assert refusal(phone.get("/api/oidc/callback")) == (404, "oidc.none")


def test_the_browser_is_told_nothing_that_it_could_use_elsewhere(company: Company) -> None:
    phone = a_phone(company.house)
    address = company.begins(phone)
    query = parse_qs(urlsplit(address).query)
    secret = phone.cookies["twotap-oidc"]
    assert secret not in address
    assert query["redirect_uri"] == [f"{company.house.url}/api/oidc/callback"]
    assert {"code_verifier", "client_secret"} & set(query) == set()


def test_the_secret_of_the_client_is_not_shown_by_the_settings() -> None:
    settings = Settings(oidc_client_secret=SecretStr(CLIENT_SECRET))
    assert CLIENT_SECRET not in repr(settings)


def test_signing_in_over_another_session_ends_that_one(company: Company) -> None:
    ben = company.a_worker()
    phone = a_phone(company.house)
    phone.cookies.set("twotap", ben.http.cookies["twotap"], domain="127.0.0.1")
    assert company.signs_in(phone) == "/"
    assert ben.http.get("/api/me").status_code == 401
