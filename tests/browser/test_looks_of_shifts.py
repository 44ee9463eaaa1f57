"""Search, the brief and the handover in every look."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import LONG, LOOKS, SEND_POST, inspect
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)

OBJECT = """async () => {
  const {posts} = await (await fetch("/api/posts")).json();
  for (const [index, post] of posts.entries()) {
    if (!post.asked || index > 0) continue;
    const answer = await fetch(`/api/posts/${post.id}/answer`, {
      method: "POST",
      headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},
      body: JSON.stringify({version: post.version, answer: "problem"}),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_found_gone_through_and_handed_over_in_this_look(
    product: Product, phone: Callable[..., Page], look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    lead = Holder("Maximiliane Freifrau von Hohenstein", phone(**look))
    lead.page.goto(product.admin_link(f"Shifts {name}"))
    lead.page.get_by_role("textbox").fill(lead.name)
    lead.page.locator("form button[type=submit]").tap()
    lead.page.locator("nav").wait_for()
    worker = Holder("Okonkwo-Bartholomew Nnamdi", phone(**look))
    worker.page.goto(lead.invites())
    worker.page.get_by_role("textbox").fill(worker.name)
    worker.page.locator("form button[type=submit]").tap()
    worker.page.locator("nav").wait_for()
    text = LONG[look["locale"]]
    for number in range(3):
        lead.page.evaluate(SEND_POST, f"{number} {text}")
    worker.page.evaluate(SEND_POST, text)
    expect(worker.page.locator("article")).to_have_count(4)
    inspect(worker, f"feed-with-brief-{name}")

    worker.page.goto("/brief")
    expect(worker.page.locator("article")).to_have_count(1)
    inspect(worker, f"brief-{name}")
    worker.page.locator(".page-bar .button").tap()
    expect(worker.page.locator("progress")).to_have_js_property("value", 2)

    worker.page.goto("/search")
    inspect(worker, f"search-empty-{name}")
    worker.page.get_by_role("searchbox").fill(text.split()[1][:5])
    expect(worker.page.locator(".hit")).to_have_count(4)
    inspect(worker, f"search-{name}")
    worker.page.locator(".hit").first.tap()
    worker.page.locator(".card-open").wait_for()

    worker.page.evaluate(OBJECT)
    team_id = lead.page.request.get("/api/me").json()["teams"][0]["id"]
    lead.page.goto(f"/team/{team_id}/handover")
    expect(lead.page.locator(".handover-item")).to_have_count(4)
    inspect(lead, f"handover-{name}")
    lead.page.locator(".page-bar .button.primary").tap()
    expect(lead.page.locator(".page-bar")).to_have_count(0)
