"""Where somebody is signed in: they see their phones, a lead hardly anything, and all can end it."""

from tests.language import Person, a_crew, a_phone, joins, token_of
from tests.rig import House
from tests.streams import listening


def another_phone(person: Person) -> Person:
    token = token_of(person.does("POST", "/api/me/phone"))
    return joins(person.house, token, "ignored", phone=a_phone(person.house), device_label="Tablet")


def test_a_person_lists_their_phones_and_signs_one_out(house: House) -> None:
    ben = a_crew(house, workers=["Ben"])["Ben"]
    tablet = another_phone(ben)
    newer, older = ben.gets("/api/me/sessions")
    assert [(s["device"]["label"], s["is_current"]) for s in (newer, older)] == [
        ("Tablet", False),
        ("Test phone", True),
    ]
    with (
        listening(house.url, tablet.http.cookies) as tablet_hears,
        listening(house.url, ben.http.cookies) as phone_hears,
    ):
        ben.does("DELETE", f"/api/me/sessions/{newer['id']}")
        assert tablet_hears.ended.wait(5)
        assert not phone_hears.ended.is_set()
    assert tablet.is_refused("GET", "/api/me") == (401, "session.none")
    assert ben.is_refused("DELETE", f"/api/me/sessions/{newer['id']}") == (404, "session.unknown")
    assert [s["is_current"] for s in ben.gets("/api/me/sessions")] == [True]


def test_all_others_end_at_once_and_this_one_stays(house: House) -> None:
    ben = a_crew(house, workers=["Ben"])["Ben"]
    others = [another_phone(ben) for _ in range(2)]
    ben.does("DELETE", "/api/me/sessions")
    assert [one.is_refused("GET", "/api/me")[0] for one in others] == [401, 401]
    assert ben.http.get("/api/me").status_code == 200


def test_nobody_ends_a_session_of_somebody_else_by_its_id(house: House) -> None:
    crew = a_crew(house)
    [session] = crew["Ben"].gets("/api/me/sessions")
    refused = crew["Ana"].is_refused("DELETE", f"/api/me/sessions/{session['id']}")
    assert refused == (404, "session.unknown")
    assert crew["Ben"].http.get("/api/me").status_code == 200


def test_a_lead_sees_no_hour_and_no_name_of_a_phone(house: House) -> None:
    crew = a_crew(house)
    path = f"/api/people/{crew['Ben'].id}/sessions"
    [seen] = crew.lead.gets(path)
    [own] = crew["Ben"].gets("/api/me/sessions")
    assert seen.keys() == {"id", "device_kind", "created_on"}
    assert (seen["device_kind"], seen["created_on"]) == ("personal", own["created_at"][:10])
    assert seen["id"] != own["id"], "our ids hold the millisecond of their making"
    assert crew["Ana"].is_refused("GET", path) == (404, "person.unknown")


def test_a_lead_signs_somebody_out_everywhere_but_not_their_own_admin(house: House) -> None:
    crew, other = a_crew(house), a_crew(house, workers=[])
    ben = crew["Ben"]
    phones = [ben, another_phone(ben)]
    path = f"/api/people/{ben.id}/sessions"
    for stranger in (crew["Ana"], other.lead, other.admin):
        assert stranger.is_refused("DELETE", path) == (404, "person.unknown")
    crew.lead.does("DELETE", path)
    assert [phone.is_refused("GET", "/api/me")[0] for phone in phones] == [401, 401]
    assert crew.lead.gets(path) == []
    assert "Ben" in str(crew.lead.gets(f"/api/teams/{crew.team_id}/members")), "the role stays"

    boss = joins(house, token_of(crew.admin.invites("admin")), "Boss")
    refused = crew.lead.is_refused("DELETE", f"/api/people/{boss.id}/sessions")
    assert refused == (422, "role.above_yours")
