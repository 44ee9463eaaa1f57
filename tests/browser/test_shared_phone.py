"""Two people, one tablet: each answer under its owner, and nothing of the one for the other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.shared_phone import (
    PINS,
    SEND_POST_TO,
    Tablet,
    crew_of_two,
    enrol_link,
    second_team,
    wait_for,
)
from tests.browser.test_looks import SEND_POST
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)

FORKLIFT, DOCK = "Forklift 2 is down", "Dock 4 opens at noon"
SECRET = "Canary: my knee hurts again"


@pytest.fixture
def lead(product: Product, phone: Callable[..., Page], request: pytest.FixtureRequest) -> Holder:
    maria = Holder("Maria", phone()).joins(product.admin_link(request.node.name[:40]))
    crew_of_two(maria)
    return maria


@pytest.fixture
def tablet(lead: Holder, phone: Callable[..., Page]) -> Tablet:
    page = phone(width_px=800, height_px=1280)
    page.goto(enrol_link(lead))
    page.get_by_role("button", name="Share this phone").tap()
    expect(page.locator(".tile")).to_have_count(3)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return Tablet(page)


def test_each_answer_given_without_signal_arrives_under_its_owner(lead: Holder, tablet: Tablet) -> None:
    posts = [lead.page.evaluate(SEND_POST, text) for text in (FORKLIFT, DOCK)]
    tablet.opens_once("Ben", sees=DOCK)
    tablet.opens_once("Ana", sees=DOCK, stays=True)

    # The network goes while Ana is there. She answers, and says something that is for the lead alone.
    tablet.page.context.set_offline(True)
    tablet.got_it(FORKLIFT)
    tablet.replies(FORKLIFT, SECRET)
    tablet.lock()
    expect(tablet.page.get_by_text("2 things go out when there is signal")).to_be_visible()
    tablet.unlock("Ben")
    tablet.got_it(DOCK)
    assert "Canary" not in tablet.holds()

    # The network is back: what Ana left goes out sealed, and Ben is signed in with the PIN he typed.
    tablet.page.context.set_offline(False)
    expect(tablet.card(DOCK).get_by_role("button", name="saved")).to_be_visible()
    wanted = {FORKLIFT: ["Ana"], DOCK: ["Ben"]}
    by_text = dict(zip((FORKLIFT, DOCK), posts, strict=True))
    wait_for(lead.page, lambda: {text: answered(lead, post) for text, post in by_text.items()}, wanted)
    replies = lead.page.request.get(f"/api/posts/{posts[0]}").json()["replies"]
    assert [(reply["author"]["name"], reply["text"]) for reply in replies] == [("Ana", SECRET)]
    assert "Canary" in tablet.holds(), "Ben sees the reply under the post, as everybody does"
    assert tablet.page.request.get("/api/me").json()["person"]["name"] == "Ben"


def test_the_next_person_reads_nothing_of_the_one_before(lead: Holder, tablet: Tablet) -> None:
    night = second_team(lead)
    lead.page.evaluate(SEND_POST_TO, [night, f"{SECRET}, says the night crew"])
    lead.page.evaluate(SEND_POST, DOCK)
    tablet.unlock("Ana")
    expect(tablet.page.get_by_text(SECRET)).to_be_visible()
    tablet.page.get_by_role("article").filter(has_text=SECRET).get_by_role("link", name="Reply").tap()
    tablet.page.get_by_role("textbox").last.fill(f"{SECRET}, half typed")
    assert "Canary" in tablet.holds()
    tablet.lock()
    assert "Canary" not in tablet.holds()

    # Behind the back button there is the same locked door.
    tablet.page.evaluate("setTimeout(() => history.back(), 0)")
    tablet.page.wait_for_timeout(1000)
    tablet.shows_the_crew()
    assert "Canary" not in tablet.holds()
    tablet.unlock("Ben")
    expect(tablet.page.get_by_text(DOCK)).to_be_visible()
    assert "Canary" not in tablet.holds()
    tablet.page.reload()
    tablet.shows_the_crew()
    assert "Ben" in tablet.holds(), "his tile"


def test_a_phone_that_dies_while_somebody_is_there_wakes_up_locked(lead: Holder, tablet: Tablet) -> None:
    post = lead.page.evaluate(SEND_POST, FORKLIFT)
    tablet.opens_once("Ana", sees=FORKLIFT, stays=True)
    tablet.page.context.set_offline(True)
    tablet.got_it(FORKLIFT)
    tablet.replies(FORKLIFT, SECRET)
    assert "Canary" in tablet.holds()

    context = tablet.page.context
    tablet.page.close()
    reopened = Tablet(context.new_page())
    reopened.page.goto("/post/0192f000-0000-7000-8000-000000000001")
    reopened.shows_the_crew()
    assert "Canary" not in reopened.holds()
    assert "/post/" not in reopened.page.url
    expect(reopened.page.get_by_text("2 things go out when there is signal")).to_be_visible()

    # Ana finds what she did as she left it.
    reopened.unlock("Ana")
    expect(reopened.card(FORKLIFT).get_by_role("button", name="on this phone")).to_be_visible()
    reopened.lock()
    context.set_offline(False)
    wait_for(lead.page, lambda: answered(lead, post), ["Ana"])
    wait_for(lead.page, lambda: context.request.get("/api/me").status, 401)


def test_a_recording_that_was_not_sent_waits_sealed_for_its_owner(lead: Holder, tablet: Tablet) -> None:
    post = lead.page.evaluate(SEND_POST, FORKLIFT)
    tablet.opens_once("Ana", sees=FORKLIFT, stays=True)
    tablet.page.context.set_offline(True)
    tablet.card(FORKLIFT).get_by_role("link", name="Reply").tap()
    tablet.page.get_by_role("button", name=re.compile("voice", re.I)).first.tap()
    tablet.page.wait_for_timeout(3000)
    tablet.page.get_by_role("button", name=re.compile("^Send")).last.tap()
    expect(tablet.page.get_by_text("Voice note")).to_be_visible()
    assert not re.search("ftyp|webm", tablet.recorded_bytes()), "the recording lies open"
    tablet.lock()
    expect(tablet.page.get_by_text("2 things wait until whoever made them")).to_be_visible()

    # Ben's turn sends nothing of it, and leaves it alone.
    tablet.page.context.set_offline(False)
    tablet.unlock("Ben")
    tablet.page.wait_for_timeout(1500)
    tablet.lock()
    assert lead.page.request.get(f"/api/posts/{post}").json()["replies"] == []

    tablet.unlock("Ana")
    wait_for(lead.page, lambda: authors_of_replies(lead, post), ["Ana"])
    tablet.lock()
    expect(tablet.page.get_by_text("wait until whoever made them")).to_be_hidden()


def authors_of_replies(lead: Holder, post_id: str) -> list[str]:
    replies = lead.page.request.get(f"/api/posts/{post_id}").json()["replies"]
    return [reply["author"]["name"] for reply in replies]


def test_wrong_pins_without_signal_are_counted(lead: Holder, tablet: Tablet) -> None:
    lead.page.evaluate(SEND_POST, FORKLIFT)
    tablet.opens_once("Ana", sees=FORKLIFT)
    tablet.page.context.set_offline(True)
    tablet.tap_tile("Ben")
    tablet.type_pin("111119")
    tablet.page.get_by_role("button", name="Open", exact=True).tap()
    expect(tablet.page.get_by_text("This needs signal once")).to_be_visible()
    tablet.page.get_by_role("button", name="Back").tap()
    tablet.tap_tile("Ana")
    for left in ("4 more tries", "3 more tries", "2 more tries", "1 more try", "takes a while"):
        tablet.type_pin("111119")
        tablet.page.get_by_role("button", name="Open", exact=True).tap()
        expect(tablet.page.get_by_text(left)).to_be_visible()
    tablet.type_pin(PINS["Ana"])
    tablet.page.get_by_role("button", name="Open", exact=True).tap()
    expect(tablet.page.get_by_text("With signal it goes on")).to_be_visible()
    tablet.page.context.set_offline(False)
    tablet.type_pin(PINS["Ana"])
    tablet.page.get_by_role("button", name="Open", exact=True).tap()
    expect(tablet.page.get_by_role("heading", name="Feed")).to_be_visible()


def test_a_first_pin_is_chosen_with_a_leads_code(lead: Holder, tablet: Tablet) -> None:
    me = lead.page.request.get("/api/me").json()["person"]["id"]
    code = lead.page.request.post(f"/api/people/{me}/pin-code").json()["code"]
    tablet.tap_tile("Maria")
    tablet.page.get_by_label("Code from your lead").fill(code.lower().replace("-", " "))
    tablet.page.get_by_role("button", name="Continue").tap()
    for pin in ("48291536", "48291536"):
        tablet.type_pin(pin)
        tablet.page.get_by_role("button", name="Open", exact=True).tap()
        tablet.page.wait_for_timeout(300)
    expect(tablet.page.get_by_role("heading", name="Feed")).to_be_visible()


def test_a_phone_that_nobody_touches_asks_and_locks(lead: Holder, tablet: Tablet) -> None:
    tablet.page.clock.install()
    tablet.page.reload()
    tablet.unlock("Ana")
    tablet.page.clock.fast_forward(110_000)
    expect(tablet.page.get_by_text("Still there?")).to_be_visible()
    tablet.page.get_by_role("button", name="I am here").tap()
    expect(tablet.page.get_by_text("Still there?")).to_be_hidden()
    tablet.page.clock.fast_forward(125_000)
    tablet.shows_the_crew()


def answered(lead: Holder, post_id: str) -> list[str]:
    board = lead.page.request.get(f"/api/posts/{post_id}/board").json()
    return [answer["person"]["name"] for answer in board["answered"]]
