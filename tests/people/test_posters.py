"""A poster on the wall: many come, each waits until a lead has looked, and sees nothing before."""

from uuid import UUID

import pytest

from tests.language import Crew, Json, Person, a_crew, a_phone, joins, token_of
from tests.rig import House
from tests.streams import listening


def a_poster(crew: Crew) -> str:
    return token_of(crew.lead.invites(kind="poster", uses_max=500, expires_in_s=30 * 24 * 3600))


def waiting(lead: Person, team_id: UUID) -> list[Json]:
    listed: list[Json] = lead.gets(f"/api/teams/{team_id}/admissions")
    return listed


def decides(lead: Person, admission: Json, *, admit: bool) -> None:
    lead.does("POST", f"/api/teams/{lead.team_id}/admissions/{admission['id']}", {"admit": admit})


def test_who_comes_by_a_poster_waits_and_sees_only_what_the_team_is_called(house: House) -> None:
    crew = a_crew(house)
    post = crew.lead.posts("The code of the gate is 7", ask="acknowledge")
    poster = a_poster(crew)
    look = a_phone(house).post("/api/join/look", json={"token": poster}).json()
    assert (look["kind"], look["team"], look["person"]) == ("poster", "Morning", None)

    eve = joins(house, poster, "Eve", language="de")
    assert eve.me["teams"] == []
    assert eve.me["pending"]["team"] == {"id": str(crew.team_id), "name": "Morning"}
    assert eve.me["pending"]["site"]["name"] == "Harbour Street"
    for path in (
        "/api/posts",
        f"/api/posts/{post.id}",
        "/api/teams",
        f"/api/teams/{crew.team_id}/members",
        f"/api/teams/{crew.team_id}/admissions",
        "/api/sync?since=0",
        "/api/people",
        f"/api/people/{crew['Ben'].id}",
    ):
        assert eve.is_refused("GET", path) == (404, "person.pending")
    assert eve.is_refused("POST", "/api/commands", {"commands": []}) == (404, "person.pending")
    assert eve.is_refused("POST", "/api/me/phone") == (404, "person.pending")
    assert "Eve" not in str(crew.lead.gets(f"/api/teams/{crew.team_id}/members"))
    assert "Eve" not in str(crew.lead.board(post))


def test_a_lead_lets_them_in_and_both_phones_hear_of_it(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    poster = a_poster(crew)
    with (
        listening(house.url, crew.lead.http.cookies) as lead_hears,
        listening(house.url, crew["Ben"].http.cookies) as ben_hears,
    ):
        eve = joins(house, poster, "Eve", language="ar")
        assert lead_hears.ended.wait(5), "who leads asks again, and finds somebody waiting"
        assert not ben_hears.ended.is_set(), "the crew is left alone"
    assert [team["waiting_count"] for team in crew.lead.opens().me["teams"]] == [1]
    assert [team["waiting_count"] for team in crew["Ben"].opens().me["teams"]] == [0]
    [admission] = waiting(crew.lead, crew.team_id)
    assert admission["person"] == {"id": eve.id, "name": "Eve", "language": "ar"}
    assert admission["role"] == "worker"

    with listening(house.url, eve.http.cookies) as eve_hears:
        decides(crew.lead, admission, admit=True)
        assert eve_hears.ended.wait(5)
    eve = eve.opens()
    assert (eve.me["pending"], [team["role"] for team in eve.me["teams"]]) == (None, ["worker"])
    assert waiting(crew.lead, crew.team_id) == []
    assert eve.texts() == []
    crew.lead.posts("Welcome, Eve")
    assert eve.texts() == ["Welcome, Eve"]


def test_who_is_sent_away_is_signed_out_and_a_second_decision_finds_nobody(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    eve = joins(house, a_poster(crew), "Eve")
    [admission] = waiting(crew.lead, crew.team_id)
    path = f"/api/teams/{crew.team_id}/admissions/{admission['id']}"
    assert crew["Ben"].is_refused("POST", path, {"admit": True}) == (404, "team.unknown")
    decides(crew.lead, admission, admit=False)
    assert eve.is_refused("GET", "/api/me") == (401, "session.none")
    assert crew.lead.is_refused("POST", path, {"admit": True}) == (404, "admission.unknown")


def test_a_poster_in_another_team_leaves_a_member_where_they_are(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    night = crew.admin.does("POST", "/api/teams", {"name": "Night", "site_id": site_id})
    poster = token_of(crew.admin.invites(kind="poster", uses_max=5, team_id=night["id"]))

    ben = joins(house, poster, "Ben", phone=crew["Ben"].http)
    assert ben.id == crew["Ben"].id
    assert [team["name"] for team in ben.me["teams"]] == ["Morning"]
    assert ben.me["pending"]["team"]["name"] == "Night"
    joins(house, poster, "Ben", phone=ben.http)
    [listed] = crew.admin.gets(f"/api/teams/{night['id']}/invites")
    assert listed["used_count"] == 1, "scanning it again uses nothing up"

    [admission] = waiting(crew.admin, night["id"])
    crew.admin.does("POST", f"/api/teams/{night['id']}/admissions/{admission['id']}", {"admit": False})
    assert (ben.opens().me["pending"], len(ben.opens().me["teams"])) == (None, 1)


def test_a_join_link_of_the_team_ends_the_waiting(house: House) -> None:
    crew = a_crew(house, workers=[])
    eve = joins(house, a_poster(crew), "Eve")
    eve = joins(house, token_of(crew.lead.invites()), "Eve", phone=eve.http)
    assert (eve.me["pending"], len(eve.me["teams"])) == (None, 1)
    assert waiting(crew.lead, crew.team_id) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "poster", "role": "lead"}, "invite.poster_role"),
        ({"kind": "phone"}, "invite.whose"),
        ({"kind": "device", "uses_max": 2}, "invite.one_device"),
    ],
)
def test_links_that_would_let_in_too_much_are_not_made(house: House, wanted: Json, code: str) -> None:
    lead = a_crew(house, workers=[]).lead
    assert lead.is_refused("POST", f"/api/teams/{lead.team_id}/invites", wanted) == (422, code)


def test_who_waits_may_leave_and_say_their_name_better(house: House) -> None:
    crew = a_crew(house, workers=[])
    eve = joins(house, a_poster(crew), "Eve")
    assert eve.does("PATCH", "/api/me", {"name": "Evelyn"})["person"]["name"] == "Evelyn"
    assert waiting(crew.lead, crew.team_id)[0]["person"]["name"] == "Evelyn"
    eve.does("POST", "/api/me/leave")
    assert eve.is_refused("GET", "/api/me") == (401, "session.none")
