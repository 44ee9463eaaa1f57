"""The main job: one phone records, another sees it captioned and acknowledges, the lead sees the count."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Scene
from tests.browser.product import Product
from tests.browser.words import CAPTION_LIMIT_MS, Holder, words_of

pytestmark = pytest.mark.timeout(240)
# Long enough for the fake microphone to say its sentence once, wherever it begins.
CLIP_S = 8
COUNT_TAPS = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1 }, true)"


def test_a_clip_reaches_the_crew_captioned_and_is_acknowledged_in_two_taps(
    product: Product, scene: Scene, phone: Callable[..., Page]
) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Harbour"))
    ben = Holder("Ben", phone(width_px=360, height_px=640)).joins(maria.invites())
    ana = Holder("Ana", phone(dark=True)).joins(maria.invites())

    maria.films(seconds=CLIP_S)
    maria.looks("compose")
    maria.sends("Forklift 2 is down, use the hand truck")

    # It arrives by itself, asks for an answer, and says what was said.
    card = ben.card("Maria")
    expect(card.get_by_role("button", name="Got it")).to_be_visible()
    expect(card).to_contain_text("Forklift 2 is down")
    post_path = card.get_by_role("link", name=re.compile("Maria")).get_attribute("href")
    assert post_path
    ana.page.goto(post_path)
    read = captions_read(ana)
    missing = set(words_of(scene.words)) - read
    assert len(missing) <= 1, f"the captions lack {missing}: {read}"
    ana.looks("post-dark")
    ben.looks("card")

    # A notification opens the post; from there it is one tap more, counted by the browser.
    ben.page.add_init_script(COUNT_TAPS)
    ben.page.goto(post_path)
    ben.page.get_by_role("button", name="Got it").first.tap()
    expect(ben.page.get_by_role("button", name=re.compile("Got it.*saved", re.S)).first).to_be_visible()
    assert ben.page.evaluate("window.taps") == 1
    ben.looks("acknowledged")

    # The lead's screen counts by itself and names who is missing.
    line = maria.page.get_by_role("link", name=re.compile("1 of 2"))
    expect(line).to_be_visible()
    maria.looks("lead")
    line.tap()
    expect(maria.page.get_by_text("Ana", exact=True).first).to_be_visible()
    maria.looks("board")


def captions_read(holder: Holder) -> set[str]:
    """Every word a person reads under the picture while the clip plays through, sound off."""
    expect(holder.page.locator(".caption-line").first).to_be_visible(timeout=CAPTION_LIMIT_MS)
    read = holder.page.evaluate(
        """async (lastsMs) => {
             const lines = new Set();
             for (const end = performance.now() + lastsMs; performance.now() < end; ) {
               document.querySelectorAll(".caption-line").forEach((line) => lines.add(line.textContent));
               await new Promise((go) => setTimeout(go, 100));
             }
             return [...lines].join(" ");
           }""",
        CLIP_S * 1500,
    )
    return set(words_of(read))


def test_a_reply_by_voice_and_by_text_comes_back(product: Product, phone: Callable[..., Page]) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Cold store"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    maria.page.get_by_role("link", name="Record", exact=True).tap()
    maria.page.get_by_text("Text", exact=True).tap()
    maria.sends("Who has the key to the cold room?")

    ben.card("Maria").get_by_role("link", name="Reply").tap()
    ben.page.get_by_role("button", name=re.compile("voice", re.I)).first.tap()
    ben.page.wait_for_timeout(4000)
    ben.looks("voice-note")
    ben.page.get_by_role("button", name=re.compile("^Send")).last.tap()
    ben.page.get_by_role("textbox").last.fill("It hangs behind the door")
    ben.page.get_by_role("button", name=re.compile("^Send")).last.tap()

    maria.card("You").get_by_role("link", name=re.compile("Repl")).tap()
    expect(maria.page.get_by_text("It hangs behind the door")).to_be_visible()
    expect(maria.page.get_by_role("slider", name="Voice note")).to_be_visible()
    expect(maria.page.get_by_text(re.compile("brown fox"))).to_be_visible()
    maria.looks("replies")
