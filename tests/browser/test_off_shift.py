"""An evening at home: what Ben does is his until his shift starts, the phone says so, and he may choose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import SEND_POST
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)

LOOKS = [
    pytest.param({"width_px": 360, "height_px": 640, "locale": "de-DE"}, id="360-light-german"),
    pytest.param({"width_px": 390, "height_px": 844, "locale": "ar", "dark": True}, id="390-dark-arabic"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_what_ben_does_in_the_evening_is_his_until_morning_or_until_he_says_so(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    lead, ben = Holder("Maria", phone(**look)), Holder("Ben", phone(**look))
    for holder, link in ((lead, product.admin_link(f"Evening {name}")), (ben, "")):
        holder.page.goto(link or lead.invites())
        holder.page.get_by_role("textbox").fill(holder.name)
        holder.page.locator("form button[type=submit]").tap()
        holder.page.locator("nav").wait_for()
    plan(lead, ben)
    post_id = lead.page.evaluate(SEND_POST, "Forklift 2 is down")

    ben.page.goto(f"/post/{post_id}")
    ben.page.locator('.got-it-button[data-kind="got_it"]').tap()
    expect(ben.page.locator(".got-it .off-shift-note")).to_be_visible()
    ben.page.locator(".reply-input").fill("I have the key in my locker")
    ben.page.locator(".reply-bar button[type=submit]").tap()
    held = ben.page.locator(".reply .off-shift")
    expect(held).to_be_visible()
    held.scroll_into_view_if_needed()
    ben.looks(f"off-shift-{name}")
    ben.finds_no_barrier()
    ben.page.evaluate(SEND_POST, "Who takes my Friday?")
    ben.page.goto("/")
    expect(ben.page.locator(".outgoing .off-shift")).to_be_visible()
    ben.looks(f"off-shift-feed-{name}")
    ben.finds_no_barrier()

    lead.page.goto(f"/post/{post_id}")
    expect(lead.page.locator(".reply-bar")).to_be_visible()
    assert lead.page.locator(".reply").count() == 0
    ben.page.goto(f"/post/{post_id}")
    ben.page.locator(".reply .off-shift button").tap()
    expect(ben.page.locator(".reply .off-shift")).to_have_count(0)
    expect(ben.page.locator(".reply .off-shift-note")).to_have_count(0)
    expect(lead.page.locator(".reply")).to_have_count(1)
    expect(ben.page.locator(".got-it .off-shift-note")).to_be_visible()


def plan(lead: Holder, ben: Holder) -> None:
    me = ben.page.request.get("/api/me").json()
    tomorrow = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=9)
    shift = {
        "person_id": me["person"]["id"],
        "starts_at": tomorrow.isoformat(),
        "ends_at": (tomorrow + timedelta(hours=8)).isoformat(),
    }
    made = lead.page.request.post(f"/api/teams/{me['teams'][0]['id']}/shifts", data=shift)
    assert made.status == 201, made.text()
