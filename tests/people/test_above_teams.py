"""Who looks after whole sites and the organisation, and who may know it."""

from tests.language import Person, a_crew
from tests.rig import House


def above(person: Person) -> dict[str, list[tuple[str, str]]]:
    found = person.gets("/api/people", above="true")["people"]
    return {row["name"]: [(held["scope"], held["role"]) for held in row["above"]] for row in found}


def test_an_admin_finds_those_with_a_role_above_teams(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    [site] = crew.admin.gets("/api/sites")
    role = {"scope": "site", "id": site["id"], "role": "lead"}
    crew.admin.does("PUT", f"/api/people/{crew['Ben'].id}/roles", role)
    admin = crew.admin.gets("/api/me")["person"]["name"]
    assert above(crew.admin) == {admin: [("organisation", "admin")], "Ben": [("site", "lead")]}


def test_a_lead_of_a_team_learns_nothing_of_what_is_above_it(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    [site] = crew.admin.gets("/api/sites")
    role = {"scope": "site", "id": site["id"], "role": "admin"}
    crew.admin.does("PUT", f"/api/people/{crew['Ben'].id}/roles", role)
    assert above(crew.lead) == {}
    rows = crew.lead.gets("/api/people")["people"]
    assert [row["above"] for row in rows if row["name"] == "Ben"] == [[]]
