"""Every screen in every look: nothing overhangs, axe finds no barrier, and a picture is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)

LONG = {
    "en-GB": "Forklift 2 is down. Use the hand truck until the late shift.",
    "de-DE": "Gabelstaplerwartungsverzögerung: ausschließlich Handhubwagen der Kühlraumabteilung benutzen.",
    "ar": "الرافعة الشوكية رقم 2 معطلة، استخدموا العربة اليدوية حتى وردية المساء من فضلكم.",
}
LOOKS = [
    pytest.param({"width_px": 360, "height_px": 640, "locale": "de-DE"}, id="360-light-german"),
    pytest.param({"width_px": 390, "height_px": 844, "locale": "de-DE", "dark": True}, id="390-dark-german"),
    pytest.param({"width_px": 360, "height_px": 640, "locale": "ar", "dark": True}, id="360-dark-arabic"),
    pytest.param({"width_px": 390, "height_px": 844, "locale": "ar"}, id="390-light-arabic"),
    pytest.param({"width_px": 320, "height_px": 568, "locale": "en-GB"}, id="320-light-english"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_in_this_look(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    lead = Holder("Maximiliane Freifrau von Hohenstein", phone(**look))
    lead.page.goto(product.admin_link(f"Looks {name}"))
    lead.page.get_by_role("textbox").fill(lead.name)
    inspect(lead, f"join-{name}")
    lead.page.locator("form button[type=submit]").tap()
    lead.page.locator("nav").wait_for()
    inspect(lead, f"empty-{name}")
    post_id = lead.page.evaluate(SEND_POST, LONG[look["locale"]])
    expect(lead.page.locator("article").first).to_be_visible()

    worker = Holder("Okonkwo-Bartholomew Nnamdi", phone(**look))
    worker.page.goto(lead.invites())
    worker.page.get_by_role("textbox").fill(worker.name)
    worker.page.locator("form button[type=submit]").tap()
    lead.page.evaluate(SEND_POST, LONG[look["locale"]])
    expect(worker.page.locator("article button").first).to_be_visible()
    inspect(worker, f"feed-{name}")

    team_id = lead.page.request.get("/api/me").json()["teams"][0]["id"]
    screens = {"post": f"/post/{post_id}", "record": "/record", "team": f"/team/{team_id}", "me": "/me"}
    for screen, path in screens.items():
        lead.page.goto(path)
        lead.page.locator("h1").wait_for()
        inspect(lead, f"{screen}-{name}")


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_about_people_in_this_look(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    lead = Holder("Maximiliane Freifrau von Hohenstein", phone(**look))
    lead.page.goto(product.admin_link(f"People {name}"))
    lead.page.get_by_role("textbox").fill(lead.name)
    lead.page.locator("form button[type=submit]").tap()
    lead.page.locator("nav").wait_for()
    waiting = Holder("Okonkwo-Bartholomew Nnamdi", phone(**look))
    waiting.page.goto(lead.invites("poster"))
    waiting.page.get_by_role("textbox").fill(waiting.name)
    waiting.page.locator("details.more summary").tap()
    inspect(waiting, f"join-pin-{name}")
    waiting.page.locator("form button[type=submit]").tap()
    waiting.page.locator(".pending-sign").wait_for()
    inspect(waiting, f"pending-{name}")

    me = lead.page.request.get("/api/me").json()
    team = me["teams"][0]
    form = {"name": waiting.name, "language": "ar", "team_id": team["id"], "role": "worker"}
    person = lead.page.request.post("/api/people", data=form).json()
    screens = {
        "teams": "/team",
        "waiting": f"/team/{team['id']}",
        "codes": f"/team/{team['id']}/codes",
        "people": "/people",
        "person": f"/people/{person['id']}",
        "admin": "/admin",
        "site": f"/admin/site/{team['site']['id']}",
    }
    for screen, path in screens.items():
        lead.page.goto(path)
        lead.page.locator("main .row, main .panel").first.wait_for()
        expect(lead.page.locator("main .waiting")).to_have_count(0)
        inspect(lead, f"{screen}-{name}")
    lead.page.goto(screens["person"])
    lead.page.locator(".panel .button:has(.icon)").first.tap()
    lead.page.locator(".qr img").wait_for()
    inspect(lead, f"code-{name}")


SEND_POST = """async (text) => {
  const me = await (await fetch("/api/me")).json();
  const answer = await fetch("/api/posts", {
    method: "POST",
    headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},
    body: JSON.stringify({team_id: me.teams[0].id, text, clip_id: null, ask: "acknowledge"}),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).id;
}"""


def inspect(holder: Holder, name: str) -> None:
    holder.looks(name)
    holder.finds_no_barrier()
