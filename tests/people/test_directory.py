"""Who leads finds their people, gives roles up to their own, and says who left."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.language import Crew, Json, Person, a_crew, a_phone, joins, token_of
from tests.rig import House


def a_second_team(crew: Crew, name: str = "Night") -> Json:
    site_id = crew.admin.gets("/api/sites")[0]["id"]
    team: Json = crew.admin.does("POST", "/api/teams", {"name": name, "site_id": site_id})
    return team


def names(person: Person, **params: str | int) -> list[str]:
    return [row["name"] for row in person.gets("/api/people", **params)["people"]]


def adds(lead: Person, name: str, *, team_id: str | None = None, role: str = "worker") -> Json:
    wanted = {"name": name, "language": "en", "team_id": team_id or str(lead.team_id), "role": role}
    added: Json = lead.does("POST", "/api/people", wanted)
    return added


def test_leads_see_the_people_of_their_teams_and_admins_all(house: House) -> None:
    crew, other = a_crew(house), a_crew(house, workers=["Cem"])
    night = a_second_team(crew)
    adds(crew.admin, "Zoe", team_id=night["id"])
    assert names(crew.lead) == ["Ana", "Ben", "Maria"]
    assert names(crew.admin) == ["Ada", "Ana", "Ben", "Maria", "Zoe"]
    assert names(crew.admin, team_id=night["id"]) == ["Zoe"]
    assert names(crew.admin, site_id=crew.admin.gets("/api/sites")[0]["id"]) == ["Ana", "Ben", "Maria", "Zoe"]
    assert crew["Ben"].is_refused("GET", "/api/people") == (404, "organisation.unknown")
    assert crew.lead.is_refused("GET", f"/api/people?team_id={night['id']}") == (404, "team.unknown")
    assert crew.lead.is_refused("GET", f"/api/people?team_id={other.team_id}") == (404, "team.unknown")
    assert "Cem" not in str(crew.admin.gets("/api/people"))


def test_a_row_says_what_the_reader_may_know(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    night = a_second_team(crew)
    joins(house, token_of(crew.admin.invites(team_id=night["id"])), "Ben", phone=crew["Ben"].http)
    seen = crew.lead.gets(f"/api/people/{crew['Ben'].id}")
    assert seen == {
        "id": crew["Ben"].id,
        "name": "Ben",
        "language": "en",
        "external_id": None,
        "teams": [{"id": str(crew.team_id), "name": "Morning", "role": "worker"}],
        "is_departed": False,
        "above": [],
        "roles": [{"scope": "team", "id": str(crew.team_id), "name": "Morning", "role": "worker"}],
    }
    assert [team["name"] for team in crew.admin.gets(f"/api/people/{crew['Ben'].id}")["teams"]] == [
        "Morning",
        "Night",
    ]
    ada = crew.admin.gets(f"/api/people/{crew.admin.id}")
    assert [(role["scope"], role["role"]) for role in ada["roles"]] == [("organisation", "admin")]


def test_people_are_found_by_a_part_of_their_name_in_any_letter_case(house: House) -> None:
    crew = a_crew(house, workers=["Élodie", "100% Ben", "Ana_Maria", "Анна"])
    for q, found in (
        ("élod", ["Élodie"]),
        ("ÉLOD", ["Élodie"]),
        ("0% b", ["100% Ben"]),
        ("%", ["100% Ben"]),
        ("_", ["Ana_Maria"]),
        ("MARIA", ["Ana_Maria", "Maria"]),
        ("анн", ["Анна"]),
        ("\\", []),
    ):
        assert names(crew.lead, q=q) == found, q


def test_pages_follow_each_other_and_leave_nobody_out(house: House) -> None:
    crew = a_crew(house, workers=[])
    for number in range(103):
        adds(crew.lead, f"Same {number % 5}")
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = crew.lead.gets("/api/people", cursor=cursor) if cursor else crew.lead.gets("/api/people")
        seen += [row["id"] for row in page["people"]]
        cursor, pages = page["next"], pages + 1
    assert (len(seen), len(set(seen)), pages) == (104, 104, 3)
    for bad in ("x", "%00", "WyJ4Il0", "bnVsbA", "é"):
        assert crew.lead.is_refused("GET", f"/api/people?cursor={bad}") == (400, "cursor.malformed"), bad


def test_somebody_is_added_named_better_and_comes_by_their_own_code(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    zoe = adds(crew.lead, "Zo")
    renamed = crew.lead.does("PATCH", f"/api/people/{zoe['id']}", {"name": "Zoe", "language": "pt-br"})
    assert (renamed["name"], renamed["language"]) == ("Zoe", "pt-BR")
    code = token_of(crew.lead.does("POST", f"/api/people/{zoe['id']}/phone"))
    assert joins(house, code, "ignored").me["person"] == {"id": zoe["id"], "name": "Zoe", "language": "pt-BR"}
    body = {"name": "Eve", "language": "en", "team_id": str(crew.team_id), "role": "admin"}
    assert crew.lead.is_refused("POST", "/api/people", body) == (422, "role.above_yours")
    assert crew["Ben"].is_refused("POST", "/api/people", body) == (404, "team.unknown")
    assert crew["Ben"].is_refused("PATCH", f"/api/people/{zoe['id']}", {"name": "X"}) == (
        404,
        "person.unknown",
    )


def test_roles_are_given_in_teams_sites_and_the_organisation(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    ben, site_id = crew["Ben"], crew.admin.gets("/api/sites")[0]["id"]
    roles = f"/api/people/{ben.id}/roles"
    crew.admin.does("PUT", roles, {"scope": "site", "id": site_id, "role": "admin"})
    ben = ben.opens()
    assert ben.me["administers"] == {"organisation": False, "site_ids": [site_id]}
    assert [site["id"] for site in ben.gets("/api/sites")] == [site_id]
    night = ben.does("POST", "/api/teams", {"name": "Night", "site_id": site_id})
    assert names(ben) == ["Ana", "Ben", "Maria"], "who administers a site looks after its people"
    ben.does(
        "PUT", f"/api/people/{crew['Ana'].id}/roles", {"scope": "team", "id": night["id"], "role": "lead"}
    )
    assert [team["name"] for team in crew["Ana"].opens().me["teams"]] == ["Morning", "Night"]

    organisation_id = crew.admin.me["organisation"]["id"]
    above = {"scope": "organisation", "id": organisation_id, "role": "admin"}
    assert ben.is_refused("PUT", roles, above) == (404, "organisation.unknown")
    crew.admin.does("PUT", roles, above)
    assert ben.opens().me["is_admin"] is True
    crew.admin.does("DELETE", f"{roles}/organisation/{organisation_id}")
    crew.admin.does("DELETE", f"{roles}/site/{site_id}")
    assert ben.opens().me["administers"] == {"organisation": False, "site_ids": []}
    gone = crew.admin.is_refused("DELETE", f"{roles}/site/{site_id}")
    assert gone == (404, "role.unknown")


def test_nobody_gives_or_takes_more_than_they_have(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    mine = f"/api/people/{crew.lead.id}/roles"
    team = {"scope": "team", "id": str(crew.team_id)}
    assert crew.lead.is_refused("PUT", mine, team | {"role": "admin"}) == (422, "role.above_yours")
    assert crew["Ben"].is_refused("PUT", f"/api/people/{crew['Ben'].id}/roles", team | {"role": "lead"}) == (
        404,
        "team.unknown",
    )
    boss = joins(house, token_of(crew.admin.invites("admin")), "Boss")
    held = f"/api/people/{boss.id}/roles"
    assert crew.lead.is_refused("PUT", held, team | {"role": "worker"}) == (422, "role.above_yours")
    assert crew.lead.is_refused("DELETE", f"{held}/team/{crew.team_id}") == (422, "role.above_yours")
    crew.lead.does("DELETE", f"/api/people/{crew['Ben'].id}/roles/team/{crew.team_id}")
    assert crew["Ben"].is_refused("GET", "/api/me") == (401, "session.none"), "that was the last one"


def test_the_last_administrator_stays(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    organisation_id = crew.admin.me["organisation"]["id"]
    mine = f"/api/people/{crew.admin.id}/roles"
    place = {"scope": "organisation", "id": organisation_id}
    for refused in (
        crew.admin.is_refused("DELETE", f"{mine}/organisation/{organisation_id}"),
        crew.admin.is_refused("PUT", mine, place | {"role": "lead"}),
        crew.admin.is_refused("POST", f"/api/people/{crew.admin.id}/depart"),
    ):
        assert refused == (422, "admin.last")
    crew.admin.does("PUT", f"/api/people/{crew['Ben'].id}/roles", place | {"role": "admin"})
    crew.admin.does("POST", f"/api/people/{crew.admin.id}/depart")
    assert crew.admin.is_refused("GET", "/api/me") == (401, "session.none")
    assert crew["Ben"].opens().me["is_admin"] is True


def test_two_administrators_cannot_remove_each_other_at_once(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    place = {"scope": "organisation", "id": crew.admin.me["organisation"]["id"], "role": "admin"}
    crew.admin.does("PUT", f"/api/people/{crew['Ben'].id}/roles", place)
    start = threading.Barrier(2)

    def removes(one: Person, other: Person) -> int:
        start.wait()
        return one.http.post(f"/api/people/{other.id}/depart").status_code

    with ThreadPoolExecutor(2) as racers:
        both = [
            racers.submit(removes, crew.admin, crew["Ben"]),
            racers.submit(removes, crew["Ben"], crew.admin),
        ]
        statuses = sorted(one.result() for one in both)
    assert statuses[0] == 204
    assert statuses[1] in {401, 404, 422}
    left = [one for one in (crew.admin, crew["Ben"]) if one.http.get("/api/me").status_code == 200]
    assert [one.opens().me["is_admin"] for one in left] == [True]


def test_who_left_is_out_everywhere_and_may_come_back(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben, path = crew["Ben"], f"/api/people/{crew['Ben'].id}"
    post = ben.posts("I was here")
    code = token_of(crew.lead.does("POST", f"{path}/phone"))
    assert crew.lead.is_refused("POST", f"{path}/depart") == (404, "person.unknown"), "takes an admin"
    crew.admin.does("POST", f"{path}/depart")
    assert ben.is_refused("GET", "/api/me") == (401, "session.none")
    old = a_phone(house).post("/api/join", json={"token": code, "language": "en"})
    assert old.status_code == 410, "codes of theirs ended, too"
    assert "Ben" not in names(crew.admin)
    assert "Ben" in names(crew.admin, departed="true")
    assert crew.lead.is_refused("GET", path) == (404, "person.unknown")
    assert crew.lead.sees(post)["author"]["name"] == "Ben", "what they said stays"

    again = f"/api/teams/{crew.team_id}/invites/personal"
    [sheet] = crew.admin.does("POST", again, {"person_ids": [ben.id]})
    back = joins(house, token_of(sheet), "ignored")
    assert (back.id, [team["name"] for team in back.me["teams"]]) == (ben.id, ["Morning"])
    assert crew.lead.gets(path)["is_departed"] is False


def test_a_link_in_the_pocket_of_who_left_opens_nothing(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    second = joins(house, token_of(crew.lead.invites("lead")), "Second")
    kept = token_of(second.invites(uses_max=50, expires_in_s=3600))
    poster = token_of(second.invites(kind="poster", uses_max=50, expires_in_s=3600))
    crew.admin.does("POST", f"/api/people/{second.id}/depart")
    answer = a_phone(house).post("/api/join", json={"token": kept, "name": "Second", "language": "en"})
    assert answer.status_code == 410
    assert joins(house, poster, "Somebody").me["pending"] is not None, "a lead looks at who comes by it"
