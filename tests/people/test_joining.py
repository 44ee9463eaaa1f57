"""Getting in: links, sessions, second teams."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest

from tests.language import Person, a_crew, a_phone, an_admin_token, joins, token_of
from tests.rig import House


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def try_to_join(phone: httpx.Client, token: str) -> httpx.Response:
    return phone.post("/api/join", json={"token": token, "name": "Eve", "language": "en"})


def test_the_console_link_makes_one_administrator_and_no_second(house: House) -> None:
    token = an_admin_token(house)
    admin = joins(house, token, "Ada", language="de-de")
    assert admin.me["is_admin"] is True
    assert admin.me["person"]["language"] == "de-DE"
    assert [(team["role"], team["member_count"]) for team in admin.me["teams"]] == [("admin", 1)]
    assert refusal(try_to_join(a_phone(house), token)) == (410, "invite.ended")


def test_a_worker_looks_at_the_link_joins_with_a_name_and_stays_in(house: House) -> None:
    crew = a_crew(house, workers=[])
    invite = crew.lead.invites()
    phone = a_phone(house)
    seen = phone.post("/api/join/look", json={"token": token_of(invite)}).json()
    assert (seen["site"], seen["team"], seen["role"]) == ("Harbour Street", "Morning", "worker")

    ben = joins(house, token_of(invite), "  Ben  ", phone=phone)
    assert ben.me["person"]["name"] == "Ben"
    assert ben.me["device"] == ben.me["device"] | {"kind": "personal", "label": "Test phone"}
    assert ben.me["teams"][0] | {"role": "worker", "member_count": 2} == ben.me["teams"][0]
    assert ben.me["is_admin"] is False
    assert ben.opens().me == ben.me


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(house: House) -> None:
    crew = a_crew(house, workers=[])
    answer = try_to_join(a_phone(house), token_of(crew.lead.invites()))
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("twotap=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"} <= set(attributes)


def test_the_token_lives_in_the_fragment_and_is_shown_once(house: House) -> None:
    crew = a_crew(house, workers=[])
    invite = crew.lead.invites(uses_max=3)
    address, _, token = invite["url"].partition("#")
    assert address.endswith("/join")
    assert ElementTree.fromstring(invite["qr_svg"]).tag == "{http://www.w3.org/2000/svg}svg"
    [listed] = crew.lead.gets(f"/api/teams/{crew.team_id}/invites")
    assert listed == invite | {"url": None, "qr_svg": None}
    assert token not in str(listed)


@pytest.mark.parametrize(("uses_max", "racer_count"), [(1, 64), (5, 24)])
def test_racers_for_one_link_never_win_more_often_than_it_allows(
    house: House, uses_max: int, racer_count: int
) -> None:
    crew = a_crew(house, workers=[])
    token = token_of(crew.lead.invites(uses_max=uses_max))
    start = threading.Barrier(racer_count)

    def race(_: int) -> int:
        phone = a_phone(house)
        start.wait()
        return try_to_join(phone, token).status_code

    with ThreadPoolExecutor(racer_count) as racers:
        statuses = sorted(racers.map(race, range(racer_count)))
    assert statuses == [201] * uses_max + [410] * (racer_count - uses_max)
    assert len(crew.lead.gets(f"/api/teams/{crew.team_id}/members")) == 1 + uses_max


def test_an_expired_a_revoked_and_an_unknown_link_say_so(house: House) -> None:
    crew = a_crew(house, workers=[])
    invite = crew.lead.invites(expires_in_s=60)
    revoked = crew.lead.invites()
    gone = crew.lead.http.delete(f"/api/teams/{crew.team_id}/invites/{revoked['id']}")
    assert gone.status_code == 204
    assert refusal(try_to_join(a_phone(house), token_of(revoked))) == (410, "invite.ended")
    assert refusal(try_to_join(a_phone(house), "never-made")) == (404, "invite.unknown")
    look = a_phone(house).post("/api/join/look", json={"token": token_of(revoked)})
    assert refusal(look) == (410, "invite.ended")
    house.clock.advance(timedelta(seconds=61))
    try:
        assert refusal(try_to_join(a_phone(house), token_of(invite))) == (410, "invite.ended")
    finally:
        house.clock.run()


def test_a_phone_that_is_signed_in_joins_a_second_team_as_the_same_person(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    evening = crew.admin.http.post("/api/teams", json={"name": "Evening", "site_id": site_id})
    assert evening.status_code == 201, evening.text
    invite = crew.admin.invites(team_id=evening.json()["id"], uses_max=2)

    again = joins(house, token_of(invite), "Another name", phone=ben.http)
    assert again.me["person"] == ben.me["person"]
    assert again.me["device"] == ben.me["device"]
    assert [team["name"] for team in again.me["teams"]] == ["Evening", "Morning"]

    joins(house, token_of(invite), "Another name", phone=ben.http)
    [listed] = crew.admin.gets(f"/api/teams/{evening.json()['id']}/invites")
    assert listed["used_count"] == 1, "scanning the code again uses nothing up"


def test_a_second_link_raises_a_role_and_never_lowers_it(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = joins(house, token_of(crew.lead.invites("lead")), "Ben", phone=crew["Ben"].http)
    assert ben.me["teams"][0]["role"] == "lead"
    lead = joins(house, token_of(crew.admin.invites("worker")), "Maria", phone=crew.lead.http)
    assert lead.me["teams"][0]["role"] == "lead"


def test_joining_another_organisation_ends_the_session_in_the_first(house: House) -> None:
    here, there = a_crew(house, workers=["Ben"]), a_crew(house, workers=[])
    ben = here["Ben"]
    kept = dict(ben.http.cookies)
    moved = joins(house, token_of(there.lead.invites()), "Ben", phone=ben.http)
    assert moved.me["organisation"] == there.lead.me["organisation"]
    assert moved.id != ben.id
    old = a_phone(house)
    old.cookies.update(kept)
    assert refusal(old.get("/api/me")) == (401, "session.none")


def test_a_session_ends_with_leaving_and_with_age_and_is_renewed_by_use(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    ben, ana = crew["Ben"], crew["Ana"]
    kept = dict(ben.http.cookies)
    assert ben.http.post("/api/me/leave").status_code == 204
    assert refusal(ben.http.get("/api/me")) == (401, "session.none")
    ben.http.cookies.update(kept)
    assert refusal(ben.http.get("/api/me")) == (401, "session.none")
    try:
        house.clock.advance(timedelta(days=20))
        assert ana.http.get("/api/me").status_code == 200
        house.clock.advance(timedelta(days=20))
        assert ana.http.get("/api/me").status_code == 200, "half its life over, it was renewed"
        assert refusal(crew.lead.http.get("/api/me")) == (401, "session.none")
    finally:
        house.clock.run()


def test_a_stranger_is_told_to_sign_in_and_nothing_else(house: House) -> None:
    stranger = a_phone(house)
    for path in ("/api/me", "/api/posts", "/api/teams", "/api/sites", "/api/sync?since=0"):
        assert refusal(stranger.get(path)) == (401, "session.none")
    stranger.cookies.set("twotap", "x" * 5000)
    assert refusal(stranger.get("/api/me")) == (401, "session.none")


def test_people_change_their_name_and_language(house: House) -> None:
    ben: Person = a_crew(house, workers=["Ben"])["Ben"]
    changed = ben.http.patch("/api/me", json={"language": "pt-br"})
    assert changed.json()["person"] == ben.me["person"] | {"language": "pt-BR"}
    changed = ben.http.patch("/api/me", json={"name": "Benedita"})
    assert changed.json()["person"]["name"] == "Benedita"
    assert ben.opens().me == changed.json()
