"""Nobody has to answer everything: a lead says who must, and sees how many that is before sending."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import LONG, LOOKS, SEND_POST, inspect
from tests.browser.words import Holder

# As much as a shift may ask of anybody, read aloud.
A_WHOLE_SHIFT = " ".join(["word"] * 225)
pytestmark = pytest.mark.timeout(240)


def test_who_was_not_named_reads_it_and_owes_nothing(product: Product, phone: Callable[..., Page]) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Mole one"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    ana = Holder("Ana", phone()).joins(maria.invites())
    writes(maria, "Check the seal of gate B")
    foot = maria.page.locator(".compose-foot")
    expect(foot).to_contain_text("asks 2 of them")
    maria.page.get_by_text("By name", exact=True).tap()
    send = foot.get_by_role("button", name="Send")
    expect(send).to_be_disabled()
    maria.page.get_by_label("Ben").check()
    expect(foot).to_contain_text("asks 1 of them")
    send.tap()

    expect(ben.card("Maria").get_by_role("button", name="Got it")).to_be_visible()
    expect(ana.card("Maria")).to_contain_text("Check the seal of gate B")
    expect(ana.card("Maria").get_by_role("button", name="Got it")).to_have_count(0)
    expect(maria.page.get_by_role("link", name="0 of 1")).to_be_visible()


def test_whoever_is_on_shift_is_asked(product: Product, phone: Callable[..., Page]) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Mole two"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    writes(maria, "The lift at gate C is back")
    maria.page.get_by_text("On shift now", exact=True).tap()
    expect(maria.page.locator(".compose-foot")).to_contain_text("asks 1 of them")
    expect(maria.page.get_by_text("It takes each of them 3 seconds of their shift")).to_be_visible()
    maria.page.get_by_role("button", name="Send").tap()
    expect(ben.card("Maria").get_by_role("button", name="Got it")).to_be_visible()


def test_whoever_has_no_time_left_is_named_before_it_is_sent(
    product: Product, phone: Callable[..., Page]
) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Mole three"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    maria.page.evaluate(SEND_POST, A_WHOLE_SHIFT)
    expect(ben.card("Maria").get_by_role("button", name="Got it")).to_be_visible()
    writes(maria, "One more thing")
    expect(maria.page.get_by_text("No time left this shift: Ben")).to_be_visible()
    expect(maria.page.locator(".compose-foot")).to_contain_text("asks nobody")


def test_without_a_signal_it_is_sent_without_a_forecast(product: Product, phone: Callable[..., Page]) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Mole four"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    maria.page.get_by_role("link", name="Record", exact=True).tap()
    maria.page.get_by_text("Text", exact=True).tap()
    foot = maria.page.locator(".compose-foot")
    expect(foot).to_contain_text("asks 1 of them")
    maria.page.context.set_offline(True)
    maria.page.get_by_label("Message").fill("Gate D stays shut")
    expect(foot).to_contain_text("asks 1 of them")
    maria.page.get_by_role("button", name="Send").tap()
    maria.page.context.set_offline(False)
    expect(ben.card("Maria").get_by_role("button", name="Got it")).to_be_visible()


def writes(holder: Holder, text: str) -> None:
    holder.page.get_by_role("link", name="Record", exact=True).tap()
    holder.page.get_by_text("Text", exact=True).tap()
    holder.page.get_by_label("Message").fill(text)


@pytest.mark.parametrize("look", LOOKS)
def test_who_must_answer_in_this_look(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    lead = Holder("Maximiliane Freifrau von Hohenstein", phone(**look))
    lead.page.goto(product.admin_link(f"Compose {name}"))
    lead.page.get_by_role("textbox").fill(lead.name)
    lead.page.locator("form button[type=submit]").tap()
    lead.page.locator("nav").wait_for()
    Holder("Okonkwo-Bartholomew Nnamdi", phone()).joins(lead.invites())
    lead.page.evaluate(SEND_POST, A_WHOLE_SHIFT)
    lead.page.goto("/record")
    lead.page.locator(".mode-tabs label, .mode-tabs button").last.tap()
    lead.page.locator("textarea").fill(LONG[look["locale"]])
    lead.page.locator("label:has(input[name=to])").last.tap()
    lead.page.locator(".compose-name input").first.check()
    lead.page.locator(".compose-over").wait_for()
    inspect(lead, f"compose-names-{name}")
