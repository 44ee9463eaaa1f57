"""A file is read, shown as a difference, and changes nothing until somebody says so."""

from uuid import UUID

import pytest

from tests.language import Crew
from tests.rig import House
from tests.roster.office import (
    ada,
    an_office,
    applies,
    as_json_lines,
    asks_to_apply,
    brings,
    counts,
    errors,
    exported,
    members,
    settles,
    table,
    tries,
)

THREE = [ada("1", "Ben"), ada("2", "Ana", role="lead"), ada("3", "Cem")]


@pytest.fixture
def office(house: House) -> Crew:
    return an_office(house)


def test_a_file_is_only_looked_at_until_it_is_applied(office: Crew) -> None:
    read = brings(office.admin, table(THREE))
    assert read["state"] == "read"
    assert counts(read) == (3, 0, 0, 0, 0)
    assert members(office.admin, office.team_id) == {"Maria": "lead"}
    applied = applies(office.admin, read)
    assert applied["applied_at"] is not None
    assert members(office.admin, office.team_id) == {
        "Maria": "lead",
        "Ben": "worker",
        "Ana": "lead",
        "Cem": "worker",
    }


def test_the_same_file_again_changes_nothing(office: Crew) -> None:
    settles(office.admin, THREE)
    read = brings(office.admin, table(THREE))
    assert counts(read) == (0, 0, 3, 0, 0)
    assert read["diff_sample"] == []
    applies(office.admin, read)
    assert counts(brings(office.admin, as_json_lines(THREE), content_type="application/x-ndjson")) == (
        0,
        0,
        3,
        0,
        0,
    )


def test_a_difference_says_what_was_and_what_becomes(office: Crew) -> None:
    settles(office.admin, THREE)
    read = brings(
        office.admin,
        table(
            [
                ("1", "Benjamin", "de", "", "Morning", ""),
                ada("2", "Ana", team="Night", role="worker"),
                ada("4", "Dana"),
            ]
        ),
        create="true",
    )
    assert counts(read) == (1, 2, 0, 1, 0)
    told = {change["external_id"]: change for change in read["diff_sample"]}
    assert [change["kind"] for change in read["diff_sample"]] == ["leaving", "added", "changed", "changed"]
    assert told["3"]["name"] == "Cem"
    assert told["1"]["fields"] == [
        {"field": "name", "team": None, "was": "Ben", "becomes": "Benjamin"},
        {"field": "language", "team": None, "was": "en", "becomes": "de"},
    ]
    assert told["2"]["fields"] == [
        {"field": "team", "team": "Night", "was": None, "becomes": "worker"},
        {"field": "team", "team": "Harbour Street / Morning", "was": "lead", "becomes": None},
    ]
    assert told["4"]["person_id"] is None
    applies(office.admin, read)
    assert members(office.admin, office.team_id) == {"Maria": "lead", "Benjamin": "worker", "Dana": "worker"}


def test_who_has_several_teams_comes_on_several_lines(office: Crew) -> None:
    both = [ada("1", "Ben", team="Morning"), ada("1", "", team="Night", role="lead")]
    settles(office.admin, both, create="true")
    [night] = [team for team in office.admin.gets("/api/teams") if team["name"] == "Night"]
    assert members(office.admin, night["id"]) == {"Ben": "lead"}
    assert members(office.admin, office.team_id)["Ben"] == "worker"
    assert counts(brings(office.admin, table(both))) == (0, 0, 1, 0, 0)


def test_what_a_line_does_not_say_stays_as_it_is(office: Crew) -> None:
    settles(office.admin, [ada("1", "Ben", role="lead")])
    assert counts(brings(office.admin, table([("1", "Ben")], ("external_id", "name")))) == (0, 0, 1, 0, 0)
    assert counts(brings(office.admin, b"id,team\n1,Morning\n")) == (0, 0, 1, 0, 0)


def test_a_name_is_known_however_it_is_spelled(office: Crew) -> None:
    settles(
        office.admin, [("1", "Ben", "EN_us", " HARBOUR  street ".replace("  ", " "), "morning", "Leitung")]
    )
    assert members(office.admin, office.team_id)["Ben"] == "lead"


def test_lines_that_cannot_be_used_are_told_apart_by_line_and_reason(office: Crew) -> None:
    settles(office.admin, [ada("9", "Iris")])
    read = brings(
        office.admin,
        table(
            [
                ada("", "Nobody"),
                ada("2", "Ana", team="Nowhere"),
                ("3", "Cem", "klingon", "", "Morning", ""),
                ("4", "Dana", "en", "Elsewhere", "Morning", ""),
                ada("5", "Eve", role="admin"),
                ada("6", "Fay", role="boss"),
                ada("7", "x" * 81),
                ada("8", ""),
                ada("9", "Iris"),
                ada("9", "Iris B."),
                ("10", "Jo", "en", "", "", ""),
                ada("x" * 65, "Kim"),
                ada("12", "Lea", role="lead"),
                ada("12", "Lea", role="worker"),
                ada("13", "Mo"),
            ]
        ),
    )
    assert errors(read) == [
        (2, "external_id", "external_id.missing"),
        (3, "team", "team.unknown"),
        (4, "language", "language.unknown"),
        (5, "site", "site.unknown"),
        (6, "role", "role.by_hand"),
        (7, "role", "role.unknown"),
        (8, "name", "name.too_long"),
        (9, "name", "name.missing"),
        (11, "name", "name.contradicts"),
        (12, "team", "team.missing"),
        (13, "external_id", "external_id.too_long"),
        (15, "role", "role.contradicts"),
    ]
    assert counts(read) == (1, 0, 0, 0, 12)


