"""Without signal: the feed is there, Got it is kept, and it arrives once the signal is back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import SEND_POST
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)


def test_an_answer_given_in_the_basement_arrives_when_the_signal_is_back(
    product: Product, phone: Callable[..., Page]
) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Basement"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    post_id = maria.page.evaluate(SEND_POST, "The goods lift is locked until noon")
    expect(ben.card("Maria")).to_be_visible()
    ben.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    ben.page.context.set_offline(True)
    ben.page.reload()
    expect(ben.card("Maria")).to_contain_text("goods lift")
    ben.card("Maria").get_by_role("button", name="Got it").tap()
    expect(ben.page.get_by_text(re.compile("on this phone", re.I)).first).to_be_visible()
    ben.looks("offline")
    ben.page.reload()
    expect(ben.page.get_by_text(re.compile("on this phone", re.I)).first).to_be_visible()

    ben.page.context.set_offline(False)
    expect(ben.page.get_by_text(re.compile("saved")).first).to_be_visible()
    board = maria.page.request.get(f"/api/posts/{post_id}/board").json()
    assert [answer["person"]["name"] for answer in board["answered"]] == ["Ben"]


def test_the_app_can_be_installed(product: Product, phone: Callable[..., Page]) -> None:
    page = phone()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    # A browser profile that leaves no trace may not install anything; that is not about us.
    told = [
        error["errorId"] for error in errors["installabilityErrors"] if error["errorId"] != "in-incognito"
    ]
    assert told == []
