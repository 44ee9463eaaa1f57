"""What a person does on a phone, in their words. Only what can be seen and tapped is used."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PICTURES = Path(__file__).parents[1] / "artifacts"
AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CAPTION_LIMIT_MS = 60_000


@dataclass(frozen=True)
class Holder:
    """A person holding a phone."""

    name: str
    page: Page

    def joins(self, link: str) -> "Holder":
        self.page.goto(link)
        self.page.get_by_role("textbox").fill(self.name)
        self.page.get_by_role("button", name="Join", exact=True).tap()
        expect(self.page.get_by_role("heading", name="Feed")).to_be_visible()
        return self

    def invites(self, kind: str = "join", *, uses_max: int = 20) -> str:
        """The path of a fresh code to the first team, for workers."""
        team = self.page.request.get("/api/me").json()["teams"][0]["id"]
        form = {"kind": kind, "role": "worker", "uses_max": uses_max, "expires_in_s": 3600}
        answer = self.page.request.post(f"/api/teams/{team}/invites", data=form)
        assert answer.status == 201, answer.text()
        return "/join#" + str(answer.json()["url"]).split("#", 1)[1]

    def films(self, seconds: float) -> None:
        """Opens the camera, records, stops. Ends on the page where the post is written."""
        self.page.get_by_role("link", name="Record", exact=True).tap()
        self.page.get_by_role("button", name="Open the camera").last.tap()
        self.page.get_by_role("button", name="Start recording").tap()
        self.page.wait_for_timeout(seconds * 1000)
        self.page.get_by_role("button", name="Stop recording").tap()
        expect(self.page.get_by_role("button", name="Send")).to_be_visible()

    def sends(self, text: str = "") -> None:
        if text:
            self.page.get_by_label("Message").fill(text)
        self.page.get_by_role("button", name="Send").tap()

    def card(self, author: str) -> Locator:
        return self.page.get_by_role("article", name=author).first

    def looks(self, name: str) -> None:
        """Keeps a picture of the screen, to be looked at."""
        PICTURES.mkdir(exist_ok=True)
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def finds_no_barrier(self) -> None:
        """axe finds nothing, and nothing hangs over the edge of the screen."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules})"
            ".then(done => done.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))",
            AXE_RULES,
        )
        assert found == [], found
        overhang = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overhang <= 0, f"{overhang} px hang over the edge"


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
