"""A planning tool's file: the difference first, errors by line, and the same file again changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.people.models import Person as PersonRow
from tests.language import Crew, Json, a_crew
from tests.rig import House

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
HEADER = "external_id,person_external_id,starts,ends"
TUESDAY = "S1,7001,2026-11-24 06:00,2026-11-24 14:00"
WEDNESDAY = "S2,7001,2026-11-25 06:00,2026-11-25 14:00"


@pytest.fixture
def crew(house: House) -> Crew:
    """Ben has the number 7001, Ana 7002."""
    house.clock.set(NOON)
    crew = a_crew(house)
    with house.db.writing() as session:
        for name, number in (("Ben", "7001"), ("Ana", "7002")):
            session.get_one(PersonRow, UUID(crew[name].id)).external_id = number
    return crew


def brings(crew: Crew, *lines: str, content: bytes | None = None, **asked: bool) -> Json:
    body = "\n".join((HEADER, *lines)).encode() if content is None else content
    answer = crew.lead.http.post(
        f"/api/teams/{crew.team_id}/shifts/import",
        content=body,
        headers={"Content-Type": "text/csv"},
        params=asked,
    )
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def planned(crew: Crew) -> list[tuple[str, str, str]]:
    shifts = crew.lead.gets(f"/api/teams/{crew.team_id}/shifts")["shifts"]
    return [(one["external_id"], one["person"]["name"], one["starts_at"]) for one in shifts]


def counts(told: Json) -> dict[str, int]:
    return {kind: count for kind, count in told["counts"].items() if count}


def reasons(told: Json) -> list[tuple[int, str | None, str]]:
    return [(fault["line"], fault["column"], fault["reason"]) for fault in told["errors"]]


def test_a_file_is_shown_first_and_applied_when_asked_to(crew: Crew) -> None:
    shown = brings(crew, TUESDAY, WEDNESDAY)
    assert (shown["applied"], counts(shown)) == (False, {"added": 2})
    assert shown["changes"][0] == {
        "kind": "added",
        "line": 2,
        "external_id": "S1",
        "before": None,
        "after": {
            "person": {"id": crew["Ben"].id, "name": "Ben"},
            "starts_at": "2026-11-24T05:00:00Z",
            "ends_at": "2026-11-24T13:00:00Z",
        },
    }
    assert planned(crew) == []
    assert brings(crew, TUESDAY, WEDNESDAY, apply=True)["applied"]
    assert planned(crew) == [("S1", "Ben", "2026-11-24T05:00:00Z"), ("S2", "Ben", "2026-11-25T05:00:00Z")]
    again = brings(crew, TUESDAY, WEDNESDAY, apply=True)
    assert (counts(again), again["changes"]) == ({"unchanged": 2}, [])


def test_what_changed_is_told_with_what_it_was(crew: Crew) -> None:
    brings(crew, TUESDAY, WEDNESDAY, apply=True)
    told = brings(crew, "S1,7002,2026-11-24 14:00,2026-11-24 22:00", WEDNESDAY, apply=True)
    assert counts(told) == {"changed": 1, "unchanged": 1}
    [change] = told["changes"]
    assert (change["before"]["person"]["name"], change["after"]["person"]["name"]) == ("Ben", "Ana")
    assert change["before"]["starts_at"] == "2026-11-24T05:00:00Z"
    assert planned(crew)[0] == ("S1", "Ana", "2026-11-24T13:00:00Z")


def test_only_a_complete_file_removes_and_only_what_is_to_come(house: House, crew: Crew) -> None:
    brings(crew, TUESDAY, WEDNESDAY, apply=True)
    other = "S3,7002,2026-11-26 06:00,2026-11-26 14:00"
    assert counts(brings(crew, other, apply=True)) == {"added": 1}
    by_hand = {
        "person_id": crew["Ana"].id,
        "starts_at": "2026-11-25T06:00:00Z",
        "ends_at": "2026-11-25T07:00:00Z",
    }
    assert crew.lead.http.post(f"/api/teams/{crew.team_id}/shifts", json=by_hand).status_code == 201
    told = brings(crew, TUESDAY, other, complete=True, apply=True)
    assert counts(told) == {"removed": 1, "unchanged": 2}
    assert told["changes"][0]["line"] is None
    assert [external_id for external_id, *_ in planned(crew)] == ["S1", None, "S3"]
    house.clock.set(NOON + timedelta(days=2))
    told = brings(crew, "S0,7002,2026-11-23 06:00,2026-11-23 14:00", other, complete=True, apply=True)
    assert counts(told) == {"added": 1, "unchanged": 1}, "the past is not made unplanned"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",7001,2026-11-24 06:00,2026-11-24 14:00", ("external_id", "cell.empty")),
        ("S9,,2026-11-24 06:00,2026-11-24 14:00", ("person_external_id", "cell.empty")),
        ("S9,7009,2026-11-24 06:00,2026-11-24 14:00", ("person_external_id", "person.unknown")),
        ("S9,7001,,2026-11-24 14:00", ("starts", "cell.empty")),
        ("S9,7001,24.11.2026 06:00,2026-11-24 14:00", ("starts", "time.unreadable")),
        ("S9,7001,2026-11-24,2026-11-24 14:00", ("starts", "time.unreadable")),
        ("S9,7001,2026-02-30 06:00,2026-11-24 14:00", ("starts", "time.unreadable")),
        ("S9,7001,1026-11-24 06:00,2026-11-24 14:00", ("starts", "time.unreadable")),
        ("S9,7001,2026-11-24 06:00,2026-11-24 05:00", ("ends", "shift.backwards")),
        ("S9,7001,2026-11-24 06:00,2026-11-29 05:00", ("ends", "shift.too_long")),
        ("S1,7001,2026-11-26 06:00,2026-11-26 14:00", ("external_id", "row.twice")),
        ("S9,7001,2026-11-24 13:59,2026-11-24 15:00", ("starts", "shift.overlaps")),
        ("S9,7001,2026-11-24 06:00,2026-11-24 14:00,x", (None, "line.too_many_cells")),
        ('S9,"7001,2026-11-24 06:00,2026-11-24 14:00', (None, "line.quotes")),
        (f"S9,{'7' * 1_000_000},2026-11-24 06:00,2026-11-24 14:00", (None, "line.too_long")),
        (f"S9,{'7' * 2_000},2026-11-24 06:00,2026-11-24 14:00", ("person_external_id", "cell.too_long")),
    ],
)
def test_what_is_wrong_is_told_by_line_and_changes_nothing(
    crew: Crew, line: str, fault: tuple[str | None, str]
) -> None:
    told = brings(crew, TUESDAY, line, WEDNESDAY, apply=True)
    assert reasons(told) == [(3, *fault)]
    assert (told["applied"], counts(told)) == (False, {"added": 2, "errors": 1})
    assert planned(crew) == []
    told = brings(crew, TUESDAY, line, WEDNESDAY, apply=True, skip_errors=True)
    assert told["applied"]
    assert [external_id for external_id, *_ in planned(crew)] == ["S1", "S2"]


def test_with_an_error_nothing_is_removed(crew: Crew) -> None:
    brings(crew, TUESDAY, WEDNESDAY, apply=True)
    wrong = "S3,7009,2026-11-26 06:00,2026-11-26 14:00"
    for line in (wrong, "S3,7001,2026-11-24 07:00,2026-11-26 14:00"):
        told = brings(crew, TUESDAY, line, complete=True, apply=True, skip_errors=True)
        assert counts(told) == {"unchanged": 1, "errors": 1}
    assert len(planned(crew)) == 2


def test_two_may_swap_in_one_file_and_a_line_that_fails_keeps_its_place(crew: Crew) -> None:
    ana = "S2,7002,2026-11-24 06:00,2026-11-24 14:00"
    brings(crew, TUESDAY, ana, apply=True)
    swapped = (TUESDAY.replace("7001", "7002"), ana.replace("7002", "7001"))
    assert counts(brings(crew, *swapped, apply=True)) == {"changed": 2}
    # S1 cannot move into S3's time, so it stays where it is, and S4 cannot have its place.
    brings(crew, *swapped, "S3,7002,2026-11-25 06:00,2026-11-25 14:00", apply=True)
    told = brings(
        crew,
        "S1,7002,2026-11-25 06:00,2026-11-25 08:00",
        "S4,7002,2026-11-24 06:00,2026-11-24 14:00",
        apply=True,
        skip_errors=True,
    )
    assert reasons(told) == [(2, "starts", "shift.overlaps"), (3, "starts", "shift.overlaps")]


@pytest.mark.parametrize(
    ("starts", "ends", "instants"),
    [
        ("2026-11-24T06:00:00Z", "2026-11-24T15:00+01:00", ("06:00", "14:00")),
        ("2026-11-24 06:00 +0100", "2026-11-24 24:00", ("05:00", "23:00")),
        ("2026-11-24 06:00:30", "2026-11-24 14:00", ("05:00:30", "13:00")),
    ],
)
def test_times_with_an_offset_are_what_they_say(
    crew: Crew, starts: str, ends: str, instants: tuple[str, str]
) -> None:
    [change] = brings(crew, f"S1,7001,{starts},{ends}")["changes"]
    told = (change["after"]["starts_at"], change["after"]["ends_at"])
    assert told == tuple(f"2026-11-24T{wall:0<8}Z".replace("000Z", ":00Z") for wall in instants)


def test_a_name_will_do_when_only_one_has_it(house: House, crew: Crew) -> None:
    def named(name: str) -> Json:
        lines = ("external_id;name;start;end", f"S1;{name};2026-11-24 06:00;2026-11-24 14:00")
        return brings(crew, content="\r\n".join(lines).encode("utf-16"))

    assert counts(named(" bEN ")) == {"added": 1}
    assert reasons(named("Benno")) == [(2, "person", "person.unknown")]
    with house.db.writing() as session:
        session.get_one(PersonRow, UUID(crew["Ana"].id)).name = "Ben"
    assert reasons(named("Ben")) == [(2, "person", "person.not_unique")]


def test_lines_of_json_do_as_well(crew: Crew) -> None:
    body = (
        b'{"external_id": 1, "person_external_id": 7001, "starts": "2026-11-24 06:00", '
        b'"ends": "2026-11-24 14:00"}\n{"external_id": 2}\n[]\n'
    )
    path = f"/api/teams/{crew.team_id}/shifts/import"
    answer = crew.lead.http.post(path, content=body, headers={"Content-Type": "application/x-ndjson"})
    assert counts(answer.json()) == {"added": 1, "errors": 2}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "rows.empty"),
        (b"external_id,starts\n", 422, "rows.column_missing"),
        (b"\xff\xfe\x00\xd8", 400, "rows.encoding"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(crew: Crew, content: bytes, status: int, code: str) -> None:
    path = f"/api/teams/{crew.team_id}/shifts/import"
    answer = crew.lead.http.post(path, content=content, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_leads_of_the_team_bring_plans(crew: Crew) -> None:
    path = f"/api/teams/{crew.team_id}/shifts/import"
    for nobody in (crew["Ben"], a_crew(crew.house).lead):
        answer = nobody.http.post(path, content=HEADER.encode(), headers={"Content-Type": "text/csv"})
        assert (answer.status_code, answer.json()["code"]) == (404, "team.unknown")


def a_plan(days: int) -> Sequence[str]:
    begin = datetime(2027, 1, 1)  # noqa: DTZ001 - local times of the site
    return [
        f"S{number}-{day},{person},{begin + timedelta(days=day):%Y-%m-%d} 06:00,"
        f"{begin + timedelta(days=day):%Y-%m-%d} 14:00"
        for number, person in enumerate((7001, 7002))
        for day in range(days)
    ]


def test_thousands_of_shifts_come_at_once_but_not_any_number(crew: Crew) -> None:
    lines = a_plan(2_500)
    assert counts(brings(crew, *lines, apply=True)) == {"added": 5_000}
    assert counts(brings(crew, *lines)) == {"unchanged": 5_000}
    refused: Any = crew.lead.http.post(
        f"/api/teams/{crew.team_id}/shifts/import",
        content="\n".join((HEADER, *a_plan(5_100))).encode(),
        headers={"Content-Type": "text/csv"},
    )
    assert refused.json()["code"] == "rows.too_many"
