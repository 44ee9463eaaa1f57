"""A tablet that a crew shares, and what its holders do on it: only what can be seen and tapped."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.words import Holder

PINS = {"Ana": "482915", "Ben": "730264"}


@dataclass(frozen=True)
class Tablet:
    page: Page

    def shows_the_crew(self) -> None:
        expect(self.page.locator(".tile").first).to_be_visible()

    def tap_tile(self, name: str) -> None:
        self.page.locator(".tile", has_text=name).tap()

    def type_pin(self, pin: str) -> None:
        for digit in pin:
            self.page.get_by_role("button", name=digit, exact=True).tap()

    def unlock(self, name: str) -> None:
        """Two taps and a PIN."""
        self.tap_tile(name)
        self.type_pin(PINS[name])
        self.page.get_by_role("button", name="Open", exact=True).tap()
        expect(self.page.get_by_role("heading", name="Feed")).to_be_visible()

    def lock(self) -> None:
        self.page.locator(".lock-control").tap()
        self.shows_the_crew()

    def opens_once(self, name: str, *, sees: str, stays: bool = False) -> None:
        """For the first time, with signal, so that the phone has their copy from then on."""
        before = self.count_copies()
        self.unlock(name)
        expect(self.page.get_by_text(sees)).to_be_visible()
        # Their copy is closed a moment after it came.
        wait_for(self.page, self.count_copies, before + 1)
        if not stays:
            self.lock()

    def card(self, text: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text)

    def got_it(self, text: str) -> None:
        self.card(text).get_by_role("button", name="Got it").tap()
        expect(self.card(text).get_by_role("button", name="on this phone")).to_be_visible()

    def replies(self, text: str, words: str) -> None:
        self.card(text).get_by_role("link", name="Reply").tap()
        self.page.get_by_role("textbox").last.fill(words)
        self.page.get_by_role("button", name="Send reply").tap()
        expect(self.page.get_by_text(words)).to_be_visible()

    def count_copies(self) -> int:
        lockers = self.page.evaluate(READ_EVERYTHING)["databases"]["twotap-lockers/lockers"]["values"]
        return sum(locker["copy"] is not None for locker in lockers)

    def recorded_bytes(self) -> str:
        """What lies in the outbox's chunks, as letters."""
        return json.dumps(self.page.evaluate(READ_EVERYTHING)["databases"]["twotap-shared-outbox/chunks"])

    def holds(self) -> str:
        """Everything that a script on this page can read, as one text."""
        held: dict[str, Any] = self.page.evaluate(READ_EVERYTHING)
        return json.dumps(held, ensure_ascii=False)


def crew_of_two(lead: Holder) -> None:
    """Ana and Ben join on a phone of their own, and set the PIN they will use on the tablet."""
    link = lead.invites()
    for name, pin in PINS.items():
        browser = lead.page.context.browser
        assert browser is not None
        own = browser.new_context(base_url=lead.page.url.partition("/feed")[0])
        answer = own.request.post(
            "/api/join",
            data={
                "token": link.split("#", 1)[1],
                "name": name,
                "language": "en",
                "device_label": "Phone",
                "pin": pin,
            },
        )
        assert answer.status == 201, answer.text()
        own.close()


def enrol_link(lead: Holder) -> str:
    team = lead.page.request.get("/api/me").json()["teams"][0]["id"]
    form = {"kind": "device", "role": "worker", "uses_max": 1, "expires_in_s": 900}
    answer = lead.page.request.post(f"/api/teams/{team}/invites", data=form)
    assert answer.status == 201, answer.text()
    return "/enrol#" + str(answer.json()["url"]).split("#", 1)[1]


def second_team(lead: Holder) -> str:
    """A team that the lead and Ana are in, and Ben is not."""
    http = lead.page.request
    me = http.get("/api/me").json()
    first = me["teams"][0]
    made = http.post("/api/teams", data={"name": "Night crew", "site_id": first["site"]["id"]}).json()
    members = http.get(f"/api/teams/{first['id']}/members").json()
    ana = next(member["person"]["id"] for member in members if member["person"]["name"] == "Ana")
    form = {"scope": "team", "id": made["id"], "role": "worker"}
    answer = http.put(f"/api/people/{ana}/roles", data=form)
    assert answer.ok, answer.text()
    return str(made["id"])


def wait_for(page: Page, look: Callable[[], object], wanted: object, *, within_s: float = 45) -> None:
    ends_at = time.monotonic() + within_s
    while (seen := look()) != wanted:
        assert time.monotonic() < ends_at, seen
        page.wait_for_timeout(300)


SEND_POST_TO = """async ([teamId, text]) => {
  const answer = await fetch("/api/posts", {
    method: "POST",
    headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},
    body: JSON.stringify({team_id: teamId, text, clip_id: null, ask: "none"}),
  });
  if (!answer.ok) throw new Error(await answer.text());
}"""

READ_EVERYTHING = """async () => {
  const held = {dom: document.documentElement.outerHTML, address: location.href, title: document.title};
  held.local = JSON.stringify(localStorage);
  held.session = JSON.stringify(sessionStorage);
  held.caches = {};
  for (const name of await caches.keys()) {
    if (name.startsWith("twotap-shell-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      held.caches[`${name} ${request.url}`] = await (await cache.match(request)).text();
    }
  }
  const letters = bytes => new TextDecoder("latin1").decode(bytes);
  const deep = async value => {
    if (value instanceof Blob) return letters(await value.arrayBuffer());
    if (value instanceof ArrayBuffer) return letters(value);
    if (ArrayBuffer.isView(value)) return letters(value.buffer);
    if (value instanceof CryptoKey) {
      if (!value.extractable) return `a key that cannot be read (${value.type})`;
      return value.type === "public" ? "a public key" : `AN EXTRACTABLE KEY ${value.type}`;
    }
    if (Array.isArray(value)) return Promise.all(value.map(deep));
    if (value && typeof value === "object") {
      const entries = Object.entries(value).map(async ([key, inner]) => [key, await deep(inner)]);
      return Object.fromEntries(await Promise.all(entries));
    }
    return value;
  };
  held.databases = {};
  for (const {name} of await indexedDB.databases()) {
    const database = await new Promise((go, stop) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => go(asked.result);
      asked.onerror = () => stop(asked.error);
    });
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const ask = asked => new Promise(go => { asked.onsuccess = () => go(asked.result); });
      const [keys, values] = await Promise.all([ask(rows.getAllKeys()), ask(rows.getAll())]);
      held.databases[`${name}/${store}`] = {keys: await deep(keys), values: await deep(values)};
    }
    database.close();
  }
  return held;
}"""
