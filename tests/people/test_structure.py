"""Sites with their languages and quiet hours, and who hears of a new team."""

import pytest

from tests.language import Json, a_crew, joins, token_of
from tests.rig import House
from tests.streams import listening


def test_a_site_says_its_languages_and_when_it_is_quiet(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    made = crew.admin.does(
        "POST",
        "/api/sites",
        {
            "name": "Dock",
            "zone": "America/Bogota",
            "languages": ["es", "pt-br", "es"],
            "quiet_from": "22:00",
            "quiet_until": "06:30",
        },
    )
    assert made["languages"] == ["es", "pt-BR"]
    assert (made["quiet_from"], made["quiet_until"]) == ("22:00", "06:30")
    path = f"/api/sites/{made['id']}"
    renamed = crew.admin.does("PATCH", path, {"name": "Harbour"})
    assert renamed == made | {"name": "Harbour"}, "what is not named stays"
    loud = crew.admin.does("PATCH", path, {"quiet_from": None, "quiet_until": None})
    assert (loud["quiet_from"], loud["quiet_until"]) == (None, None)
    assert crew.lead.is_refused("PATCH", path, {"name": "Mine"}) == (404, "site.unknown")
    team = crew.admin.does("POST", "/api/teams", {"name": "Night", "site_id": made["id"]})
    token = token_of(crew.admin.invites(team_id=team["id"]))
    assert crew["Ben"].http.post("/api/join/look", json={"token": token}).json()["languages"] == [
        "es",
        "pt-BR",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quiet_from": "22:00"}, "site.quiet_hours"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "site.quiet_hours"),
        ({"quiet_from": "24:00", "quiet_until": "06:00"}, "hour.unreadable"),
        ({"quiet_from": "22:00:30", "quiet_until": "06:00"}, "hour.unreadable"),
        ({"quiet_from": 22, "quiet_until": "06:00"}, "hour.unreadable"),
        ({"languages": ["xx"]}, "language.unknown"),
        ({"zone": "Mars/Olympus"}, "zone.unknown"),
    ],
)
def test_a_site_that_makes_no_sense_is_refused(house: House, change: Json, code: str) -> None:
    admin = a_crew(house, workers=[]).admin
    [site] = admin.gets("/api/sites")
    assert admin.is_refused("PATCH", f"/api/sites/{site['id']}", change) == (422, code)
    assert admin.gets("/api/sites") == [site]


def test_the_organisation_is_its_admins_to_name(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    organisation = crew.admin.gets("/api/organisation")
    assert organisation["passkeys"] == "offered"
    renamed = crew.admin.does("PATCH", "/api/organisation", {"name": "Harbour Works"})
    assert renamed == organisation | {"name": "Harbour Works"}
    assert crew["Ben"].opens().me["organisation"]["name"] == "Harbour Works"
    for person in (crew.lead, crew["Ben"]):
        assert person.is_refused("GET", "/api/organisation") == (404, "organisation.unknown")
        refused = person.is_refused("PATCH", "/api/organisation", {"name": "Mine"})
        assert refused == (404, "organisation.unknown")


def test_everybody_above_hears_of_a_new_team_at_once(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    [site] = crew.admin.gets("/api/sites")
    above, beside = crew["Ben"], crew["Ana"]
    second = joins(house, token_of(crew.admin.invites()), "Second")
    organisation = {"scope": "organisation", "id": crew.admin.me["organisation"]["id"], "role": "admin"}
    crew.admin.does("PUT", f"/api/people/{second.id}/roles", organisation)
    crew.admin.does(
        "PUT", f"/api/people/{above.id}/roles", {"scope": "site", "id": site["id"], "role": "lead"}
    )
    with (
        listening(house.url, second.http.cookies) as second_hears,
        listening(house.url, above.http.cookies) as above_hears,
        listening(house.url, beside.http.cookies) as beside_hears,
    ):
        night = crew.admin.does("POST", "/api/teams", {"name": "Night", "site_id": site["id"]})
        assert second_hears.ended.wait(5)
        assert above_hears.ended.wait(5)
        assert not beside_hears.ended.is_set()
    with listening(house.url, second.http.cookies) as second_hears:
        seen = second_hears.newest
        joins(house, token_of(crew.admin.invites(team_id=night["id"])), "Zoe").posts("Good evening")
        second_hears.await_more_than(seen)
    assert "Good evening" in second.texts()
    assert "Good evening" in above.texts()
    assert "Good evening" not in beside.texts()
