"""Joining by poster, moving to a new phone, building the structure, and leaving: on real phones."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_looks import SEND_POST
from tests.browser.test_main_job import COUNT_TAPS
from tests.browser.words import Holder

pytestmark = pytest.mark.timeout(240)
Phones = Callable[..., Page]


def path_of(url: str) -> str:
    return "/join#" + url.split("#", 1)[1]


def scans_poster(holder: Holder, link: str) -> None:
    holder.page.goto(link)
    holder.page.get_by_label("Your name").fill(holder.name)
    holder.page.get_by_role("button", name="Join", exact=True).tap()
    expect(holder.page.get_by_role("heading", name=f"Almost in, {holder.name}")).to_be_visible()


def test_from_the_poster_into_the_feed(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Poster"))
    link = maria.invites("poster")
    ben = Holder("Ben", phone(width_px=360, height_px=640))
    mallory = Holder("Mallory", phone(width_px=360, height_px=640))
    scans_poster(ben, link)
    ben.looks("pending")
    scans_poster(mallory, link)
    maria.page.evaluate(SEND_POST, "Forklift 2 is down")

    # Two people wait; the one whom the lead knows is let in, and the page becomes the feed by itself.
    maria.page.get_by_role("link", name="Team").tap()
    maria.page.get_by_text("2 wait").tap()
    expect(maria.page.get_by_role("heading", name="2 people wait to be let in")).to_be_visible()
    maria.looks("waiting")
    maria.page.get_by_role("button", name="Let in Ben").tap()
    expect(ben.card("Maria")).to_contain_text("Forklift 2 is down")

    maria.page.on("dialog", lambda dialog: dialog.accept())
    maria.page.get_by_role("button", name="Refuse Mallory").tap()
    expect(mallory.page.get_by_role("heading", name="You were not let in")).to_be_visible()
    expect(maria.page.get_by_role("button", name="Refuse Mallory")).to_have_count(0)
    assert mallory.page.request.get("/api/me").status == 401


def test_from_the_scan_to_the_first_answer_in_few_taps(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Taps"))
    ben = phone(width_px=360, height_px=640)
    ben.add_init_script(COUNT_TAPS)
    ben.goto(maria.invites())
    ben.get_by_role("radio", name="Deutsch").tap()
    ben.get_by_label("Dein Name").tap()
    ben.keyboard.type("Ben")
    ben.get_by_role("button", name="Beitreten", exact=True).tap()
    expect(ben.get_by_role("heading", name="Aktuelles")).to_be_visible()
    maria.page.evaluate(SEND_POST, "The goods lift is locked until noon")
    ben.get_by_role("button", name="Verstanden").first.tap()
    expect(ben.get_by_role("button", name=re.compile("Verstanden.*gespeichert", re.S)).first).to_be_visible()
    # With the tap on what the camera shows that is five; without choosing a language, four.
    assert ben.evaluate("window.taps") == 4
    assert ben.evaluate("fetch('/api/me').then(me => me.json())")["person"]["language"] == "de"


def test_an_answer_that_gets_lost_costs_nothing(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Lost"))
    link = maria.invites(uses_max=1)
    ben = phone()
    ben.goto(link)
    ben.get_by_label("Your name").fill("Ben")
    lost: list[int] = []

    def lose(route: object) -> None:
        lost.append(route.fetch().status)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    ben.route("**/api/join", lose, times=1)
    ben.get_by_role("button", name="Join", exact=True).tap()
    expect(ben.get_by_role("alert")).to_contain_text("no connection")
    assert lost == [201]
    # The code is used up, by himself. The phone was closed meanwhile, and opens without it.
    ben.context.clear_cookies()
    ben.goto("/")
    expect(ben.get_by_role("heading", name="Feed")).to_be_visible()
    team = maria.page.request.get("/api/me").json()["teams"][0]
    members = maria.page.request.get(f"/api/teams/{team['id']}/members").json()
    assert sorted(member["person"]["name"] for member in members) == ["Ben", "Maria"]


def test_a_new_phone_by_a_code_from_the_old_one(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("New phone"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    ben.page.get_by_role("navigation").get_by_role("link", name="You").tap()
    ben.page.get_by_role("button", name="Show the code").tap()
    expect(ben.page.get_by_role("timer")).to_contain_text("14:")
    ben.looks("new-phone")
    link = path_of(ben.page.locator(".invite-url").inner_text())

    new = phone(width_px=360, height_px=640)
    new.goto(link)
    expect(new.get_by_role("heading", name="Welcome back, Ben")).to_be_visible()
    expect(new.get_by_role("textbox")).to_have_count(0)
    new.get_by_role("button", name="Use Twotap on this phone").tap()
    expect(new.get_by_role("heading", name="Feed")).to_be_visible()

    # Both are listed; the old one is signed out from the new one, at once.
    new.goto("/me")
    new.on("dialog", lambda dialog: dialog.accept())
    new.get_by_role("button", name=re.compile("^Sign out (?!of)")).tap()
    expect(ben.page.get_by_text("not signed in any more")).to_be_visible()
    used = phone()
    used.goto(link)
    expect(used.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def test_an_admin_makes_a_site_a_team_and_a_person(product: Product, phone: Phones) -> None:
    admin = Holder("Maria", phone(width_px=360, height_px=640)).joins(product.admin_link("Structure"))
    page = admin.page
    page.get_by_role("link", name="Team").tap()
    page.get_by_role("link", name=re.compile("Administration")).tap()
    page.get_by_label("Name of the site").fill("Cold store")
    page.get_by_role("button", name="Add site").tap()
    page.get_by_role("link", name=re.compile("Cold store")).tap()

    page.get_by_label("Name of the team").fill("Night crew")
    page.get_by_role("button", name="Add team").tap()
    expect(page.get_by_role("link", name=re.compile("Night crew"))).to_be_visible()
    page.get_by_role("checkbox", name="Deutsch").tap()
    page.get_by_role("switch", name=re.compile("Quiet hours")).tap()
    expect(page.get_by_text(re.compile("until .* the next morning"))).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Saved.")).to_be_visible()
    [site] = [one for one in page.request.get("/api/sites").json() if one["name"] == "Cold store"]
    assert (site["languages"], site["quiet_from"], site["quiet_until"]) == (["de"], "20:00", "06:00")

    page.get_by_role("link", name=re.compile("Night crew")).tap()
    page.get_by_label("Name of the person").fill("Ana")
    page.get_by_role("button", name="Add and show code").tap()
    expect(page.get_by_role("heading", name="Code for Ana")).to_be_visible()
    ana = phone(locale="de-DE")
    ana.goto(path_of(page.locator(".invite-url").inner_text()))
    ana.get_by_role("button", name="Twotap auf diesem Handy nutzen").tap()
    expect(ana.get_by_role("heading", name="Aktuelles")).to_be_visible()


def test_who_departs_is_signed_out_and_their_copy_is_gone(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone()).joins(product.admin_link("Departure"))
    ben = Holder("Ben", phone()).joins(maria.invites())
    maria.page.evaluate(SEND_POST, "The code of the side gate is 4711")
    expect(ben.card("Maria")).to_contain_text("side gate")

    maria.page.goto("/people")
    maria.page.get_by_label("Name or staff number").fill("ben")
    maria.page.get_by_role("link", name=re.compile("Ben")).tap()
    maria.page.get_by_role("button", name="Ben has left").tap()
    expect(maria.page.get_by_text("Every phone is signed out")).to_be_visible()
    maria.looks("depart")
    maria.page.get_by_role("button", name="Yes, end all access of Ben").tap()
    expect(maria.page.get_by_text("Ben has no access any more.")).to_be_visible()

    expect(ben.page.get_by_text("not signed in any more")).to_be_visible(timeout=3_000)
    expect(ben.page.get_by_text("side gate")).to_have_count(0)
    kept = ben.page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    person = [name for name in kept if re.fullmatch("twotap-[0-9a-f-]{36}", name)]
    assert person == []
    assert ben.page.evaluate("localStorage.getItem('twotap.person')") is None


def test_a_sheet_of_personal_codes_prints_on_one_page(product: Product, phone: Phones) -> None:
    maria = Holder("Maria", phone(dark=True)).joins(product.admin_link("Sheet"))
    team = maria.page.request.get("/api/me").json()["teams"][0]["id"]
    for name, language in (("Ben", "en"), ("Anna", "de"), ("ليلى", "ar")):
        form = {"name": name, "language": language, "team_id": team, "role": "worker"}
        assert maria.page.request.post("/api/people", data=form).status == 201
    maria.page.goto(f"/team/{team}/codes")
    for name in ("Ben", "Anna", "ليلى"):
        maria.page.get_by_label(name).tap()
    maria.page.get_by_role("button", name="Make 3 codes").tap()
    expect(maria.page.get_by_role("heading", name="3 codes are ready")).to_be_visible()
    maria.looks("codes")
    for size in ("A4", "Letter"):
        pdf = maria.page.pdf(format=size)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    maria.page.emulate_media(media="print", color_scheme="dark")
    look = "getComputedStyle(document.documentElement).backgroundColor"
    assert maria.page.evaluate(look) == "rgb(255, 255, 255)"
    expect(maria.page.locator(".printed .code-card")).to_have_count(3)
    expect(maria.page.locator(".printed").get_by_text("Handykamera")).to_be_visible()
    expect(maria.page.locator("nav")).to_be_hidden()
