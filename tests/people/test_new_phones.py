"""One's own new phone, answers that got lost, and the token that changes under way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from app.core.ids import new_id
from tests.language import Json, Person, a_crew, a_phone, joins, token_of
from tests.rig import House


def tries(house: House, token: str, join_id: str, phone: httpx.Client | None = None) -> httpx.Response:
    body = {"token": token, "name": "Eve", "language": "en", "join_id": join_id}
    return (phone or a_phone(house)).post("/api/join", json=body)


def with_cookies(house: House, cookies: Json) -> httpx.Client:
    phone = a_phone(house)
    phone.cookies.update(cookies)
    return phone


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_old_phone_shows_a_code_and_the_new_one_is_the_same_person(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    made = ben.does("POST", "/api/me/phone")
    assert (made["kind"], made["uses_max"], made["person"]["name"]) == ("phone", 1, "Ben")
    look = a_phone(house).post("/api/join/look", json={"token": token_of(made)}).json()
    assert (look["kind"], look["person"]) == ("phone", {"name": "Ben"})
    assert crew.lead.gets(f"/api/teams/{crew.team_id}/invites") == [], "a move is nobody else's business"

    new = a_phone(house)
    answer = new.post("/api/join", json={"token": token_of(made), "language": "de"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["person"] == ben.me["person"], "no name was asked, and the language stays"
    assert ben.opens().me == ben.me, "the old phone stays in until it is signed out"
    assert code_of(a_phone(house).post("/api/join", json={"token": token_of(made), "language": "de"})) == (
        410,
        "invite.ended",
    )


def test_a_lead_helps_who_lost_their_phone_but_not_who_may_do_more(house: House) -> None:
    crew, other = a_crew(house, workers=["Ben", "Ana"]), a_crew(house, workers=["Cem"])
    ben = crew["Ben"]
    made = crew.lead.does("POST", f"/api/people/{ben.id}/phone")
    again = joins(house, token_of(made), "ignored")
    assert again.me["person"] == ben.me["person"]

    for stranger in (other.lead, other.admin, crew["Ana"]):
        assert stranger.is_refused("POST", f"/api/people/{ben.id}/phone") == (404, "person.unknown")
    boss = joins(house, token_of(crew.admin.invites("admin")), "Boss")
    assert crew.lead.is_refused("POST", f"/api/people/{boss.id}/phone") == (422, "role.above_yours")
    joins(house, token_of(crew.admin.invites("lead")), "Ada", phone=crew.admin.http)
    assert crew.lead.is_refused("POST", f"/api/people/{crew.admin.id}/phone") == (422, "role.above_yours")

    site_id = crew.admin.me["teams"][0]["site"]["id"]
    night = crew.admin.does("POST", "/api/teams", {"name": "Night", "site_id": site_id})
    joins(house, token_of(crew.admin.invites(team_id=night["id"])), "Ana", phone=crew["Ana"].http)
    refused = crew.lead.is_refused("POST", f"/api/people/{crew['Ana'].id}/phone")
    assert refused == (422, "role.above_yours"), "as Ana one would read what the night crew is told"


def test_a_sheet_holds_a_code_for_each_and_all_or_none_are_made(house: House) -> None:
    crew, other = a_crew(house, workers=["Ben", "Ana"]), a_crew(house, workers=["Cem"])
    path = f"/api/teams/{crew.team_id}/invites/personal"
    ids = [crew["Ben"].id, crew["Ana"].id]
    sheet = crew.lead.does("POST", path, {"person_ids": ids, "expires_in_s": 3600})
    assert [code["person"]["name"] for code in sheet] == ["Ben", "Ana"]
    assert all(code["qr_svg"].startswith("<svg") for code in sheet)
    assert joins(house, token_of(sheet[1]), "ignored").id == crew["Ana"].id

    before = crew.lead.gets(f"/api/teams/{crew.team_id}/invites")
    wanted = {"person_ids": [crew["Ben"].id, other["Cem"].id]}
    assert crew.lead.is_refused("POST", path, wanted) == (404, "person.unknown")
    assert crew.lead.gets(f"/api/teams/{crew.team_id}/invites") == before


def test_a_phone_that_was_somebody_elses_is_theirs_no_more(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    kept = dict(crew["Ana"].http.cookies)
    token = token_of(crew["Ben"].does("POST", "/api/me/phone"))
    now_ben = joins(house, token, "ignored", phone=crew["Ana"].http)
    assert now_ben.id == crew["Ben"].id
    assert code_of(with_cookies(house, kept).get("/api/me")) == (401, "session.none")


def test_the_same_phone_trying_again_is_the_same_person(house: House) -> None:
    crew = a_crew(house, workers=[])
    token, join_id = token_of(crew.lead.invites()), str(new_id())
    lost = tries(house, token, join_id)
    assert lost.status_code == 201
    again = a_phone(house)
    answer = tries(house, token, join_id, again)
    assert answer.status_code == 201, answer.text
    assert answer.json()["person"] == lost.json()["person"]
    assert code_of(with_cookies(house, dict(lost.cookies)).get("/api/me")) == (401, "session.none")
    assert tries(house, token, join_id, again).json()["device"] == answer.json()["device"]
    assert code_of(tries(house, token, str(new_id()))) == (410, "invite.ended")
    assert len(crew.lead.gets(f"/api/teams/{crew.team_id}/members")) == 2

    elsewhere = token_of(crew.lead.invites())
    assert code_of(tries(house, elsewhere, join_id)) == (410, "invite.ended"), "made for another code"


def test_a_lost_answer_is_given_again_for_a_day_and_not_to_who_left(house: House) -> None:
    crew = a_crew(house, workers=[])
    removed, old = (token_of(crew.lead.invites(expires_in_s=7 * 24 * 3600)) for _ in range(2))
    first, second = str(new_id()), str(new_id())
    eve = tries(house, removed, first).json()["person"]["id"]
    assert tries(house, old, second).status_code == 201
    crew.lead.does("DELETE", f"/api/teams/{crew.team_id}/members/{eve}")
    assert code_of(tries(house, removed, first)) == (410, "invite.ended")
    house.clock.advance(timedelta(hours=25))
    assert code_of(tries(house, old, second)) == (410, "invite.ended")


def test_a_phone_that_tries_many_times_at_once_is_one_person(house: House) -> None:
    crew = a_crew(house, workers=[])
    token, join_id = token_of(crew.lead.invites()), str(new_id())
    start = threading.Barrier(16)

    def race(_: int) -> httpx.Response:
        phone = a_phone(house)
        start.wait()
        return tries(house, token, join_id, phone)

    with ThreadPoolExecutor(16) as racers:
        answers = list(racers.map(race, range(16)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["person"]["id"] for answer in answers}) == 1
    living = [a for a in answers if with_cookies(house, dict(a.cookies)).get("/api/me").status_code == 200]
    assert len(living) == 1, "only the last answer's session lives"


def test_a_name_is_asked_where_nobody_has_said_it_yet(house: House) -> None:
    lead = a_crew(house, workers=[]).lead
    body = {"token": token_of(lead.invites()), "language": "en"}
    assert code_of(a_phone(house).post("/api/join", json=body)) == (422, "name.missing")
    device = token_of(lead.invites(kind="device"))
    answer = a_phone(house).post("/api/join", json=body | {"token": device, "name": "Eve"})
    assert code_of(answer) == (404, "invite.unknown"), "a shared phone is nobody's own"


@pytest.mark.parametrize(
    ("pin", "code"), [("123456", "pin.common"), ("12", "pin.too_short"), ("a" * 6, "pin.digits")]
)
def test_a_pin_that_is_no_good_is_refused_before_anything_is_used(house: House, pin: str, code: str) -> None:
    lead = a_crew(house, workers=[]).lead
    token = token_of(lead.invites())
    body = {"token": token, "name": "Eve", "language": "en", "pin": pin}
    assert code_of(a_phone(house).post("/api/join", json=body)) == (422, code)
    assert joins(house, token, "Eve", pin="830274").me["person"]["name"] == "Eve"


def test_half_way_the_token_changes_and_the_old_one_serves_until_the_new_one_came(house: House) -> None:
    ben: Person = a_crew(house, workers=["Ben"])["Ben"]
    before = dict(ben.http.cookies)
    house.clock.advance(timedelta(days=20))
    assert ben.http.get("/api/me").status_code == 200
    after = dict(ben.http.cookies)
    assert after != before

    lost = with_cookies(house, before)
    assert lost.get("/api/teams").status_code == 200, "the answer with the new one may have got lost"
    assert lost.get("/api/me").status_code == 200
    assert dict(lost.cookies) == before, "and a second tab gets no third one at once"
    assert with_cookies(house, after).get("/api/teams").status_code == 200
    house.clock.advance(timedelta(seconds=61))
    assert with_cookies(house, after).get("/api/teams").status_code == 200
    assert code_of(with_cookies(house, before).get("/api/teams")) == (401, "session.none")


def test_a_phone_whose_answer_got_lost_is_given_another_token_later(house: House) -> None:
    ben: Person = a_crew(house, workers=["Ben"])["Ben"]
    before = dict(ben.http.cookies)
    house.clock.advance(timedelta(days=20))
    lost = dict(with_cookies(house, before).get("/api/me").cookies)
    house.clock.advance(timedelta(days=16))
    assert ben.http.get("/api/me").status_code == 200
    assert dict(ben.http.cookies) != before
    assert code_of(with_cookies(house, lost).get("/api/me")) == (401, "session.none")
    assert ben.http.get("/api/teams").status_code == 200
