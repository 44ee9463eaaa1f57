"""Passkeys in a real browser: registering, signing in, and what a thief would try instead."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.passkeys import Authenticator, an_authenticator, tampering, with_origin
from tests.browser.product import Product
from tests.browser.words import Holder

FINISH = "/api/sign-in/passkey/finish"
NOT_ACCEPTED = "This passkey was not accepted"
CODE = re.compile(r"([0-9A-Z]{4}\s*){7}")


def a_lead(
    product: Product, phone: Callable[..., Page], organisation: str, **shape: Any
) -> tuple[Holder, Authenticator]:
    page = phone(**shape)
    authenticator = an_authenticator(page)
    page.on("dialog", lambda dialog: dialog.accept())
    return Holder("Ada", page).joins(product.admin_link(organisation)), authenticator


def sets_up_a_passkey(lead: Holder) -> None:
    lead.page.goto("/me/sign-in")
    lead.page.get_by_role("button", name="Set up a passkey").tap()
    expect(lead.page.get_by_text("Passkey added")).to_be_visible()
    expect(lead.page.get_by_role("button", name="Remove the passkey")).to_have_count(1)


def signs_out(lead: Holder) -> None:
    lead.page.goto("/me")
    lead.page.get_by_role("button", name="Sign out").tap()
    expect(lead.page.get_by_role("link", name="Sign in with a passkey or code")).to_be_visible()


def tries_to_sign_in(lead: Holder) -> None:
    lead.page.goto("/sign-in")
    lead.page.get_by_role("button", name="Use passkey").tap()


def is_signed_in(lead: Holder) -> None:
    expect(lead.page.get_by_role("heading", name="Feed")).to_be_visible()


def is_refused(lead: Holder) -> None:
    expect(lead.page.get_by_role("alert")).to_contain_text(NOT_ACCEPTED)
    assert lead.page.request.get("/api/me").status == 401


def in_the_database(product: Product, statement: str) -> None:
    """Time that passes, for a service whose clock cannot be set."""
    with closing(sqlite3.connect(product.var_dir / "twotap.sqlite", timeout=10)) as db, db:
        db.execute(statement)


def test_a_lead_protects_the_account_signs_out_and_comes_back(
    product: Product, phone: Callable[..., Page]
) -> None:
    lead, authenticator = a_lead(product, phone, "Comes back")
    lead.page.goto("/")
    lead.page.get_by_role("link", name="Set up").tap()
    lead.page.get_by_role("button", name="Set up a passkey").tap()
    expect(lead.page.get_by_text("Passkey added")).to_be_visible()
    [held] = authenticator.credentials()
    assert (held["isResidentCredential"], held["rpId"]) == (True, "localhost")

    signs_out(lead)
    lead.page.get_by_role("link", name="Sign in with a passkey or code").tap()
    lead.page.get_by_role("button", name="Use passkey").tap()
    is_signed_in(lead)
    expect(lead.page.get_by_text("Protect your lead account")).to_have_count(0)
    lead.finds_no_barrier()


def test_an_answer_that_was_overheard_opens_nothing(product: Product, phone: Callable[..., Page]) -> None:
    lead, _ = a_lead(product, phone, "Replay")
    sets_up_a_passkey(lead)
    signs_out(lead)
    overheard: list[Any] = []
    tampering(lead.page, FINISH, overheard.append)
    tries_to_sign_in(lead)
    is_signed_in(lead)
    thief = phone().request.post(FINISH, data=overheard[0])
    assert (thief.status, thief.json()["code"]) == (422, "passkey.refused")


def test_a_stale_challenge_is_refused_and_the_next_one_is_not(
    product: Product, phone: Callable[..., Page]
) -> None:
    lead, _ = a_lead(product, phone, "Stale")
    sets_up_a_passkey(lead)
    signs_out(lead)
    waits = "UPDATE challenge SET expires_at = '2020-01-01 00:00:00.000000'"
    tampering(lead.page, FINISH, lambda _: in_the_database(product, waits))
    tries_to_sign_in(lead)
    is_refused(lead)
    lead.page.unroute_all()
    tries_to_sign_in(lead)
    is_signed_in(lead)


def test_client_data_of_another_origin_is_refused(product: Product, phone: Callable[..., Page]) -> None:
    lead, _ = a_lead(product, phone, "Another origin")
    sets_up_a_passkey(lead)
    signs_out(lead)
    tampering(lead.page, FINISH, with_origin("https://twotap.evil.example"))
    tries_to_sign_in(lead)
    is_refused(lead)


@pytest.mark.parametrize("elsewhere", ["twotap.localhost", "127.0.0.1"])
def test_a_page_at_another_address_gets_nothing_out_of_the_phone(
    product: Product, phone: Callable[..., Page], chromium: Browser, elsewhere: str
) -> None:
    """The same service by another name is another page to a browser."""
    lead, authenticator = a_lead(product, phone, f"At {elsewhere}")
    sets_up_a_passkey(lead)
    [credential] = authenticator.credentials()
    with chromium.new_context(base_url=product.url.replace("localhost", elsewhere)) as context:
        there = context.new_page()
        an_authenticator(there).receives(credential)
        there.goto("/sign-in")
        there.get_by_role("button", name="Use passkey").click()
        expect(there.get_by_role("alert")).to_contain_text("Passkeys do not work at this address")
        assert there.evaluate("fetch('/api/me').then((answer) => answer.status)") == 401


def test_a_phone_that_did_not_look_who_holds_it_is_refused(
    product: Product, phone: Callable[..., Page]
) -> None:
    lead, authenticator = a_lead(product, phone, "Nobody verified")
    sets_up_a_passkey(lead)
    signs_out(lead)
    authenticator.verifies(False)
    tries_to_sign_in(lead)
    expect(lead.page.get_by_role("alert")).to_contain_text("Nothing happened")

    def ask_for_less(route: Route, _: Request) -> None:
        ceremony = route.fetch().json()
        ceremony["options"]["userVerification"] = "discouraged"
        route.fulfill(json=ceremony)

    lead.page.route("**/api/sign-in/passkey/begin", ask_for_less)
    tries_to_sign_in(lead)
    is_refused(lead)


def test_a_removed_passkey_opens_nothing(product: Product, phone: Callable[..., Page]) -> None:
    lead, authenticator = a_lead(product, phone, "Removed")
    sets_up_a_passkey(lead)
    lead.page.get_by_role("button", name="Remove the passkey").tap()
    expect(lead.page.get_by_text("Passkey removed")).to_be_visible()
    assert len(authenticator.credentials()) == 1
    signs_out(lead)
    tries_to_sign_in(lead)
    is_refused(lead)


def test_a_weighty_step_asks_once_and_is_then_done(product: Product, phone: Callable[..., Page]) -> None:
    lead, _ = a_lead(product, phone, "Step up")
    sets_up_a_passkey(lead)
    in_the_database(product, "UPDATE device_session SET stepped_up_at = '2020-01-01 00:00:00.000000'")
    lead.page.get_by_role("button", name="Make a code").tap()
    dialog = lead.page.get_by_role("dialog", name="Is it you?")
    dialog.get_by_role("button", name="Not now").tap()
    expect(dialog).to_have_count(0)
    expect(lead.page.get_by_role("alert")).to_contain_text("needs your passkey")
    lead.page.get_by_role("button", name="Make a code").tap()
    lead.finds_no_barrier()
    dialog.get_by_role("button", name="Confirm").tap()
    expect(dialog).to_have_count(0)
    expect(lead.page.get_by_text(CODE).first).to_be_visible()


def test_a_printed_code_lets_its_owner_in_once_and_a_new_passkey_follows(
    product: Product, phone: Callable[..., Page]
) -> None:
    lead, _ = a_lead(product, phone, "Recovery")
    sets_up_a_passkey(lead)
    lead.page.get_by_role("button", name="Make a code").tap()
    code = lead.page.locator(".code-shown").first.inner_text()

    page = phone()
    an_authenticator(page)
    new = Holder("Ada", page)
    page.goto("/sign-in")
    page.get_by_text("I have a recovery code").tap()
    page.get_by_role("textbox", name="Recovery code").fill(code.lower())
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", name="Sign-in and recovery")).to_be_visible()
    page.get_by_role("button", name="Add another passkey").tap()
    expect(page.get_by_role("button", name="Remove the passkey")).to_have_count(2)
    new.finds_no_barrier()

    again = phone()
    again.goto("/sign-in")
    again.get_by_text("I have a recovery code").tap()
    again.get_by_role("textbox", name="Recovery code").fill(code)
    again.get_by_role("button", name="Sign in").tap()
    expect(again.get_by_role("alert")).to_contain_text("This code was not accepted")


LOOKS = [
    pytest.param("360-light-german", {"width_px": 360, "height_px": 640, "locale": "de-DE"}, id="german"),
    pytest.param("390-dark-arabic", {"locale": "ar-EG", "dark": True}, id="arabic"),
    pytest.param("390-light-english", {}, id="english"),
]


@pytest.mark.parametrize(("name", "shape"), LOOKS)
def test_how_it_looks(product: Product, phone: Callable[..., Page], name: str, shape: dict[str, Any]) -> None:
    page = phone(**shape)
    an_authenticator(page)
    stranger = Holder("Ada", page)
    page.goto("/")
    page.locator("a[href='/sign-in']").tap()
    expect(page.locator(".ways .button.primary")).to_be_visible()
    page.locator("summary").tap()
    stranger.looks(f"sign-in-{name}")
    stranger.finds_no_barrier()

    page.goto(product.admin_link(f"Looks {name}"))
    page.locator("input[type=text], input[name=name]").first.fill("Ada")
    page.locator("form button[type=submit]").tap()
    expect(page.locator(".update-offer")).to_be_visible()
    stranger.looks(f"protect-{name}")
    page.goto("/me/sign-in")
    page.locator(".panel .button.primary").tap()
    expect(page.locator(".passkey")).to_have_count(1)
    stranger.looks(f"passkeys-{name}")
    in_the_database(product, "UPDATE device_session SET stepped_up_at = '2020-01-01 00:00:00.000000'")
    page.locator("section[aria-labelledby=recovery-title] .button").tap()
    expect(page.locator("dialog[open]")).to_be_visible()
    stranger.looks(f"proof-{name}")
    page.locator("dialog .button.primary").tap()
    expect(page.locator(".code-shown").first).to_be_visible()
    page.locator(".code-shown").first.scroll_into_view_if_needed()
    stranger.looks(f"recovery-code-{name}")
    page.emulate_media(media="print")
    stranger.looks(f"recovery-paper-{name}")
    page.emulate_media(media="screen")
    stranger.finds_no_barrier()