def test_errors_stop_a_file_unless_it_is_said_to_leave_them_out(office: Crew) -> None:
    read = brings(office.admin, table([ada("1", "Ben"), ada("2", "Ana", team="Nowhere")]))
    refused = asks_to_apply(office.admin, read)
    assert (refused.status_code, refused.json()["code"]) == (422, "roster.has_errors")
    applies(office.admin, read, skip_errors="true")
    assert members(office.admin, office.team_id) == {"Maria": "lead", "Ben": "worker"}


def test_a_broken_line_costs_nobody_their_access(office: Crew) -> None:
    settles(office.admin, THREE)
    named = brings(office.admin, table([ada("1", "Ben"), ada("2", "Ana", team="Nowhere")]))
    assert counts(named) == (0, 0, 1, 1, 1)
    unread = brings(office.admin, table([ada("1", "Ben")]) + b'"unclosed,Ana\n')
    assert counts(unread) == (0, 0, 1, 0, 1)
    assert unread["spares_leavers"]
    applies(office.admin, unread, skip_errors="true")
    assert set(members(office.admin, office.team_id)) == {"Maria", "Ben", "Ana", "Cem"}


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b"", "text/csv", 422, "rows.empty"),
        (b"external_id,name\n", "text/csv", 422, "roster.empty"),
        (b"", "application/x-ndjson", 422, "roster.empty"),
        (b"name\nBen\n", "text/csv", 422, "rows.column_missing"),
        (b"PK\x03\x04....", "text/csv", 400, "rows.workbook"),
        (b"{}", "application/json", 415, "rows.content_type"),
        (b"x", "text/plain", 415, "request.content_type"),
    ],
)
def test_what_is_no_roster_leaves_no_trace(
    office: Crew, content: bytes, content_type: str, status: int, code: str
) -> None:
    refused = tries(office.admin, content, content_type=content_type)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_file_beyond_the_bound_is_refused(office: Crew) -> None:
    refused = tries(office.admin, b"x" * (office.house.settings.roster_max_bytes + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "request.too_large")


def test_changes_come_in_pages(office: Crew) -> None:
    read = brings(office.admin, table([ada(f"{number:04}", f"Name {number}") for number in range(230)]))
    seen, after = [], 0
    while after is not None:
        page = office.admin.gets(f"/api/roster/{read['id']}/changes", after=after)
        seen += [change["external_id"] for change in page["changes"]]
        after = page["next"]
    assert seen == [f"{number:04}" for number in range(230)]


def test_what_is_taken_along_can_be_brought_back_and_changes_nothing(office: Crew) -> None:
    strange = ["=1+1", "+49", "-Ben", "@Ana", "'t Hooft", "'=x", "李娜", 'A "B" C', "a; b, c", "＝sum"]
    lines = [ada(f"={number}", name) for number, name in enumerate(strange)]
    settles(office.admin, [*lines, ada("=0", "", team="Night", role="lead")], create="true")
    answer = office.admin.http.get("/api/roster.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfexternal_id,name,")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    for row in exported(office.admin)[1:]:
        assert not any(cell[:1] in set("=+-@\t\r＝＋－＠") for cell in row if cell), row
    assert counts(brings(office.admin, answer.content)) == (0, 0, len(strange), 0, 0)
    site_id = office.admin.gets("/api/teams")[0]["site"]["id"]
    of_site = office.admin.http.get("/api/roster.csv", params={"site_id": site_id})
    assert counts(brings(office.admin, of_site.content, site_id=site_id)) == (0, 0, len(strange), 0, 0)


def test_an_administrator_by_hand_is_neither_made_nor_unmade_by_a_file(office: Crew) -> None:
    settles(office.admin, [ada("1", "Ben"), ada("2", "Ana")])
    [ben] = [
        m for m in office.admin.gets(f"/api/teams/{office.team_id}/members") if m["person"]["name"] == "Ben"
    ]
    office.admin.http.patch(
        f"/api/teams/{office.team_id}/members/{ben['person']['id']}", json={"role": "admin"}
    ).raise_for_status()
    assert counts(brings(office.admin, table([ada("1", "Ben", role="worker"), ada("2", "Ana")]))) == (
        0,
        0,
        2,
        0,
        0,
    )
    moved = brings(office.admin, table([ada("1", "Ben", team="Night"), ada("2", "Ana")]), create="true")
    assert counts(moved) == (0, 1, 1, 0, 0)
    assert moved["diff_sample"][0]["fields"] == [
        {"field": "team", "team": "Night", "was": None, "becomes": "worker"}
    ]
    assert UUID(moved["id"])
