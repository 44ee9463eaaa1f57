"""Planning a crew: single shifts, swaps, patterns, and who is on shift now."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import new_id
from app.housekeeping import keep_house
from tests.language import Crew, Json, Person, a_crew, joins, token_of
from tests.rig import House

# A Tuesday in winter: 06:00 in Berlin is 05:00 UTC.
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def crew(house: House) -> Crew:
    house.clock.set(NOON)
    return a_crew(house)


def plans(lead: Person, person: Person, starts_at: datetime, ends_at: datetime) -> Json:
    answer = lead.http.post(
        f"/api/teams/{lead.team_id}/shifts",
        json={
            "person_id": person.id,
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
        },
    )
    assert answer.status_code == 201, answer.text
    shift: Json = answer.json()
    return shift


def repeats(lead: Person, person: Person, **pattern: Any) -> Json:
    body = {"person_id": person.id, "weekdays": [0, 1, 2, 3, 4], "starts": "06:00", "ends": "14:00"}
    answer = lead.http.post(
        f"/api/teams/{lead.team_id}/shift-patterns", json=body | {"first_on": "2026-11-23"} | pattern
    )
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def shifts(person: Person, since: datetime = NOON, days: int = 14) -> list[Json]:
    listed: list[Json] = person.gets(
        f"/api/teams/{person.team_id}/shifts",
        **{"from": since.isoformat(), "to": (since + days * DAY).isoformat()},
    )["shifts"]
    return listed


def starts(listed: list[Json]) -> list[str]:
    return [shift["starts_at"] for shift in listed]


def on_shift(lead: Person) -> list[str]:
    return [one["person"]["name"] for one in lead.gets(f"/api/teams/{lead.team_id}/on-shift")]


def test_a_lead_plans_moves_swaps_and_deletes_a_shift(crew: Crew) -> None:
    lead, ben, ana = crew.lead, crew["Ben"], crew["Ana"]
    shift = plans(lead, ben, NOON + HOUR, NOON + 9 * HOUR)
    assert shift["person"] == {"id": ben.id, "name": "Ben"}
    assert shifts(lead) == [shift]
    assert ben.gets("/api/me/shifts") == [shift]
    path = f"/api/shifts/{shift['id']}"
    later = lead.http.patch(path, json={"ends_at": (NOON + 10 * HOUR).isoformat()}).json()
    assert later["ends_at"] == "2026-11-24T21:00:00Z"
    swapped = lead.http.patch(path, json={"person_id": ana.id}).json()
    assert swapped["person"]["name"] == "Ana"
    assert ben.gets("/api/me/shifts") == []
    assert lead.http.delete(path).status_code == 204
    assert shifts(lead) == []
    assert lead.http.delete(path).status_code == 404


def test_nobody_is_planned_twice_at_once(crew: Crew) -> None:
    lead, ben = crew.lead, crew["Ben"]
    first = plans(lead, ben, NOON, NOON + 8 * HOUR)
    body = {
        "person_id": ben.id,
        "starts_at": (NOON + 7 * HOUR).isoformat(),
        "ends_at": (NOON + 9 * HOUR).isoformat(),
    }
    refused = lead.http.post(f"/api/teams/{crew.team_id}/shifts", json=body)
    assert refused.status_code == 409
    assert refused.json()["code"] == "shift.overlaps"
    assert refused.json()["detail"] == "Ben is planned already from 2026-11-24 12:00 to 2026-11-24 20:00."
    assert refused.json()["shift_id"] == first["id"]
    # One that only touches is fine, and so is somebody else at the same time.
    plans(lead, ben, NOON + 8 * HOUR, NOON + 9 * HOUR)
    plans(lead, crew["Ana"], NOON, NOON + 8 * HOUR)
    moved = lead.http.patch(f"/api/shifts/{first['id']}", json={"ends_at": body["ends_at"]})
    assert moved.status_code == 409
    assert shifts(lead)[0]["ends_at"] == first["ends_at"]


def test_a_shift_in_another_team_is_named_without_its_times(crew: Crew) -> None:
    site = crew.admin.gets("/api/sites")[0]
    night = crew.admin.http.post("/api/teams", json={"name": "Night", "site_id": site["id"]}).json()
    ben = crew["Ben"]
    joins(crew.house, token_of(crew.admin.invites(team_id=UUID(night["id"]))), "Ben", phone=ben.http)
    plans(crew.lead, ben, NOON, NOON + HOUR)
    body = {
        "person_id": ben.id,
        "starts_at": NOON.isoformat(),
        "ends_at": (NOON + HOUR).isoformat(),
    }
    refused = crew.admin.http.post(f"/api/teams/{night['id']}/shifts", json=body)
    assert refused.json()["detail"] == "Ben works in another team at that time."
    assert "shift_id" not in refused.json()


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "code"),
    [
        (NOON, NOON, "shift.backwards"),
        (NOON + HOUR, NOON, "shift.backwards"),
        (NOON, NOON + 37 * HOUR, "shift.too_long"),
    ],
)
def test_a_shift_makes_sense(crew: Crew, starts_at: datetime, ends_at: datetime, code: str) -> None:
    body = {
        "person_id": crew["Ben"].id,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    refused = crew.lead.http.post(f"/api/teams/{crew.team_id}/shifts", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_only_the_crew_is_planned_and_only_by_its_leads(crew: Crew) -> None:
    stranger = a_crew(crew.house).lead
    body = {"starts_at": NOON.isoformat(), "ends_at": (NOON + HOUR).isoformat()}
    path = f"/api/teams/{crew.team_id}/shifts"
    for person_id in (stranger.id, crew.admin.id, str(new_id())):
        refused = crew.lead.http.post(path, json=body | {"person_id": person_id})
        assert (refused.status_code, refused.json()["code"]) == (422, "shift.not_in_team")
    shift = plans(crew.lead, crew["Ben"], NOON, NOON + HOUR)
    for nobody in (stranger, crew["Ben"]):
        assert nobody.http.get(path).status_code == 404
        assert nobody.http.post(path, json=body | {"person_id": crew["Ben"].id}).status_code == 404
        assert nobody.http.get(f"/api/teams/{crew.team_id}/on-shift").status_code == 404
        theirs = nobody.http.patch(f"/api/shifts/{shift['id']}", json={})
        assert theirs.status_code == 404
        assert theirs.content == nobody.http.patch(f"/api/shifts/{new_id()}", json={}).content


def test_on_shift_now_are_the_planned_and_those_whom_nobody_plans(crew: Crew) -> None:
    lead, ben, ana = crew.lead, crew["Ben"], crew["Ana"]
    assert on_shift(lead) == ["Ana", "Ben", "Maria"], "a crew without a planner is always on"
    plans(lead, ben, NOON - HOUR, NOON + HOUR)
    plans(lead, ana, NOON + HOUR, NOON + 9 * HOUR)
    assert on_shift(lead) == ["Ben", "Maria"]
    crew.house.clock.advance(HOUR)
    assert on_shift(lead) == ["Ana", "Maria"], "a shift ends just before its end"
    crew.house.clock.advance(20 * DAY)
    assert on_shift(lead) == ["Ana", "Ben", "Maria"]


def test_a_pattern_keeps_eight_weeks_of_shifts_and_is_topped_up(house: House, crew: Crew) -> None:
    lead, ben = crew.lead, crew["Ben"]
    repeats(lead, ben)
    two_weeks = shifts(lead, NOON - 12 * HOUR)
    assert starts(two_weeks)[:3] == ["2026-11-24T05:00:00Z", "2026-11-25T05:00:00Z", "2026-11-26T05:00:00Z"]
    assert len(two_weeks) == 10
    assert starts(shifts(lead, NOON, 90))[-1] == "2027-01-19T05:00:00Z"
    keep_house(house.db, house.settings, at=NOON + 7 * DAY)
    keep_house(house.db, house.settings, at=NOON + 7 * DAY)
    assert starts(shifts(lead, NOON, 90))[-1] == "2027-01-26T05:00:00Z"
    assert len(shifts(lead, NOON, 90)) == 46


def test_what_was_changed_by_hand_stays_when_the_pattern_changes(house: House, crew: Crew) -> None:
    lead, ben, ana = crew.lead, crew["Ben"], crew["Ana"]
    pattern = repeats(lead, ben)
    _, wednesday, thursday, friday = shifts(lead, NOON - 12 * HOUR)[:4]
    assert lead.http.delete(f"/api/shifts/{wednesday['id']}").status_code == 204
    assert lead.http.patch(f"/api/shifts/{thursday['id']}", json={"person_id": ana.id}).status_code == 200
    changed = lead.http.patch(
        f"/api/shift-patterns/{pattern['id']}", json={"starts": "08:00", "ends": "16:00"}
    )
    assert changed.status_code == 200, changed.text
    keep_house(house.db, house.settings, at=NOON + DAY)
    again = shifts(lead, NOON - 12 * HOUR, 5)
    assert [(shift["person"]["name"], shift["starts_at"]) for shift in again] == [
        ("Ben", "2026-11-24T05:00:00Z"),
        ("Ana", "2026-11-26T05:00:00Z"),
        ("Ben", "2026-11-27T07:00:00Z"),
    ]
    assert friday["id"] not in {shift["id"] for shift in again}


def test_a_deleted_pattern_takes_its_coming_shifts_along(crew: Crew) -> None:
    lead, ben = crew.lead, crew["Ben"]
    pattern = repeats(lead, ben, starts="10:00", ends="18:00")
    today, tomorrow = shifts(lead)[:2]
    moved = {"ends_at": "2026-11-25T18:00:00Z"}
    assert lead.http.patch(f"/api/shifts/{tomorrow['id']}", json=moved).status_code == 200
    assert lead.http.delete(f"/api/shift-patterns/{pattern['id']}").status_code == 204
    left = shifts(lead, NOON, 80)
    assert starts(left) == [today["starts_at"], tomorrow["starts_at"]], "the one on now, and the edited one"
    assert lead.gets(f"/api/teams/{crew.team_id}/shift-patterns")["patterns"] == []


def test_every_second_week_over_midnight_and_the_change_of_clocks(crew: Crew) -> None:
    crew.house.clock.set(datetime(2026, 3, 20, tzinfo=UTC))
    lead, ben = crew.lead, crew["Ben"]
    repeats(
        lead,
        ben,
        weekdays=[5],
        every_weeks=2,
        starts="22:00",
        ends="06:00",
        first_on="2026-03-28",
        last_on="2026-04-30",
    )
    nights = shifts(lead, datetime(2026, 3, 20, tzinfo=UTC), 60)
    assert [(shift["starts_at"], shift["ends_at"]) for shift in nights] == [
        ("2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z"),
        ("2026-04-11T20:00:00Z", "2026-04-12T04:00:00Z"),
        ("2026-04-25T20:00:00Z", "2026-04-26T04:00:00Z"),
    ]


def test_a_pattern_that_meets_a_shift_is_refused_whole(crew: Crew) -> None:
    lead, ben = crew.lead, crew["Ben"]
    plans(lead, ben, NOON + 8 * DAY, NOON + 8 * DAY + HOUR)
    body = {
        "person_id": ben.id,
        "weekdays": [2],
        "starts": "11:00",
        "ends": "13:00",
        "first_on": "2026-11-01",
    }
    refused = lead.http.post(f"/api/teams/{crew.team_id}/shift-patterns", json=body)
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Ben is planned already from 2026-12-02 12:00 to 2026-12-02 13:00."
    assert len(shifts(lead, NOON, 80)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": []},
        {"weekdays": [7]},
        {"every_weeks": 0},
        {"every_weeks": 9},
        {"starts": "25:00"},
        {"starts": "06:00+01:00"},
        {"first_on": "2026-02-30"},
        {"first_on": "9999-12-31"},
        {"last_on": "2026-11-01"},
        {"team_id": "x"},
    ],
)
def test_a_pattern_makes_sense(crew: Crew, wrong: dict[str, object]) -> None:
    body = {
        "person_id": crew["Ben"].id,
        "weekdays": [0],
        "starts": "06:00",
        "ends": "14:00",
        "first_on": "2026-11-23",
    }
    answer = crew.lead.http.post(f"/api/teams/{crew.team_id}/shift-patterns", json=body | wrong)
    assert answer.status_code == 422, answer.text


def test_too_many_days_at_once_are_refused(crew: Crew) -> None:
    path = f"/api/teams/{crew.team_id}/shifts"
    for since, until in (("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), ("2026-02-01T00:00:00Z",) * 2):
        answer = crew.lead.http.get(path, params={"from": since, "to": until})
        assert answer.status_code == (422 if since < "2026-02" else 200)
    assert crew.lead.http.get(path, params={"from": "yesterday"}).status_code == 422
