"""Objecting is as cheap as agreeing, a slip of the thumb is harmless, and a problem reaches its author."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import LONG, LOOKS, SEND_POST, inspect
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)

COUNT_TAPS = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1 }, true)"
AUTHOR_HEARS_WITHIN_MS = 5_000


def a_crew(product: Product, phone: Callable[..., Page], site: str) -> tuple[Holder, Holder]:
    maria = Holder("Maria", phone()).joins(product.admin_link(site))
    ben = Holder("Ben", phone(width_px=360, height_px=640)).joins(maria.invites())
    maria.page.evaluate(SEND_POST, "Use the hand truck today")
    expect(button(ben, "Got it")).to_be_visible()
    return maria, ben


def button(holder: Holder, name: str) -> Locator:
    return holder.page.locator("article").get_by_role("button", name=name, exact=True).first


def test_a_problem_takes_as_many_taps_as_got_it_and_reaches_its_author(
    product: Product, phone: Callable[..., Page]
) -> None:
    maria, ben = a_crew(product, phone, "Pier one")
    boxes = [button(ben, name).bounding_box() for name in ("Got it", "Problem")]
    got_it, problem = (box for box in boxes if box is not None)
    assert (got_it["width"], got_it["height"], got_it["y"]) == pytest.approx(
        (problem["width"], problem["height"], problem["y"])
    ), "two equal buttons, side by side"
    assert problem["width"] >= 96
    assert problem["height"] >= 48

    ben.page.evaluate(COUNT_TAPS)
    button(ben, "Problem").tap()
    assert ben.page.evaluate("window.taps") == 1
    line = maria.page.get_by_role("link", name=re.compile("1 of 1"))
    expect(line).to_be_visible(timeout=AUTHOR_HEARS_WITHIN_MS)

    # The microphone is on already: one more tap sends what was said.
    note = ben.page.locator(".answer-what .voice-note")
    expect(note).to_have_attribute("data-state", "recording")
    ben.looks("problem")
    ben.page.wait_for_timeout(3000)
    note.get_by_role("button", name=re.compile("^Send")).tap()
    expect(ben.page.get_by_role("button", name=re.compile("Problem.*saved", re.S)).first).to_be_visible()
    line.tap()
    expect(maria.page.get_by_role("slider", name="Voice note")).to_be_visible(timeout=60_000)


def test_a_slip_of_the_thumb_is_taken_back(product: Product, phone: Callable[..., Page]) -> None:
    maria, ben = a_crew(product, phone, "Pier two")
    button(ben, "Problem").tap()
    expect(maria.page.get_by_role("link", name=re.compile("1 of 1"))).to_be_visible()
    ben.page.get_by_role("button", name="Undo").tap()
    expect(button(ben, "Problem")).to_be_visible()
    expect(ben.page.locator(".voice-note")).to_have_count(0)
    expect(maria.page.get_by_role("link", name=re.compile("0 of 1"))).to_be_visible()

    button(ben, "Got it").tap()
    expect(ben.page.get_by_role("button", name=re.compile("Got it.*saved", re.S)).first).to_be_visible()
    expect(maria.page.get_by_role("link", name=re.compile("1 of 1"))).to_be_visible()
    ben.page.reload()
    expect(ben.page.get_by_role("button", name=re.compile("Got it.*saved", re.S)).first).to_be_visible()
    expect(ben.page.get_by_role("button", name="Undo")).to_have_count(0)


def test_without_a_signal_an_answer_and_its_undoing_keep_their_order(
    product: Product, phone: Callable[..., Page]
) -> None:
    maria, ben = a_crew(product, phone, "Pier three")
    ben.page.context.set_offline(True)
    button(ben, "Problem").tap()
    ben.page.get_by_role("button", name="Undo").tap()
    button(ben, "Got it").tap()
    expect(
        ben.page.get_by_role("button", name=re.compile("Got it.*on this phone", re.S)).first
    ).to_be_visible()
    ben.page.context.set_offline(False)
    expect(ben.page.get_by_role("button", name=re.compile("Got it.*saved", re.S)).first).to_be_visible()
    line = maria.page.get_by_role("link", name=re.compile("1 of 1"))
    expect(line).to_be_visible()
    board = maria.page.request.get(f"/api/posts/{_only_post(maria)}/board").json()
    assert [answer["kind"] for answer in board["answered"]] == ["got_it"]


def _only_post(holder: Holder) -> str:
    return str(holder.page.request.get("/api/posts").json()["posts"][0]["id"])


def test_the_way_back_does_not_lie_over_the_microphone(product: Product, phone: Callable[..., Page]) -> None:
    maria, ben = a_crew(product, phone, "Pier four")
    ben.page.goto(f"/post/{_only_post(maria)}")
    ben.page.get_by_role("button", name="Problem", exact=True).tap()
    send = ben.page.locator(".voice-note").get_by_role("button", name=re.compile("^Send"))
    expect(send).to_be_enabled()
    ben.looks("problem-on-post")
    undo, note = (
        spot.bounding_box() for spot in (ben.page.locator(".notice"), ben.page.locator(".answer-what"))
    )
    assert undo is not None
    assert note is not None
    assert undo["y"] + undo["height"] <= note["y"]


@pytest.mark.parametrize("look", LOOKS)
def test_answers_in_this_look(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    maria = Holder("Maria", phone()).joins(product.admin_link(f"Answers {name}"))
    ben = Holder("Ben", phone(**look))
    ben.page.goto(maria.invites())
    ben.page.get_by_role("textbox").fill(ben.name)
    ben.page.locator("form button[type=submit]").tap()
    ben.page.locator("nav").wait_for()
    maria.page.evaluate(SEND_POST, LONG[look["locale"]])
    ben.page.locator(".answer-pair").wait_for()
    inspect(ben, f"answer-{name}")
    ben.page.locator('[data-kind="problem"]').tap()
    ben.page.locator('.voice-note[data-state="recording"]').wait_for()
    inspect(ben, f"answer-problem-{name}")
