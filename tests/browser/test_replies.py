"""Replies straight from the card: a finger held on the microphone, and a photo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import SEND_POST
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)
ARRIVES_WITHIN_MS = 60_000


def a_crew(product: Product, phone: Callable[..., Page], site: str) -> tuple[Holder, Holder]:
    maria = Holder("Maria", phone()).joins(product.admin_link(site))
    ben = Holder("Ben", phone(width_px=360, height_px=640)).joins(maria.invites())
    maria.page.evaluate(SEND_POST, "What do you see at gate B?")
    expect(ben.card("Maria")).to_be_visible()
    return maria, ben


def test_a_finger_stays_on_the_microphone_and_is_let_go_to_send(
    product: Product, phone: Callable[..., Page]
) -> None:
    maria, ben = a_crew(product, phone, "Quay one")
    box = ben.card("Maria").get_by_role("button", name=re.compile("voice", re.I)).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    finger = ben.page.context.new_cdp_session(ben.page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(ben.page.get_by_text("Let go to send")).to_be_visible()
    ben.page.wait_for_timeout(3000)
    ben.looks("reply-held")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(ben.page.locator(".voice-note")).to_have_count(0)
    maria.card("You").get_by_role("link", name=re.compile("Repl")).tap()
    expect(maria.page.get_by_role("slider", name="Voice note")).to_be_visible(timeout=ARRIVES_WITHIN_MS)


def test_a_tap_leaves_both_hands_free(product: Product, phone: Callable[..., Page]) -> None:
    maria, ben = a_crew(product, phone, "Quay two")
    ben.card("Maria").get_by_role("button", name=re.compile("voice", re.I)).tap()
    note = ben.card("Maria").locator(".voice-note")
    expect(note).to_have_attribute("data-state", "recording")
    expect(ben.page.get_by_text("Let go to send")).to_have_count(0)
    ben.page.wait_for_timeout(3000)
    note.get_by_role("button", name=re.compile("^Send")).tap()
    expect(ben.card("Maria").get_by_role("link", name=re.compile("1 repl"))).to_be_visible()
    maria.card("You").get_by_role("link", name=re.compile("Repl")).tap()
    expect(maria.page.get_by_role("slider", name="Voice note")).to_be_visible(timeout=ARRIVES_WITHIN_MS)


def test_a_photo_answers_what_do_you_see(
    product: Product, phone: Callable[..., Page], tmp_path: Path
) -> None:
    maria, ben = a_crew(product, phone, "Quay three")
    Image.effect_noise((640, 480), 80).convert("RGB").save(tmp_path / "gate.jpg")
    ben.card("Maria").get_by_role("link", name="Reply").tap()
    ben.page.get_by_label("Reply with a photo").set_input_files(tmp_path / "gate.jpg")
    expect(ben.page.locator(".reply-list > *")).to_have_count(1)
    ben.looks("reply-photo")
    maria.card("You").get_by_role("link", name=re.compile("Repl")).tap()
    expect(maria.page.locator(".reply-list img:not(.avatar)").first).to_be_visible(timeout=ARRIVES_WITHIN_MS)
    maria.looks("reply-photo-seen")
