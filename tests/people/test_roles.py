"""What roles may do, and that outsiders cannot tell a wall from nothing."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from app.core.ids import new_id
from tests.language import Crew, Person, a_crew, joins, token_of
from tests.rig import House

ROUTES: list[tuple[str, Callable[[Person, UUID, str], httpx.Response]]] = [
    ("members", lambda p, team, _: p.http.get(f"/api/teams/{team}/members")),
    ("rename", lambda p, team, _: p.http.patch(f"/api/teams/{team}", json={"name": "Mine"})),
    ("invites", lambda p, team, _: p.http.get(f"/api/teams/{team}/invites")),
    ("invite", lambda p, team, _: p.http.post(f"/api/teams/{team}/invites", json={})),
    ("revoke", lambda p, team, _: p.http.delete(f"/api/teams/{team}/invites/{new_id()}")),
    (
        "role",
        lambda p, team, who: p.http.patch(f"/api/teams/{team}/members/{who}", json={"role": "lead"}),
    ),
    ("remove", lambda p, team, who: p.http.delete(f"/api/teams/{team}/members/{who}")),
    ("feed", lambda p, team, _: p.http.get("/api/posts", params={"team_id": str(team)})),
]
FOR_MEMBERS = {"feed"}


@pytest.mark.parametrize(("name", "call"), ROUTES)
def test_a_team_behind_the_wall_looks_like_no_team(
    house: House, name: str, call: Callable[[Person, UUID, str], httpx.Response]
) -> None:
    here, there = a_crew(house, workers=["Ben"]), a_crew(house, workers=["Ana"])
    outsiders = [there.admin, there.lead, there["Ana"]]
    if name not in FOR_MEMBERS:
        outsiders.append(here["Ben"])
    unknown = call(here.admin, new_id(), here["Ben"].id)
    assert unknown.status_code == 404
    for outsider in outsiders:
        walled = call(outsider, here.team_id, here["Ben"].id)
        assert (walled.status_code, walled.content) == (404, unknown.content)
    assert [team["name"] for team in here.admin.gets("/api/teams")] == ["Morning"]
    assert roles_of(here) == {"Maria": "lead", "Ben": "worker"}


def roles_of(crew: Crew) -> dict[str, str]:
    members = crew.lead.gets(f"/api/teams/{crew.team_id}/members")
    return {member["person"]["name"]: member["role"] for member in members}


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_lead_gives_and_takes_roles_up_to_lead(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    boss = joins(house, token_of(crew.admin.invites("admin")), "Boss")
    member = f"/api/teams/{crew.team_id}/members"
    raised = crew.lead.http.patch(f"{member}/{crew['Ben'].id}", json={"role": "lead"})
    assert raised.json() == {"person": {"id": crew["Ben"].id, "name": "Ben"}, "role": "lead"}
    assert roles_of(crew) == {"Maria": "lead", "Ben": "lead", "Boss": "admin"}
    for answer in (
        crew.lead.http.patch(f"{member}/{crew['Ben'].id}", json={"role": "admin"}),
        crew.lead.http.patch(f"{member}/{boss.id}", json={"role": "worker"}),
        crew.lead.http.delete(f"{member}/{boss.id}"),
        crew.lead.http.post(f"/api/teams/{crew.team_id}/invites", json={"role": "admin"}),
    ):
        assert code_of(answer) == (422, "role.above_yours")
    unknown = crew.lead.http.delete(f"{member}/{new_id()}")
    assert code_of(unknown) == (404, "member.unknown")
    assert boss.me["is_admin"] is False, "an admin link made in the app reaches no further than its team"


def test_a_removed_member_is_out_at_once_and_signed_out_with_the_last_team(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    ben, ana = crew["Ben"], crew["Ana"]
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    evening = crew.admin.http.post("/api/teams", json={"name": "Evening", "site_id": site_id})
    joins(house, token_of(crew.admin.invites(team_id=evening.json()["id"])), "Ana", phone=ana.http)

    crew.lead.removes(ben)
    crew.lead.removes(ana)
    assert code_of(ben.http.get(f"/api/posts/{post.id}")) == (401, "session.none")
    assert code_of(ana.http.get(f"/api/posts/{post.id}")) == (404, "post.unknown")
    assert [team["name"] for team in ana.opens().me["teams"]] == ["Evening"]
    assert roles_of(crew) == {"Maria": "lead"}


def test_sites_and_teams_are_made_by_the_organisations_admins_only(house: House) -> None:
    crew, other = a_crew(house, workers=["Ben"]), a_crew(house, workers=[])
    made = crew.admin.http.post("/api/sites", json={"name": "Dock", "zone": "America/Bogota"})
    assert made.status_code == 201
    sites = crew.admin.gets("/api/sites")
    assert [(site["name"], site["zone"]) for site in sites] == [
        ("Dock", "America/Bogota"),
        ("Harbour Street", "Europe/Berlin"),
    ]
    for person in (crew.lead, crew["Ben"]):
        assert person.http.get("/api/sites").status_code == 404
        denied = person.http.post("/api/sites", json={"name": "Mine", "zone": "UTC"})
        assert code_of(denied) == (404, "organisation.unknown")
    team = {"name": "Night", "site_id": made.json()["id"]}
    unknown = crew.admin.http.post("/api/teams", json=team | {"site_id": str(new_id())})
    for person in (crew.lead, crew["Ben"], other.admin):
        walled = person.http.post("/api/teams", json=team)
        assert (walled.status_code, walled.content) == (404, unknown.content)
    night = crew.admin.http.post("/api/teams", json=team).json()
    assert night | {"name": "Night", "role": "admin", "member_count": 0} == night
    renamed = crew.admin.http.patch(f"/api/teams/{night['id']}", json={"name": "Late"})
    assert renamed.json()["name"] == "Late"
