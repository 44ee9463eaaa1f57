"""Who left is out before the answer comes; the rest is done once, whatever is asked twice or has changed."""

import threading
import time
from uuid import UUID

import pytest

from app.people.roster.applying import begin_apply
from app.people.roster.models import ImportState, RosterImport
from tests.language import Crew, Person, joins, token_of
from tests.rig import House
from tests.roster.office import (
    ada,
    an_office,
    applies,
    asks_to_apply,
    brings,
    counts,
    is_number,
    members,
    settles,
    table,
)
from tests.streams import listening


@pytest.fixture
def office(house: House) -> Crew:
    return an_office(house)


def joined(office: Crew, *names: str) -> list[Person]:
    """With a phone each, and the numbers 1, 2, ..."""
    token = token_of(office.lead.invites(uses_max=len(names)))
    people = [joins(office.house, token, name) for name in names]
    for number, person in enumerate(people, 1):
        is_number(office, person, str(number))
    return people


def test_who_is_not_in_the_file_is_out_before_the_answer_comes(office: Crew) -> None:
    ben, ana = joined(office, "Ben", "Ana")
    read = brings(office.admin, table([ada("1", "Ben")]))
    assert counts(read) == (0, 0, 1, 1, 0)
    assert ana.http.get("/api/me").status_code == 200
    with listening(office.house.url, ana.http.cookies) as stream:
        asked_at = time.monotonic()
        assert asks_to_apply(office.admin, read).status_code == 200
        assert ana.http.get("/api/me").status_code == 401
        assert stream.ended.wait(5)
        assert time.monotonic() - asked_at < 5
    assert ben.http.get("/api/me").status_code == 200
    office.house.drain()
    assert set(members(office.admin, office.team_id)) == {"Maria", "Ben"}


def test_the_number_of_leavers_must_be_repeated(office: Crew) -> None:
    joined(office, "Ben", "Ana")
    read = brings(office.admin, table([ada("1", "Ben")]))
    refused = asks_to_apply(office.admin, read, leaving_count=0)
    assert (refused.status_code, refused.json()["code"]) == (409, "roster.leaving_count")
    assert refused.json()["leaving_count"] == 1
    assert "Ana" in members(office.admin, office.team_id)


def test_two_taps_apply_once(office: Crew) -> None:
    read = brings(office.admin, table([ada(str(number), f"Name {number}") for number in range(20)]))
    answers = []
    taps = [
        threading.Thread(target=lambda: answers.append(asks_to_apply(office.admin, read))) for _ in range(6)
    ]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert [answer.status_code for answer in answers] == [200] * 6
    applied = applies(office.admin, read)
    assert applied["progress"] == 20
    assert len(members(office.admin, office.team_id)) == 21
    entries = office.admin.gets("/api/audit")["entries"]
    assert [entry["action"] for entry in entries].count("roster.applied") == 1


def test_a_file_from_before_somebody_else_came_is_not_applied(office: Crew) -> None:
    settles(office.admin, [ada("1", "Ben")])
    stale = brings(office.admin, table([ada("1", "Ben")]))
    settles(office.admin, [ada("1", "Ben"), ada("2", "Ana")])
    refused = asks_to_apply(office.admin, stale)
    assert (refused.status_code, refused.json()["code"]) == (409, "roster.changed")
    assert "Ana" in members(office.admin, office.team_id)


def test_what_changed_since_reading_is_looked_at_again(office: Crew) -> None:
    """Two files of the same new person: the second finds them there, and doubles nobody."""
    first, second = (brings(office.admin, table([ada("1", "Ben"), ada("2", "Ana")])) for _ in range(2))
    applies(office.admin, first)
    applies(office.admin, second)
    assert set(members(office.admin, office.team_id)) == {"Maria", "Ben", "Ana"}


def test_of_two_files_one_waits(office: Crew) -> None:
    one, other = (brings(office.admin, table([ada("1", "Ben")])) for _ in range(2))
    with office.house.db.writing() as session:
        session.get_one(RosterImport, UUID(one["id"])).state = ImportState.APPLYING
    refused = asks_to_apply(office.admin, other)
    assert (refused.status_code, refused.json()["code"]) == (409, "roster.busy")


def test_whoever_sends_the_file_is_not_locked_out_by_it(office: Crew) -> None:
    is_number(office, office.admin, "boss")
    read = brings(office.admin, table([ada("1", "Ben")]))
    assert counts(read) == (1, 0, 0, 0, 0)
    applies(office.admin, read)
    assert office.admin.gets("/api/me")["is_admin"]


def test_somebody_who_left_comes_back_as_themselves(office: Crew) -> None:
    settles(office.admin, [ada("1", "Ben"), ada("2", "Ana")])
    settles(office.admin, [ada("1", "Ben")])
    read = brings(office.admin, table([ada("1", "Ben"), ada("2", "Ana")]))
    assert counts(read) == (1, 0, 1, 0, 0)
    [change] = read["diff_sample"]
    assert (change["kind"], change["name"], change["person_id"] is not None) == ("added", "Ana", True)
    applies(office.admin, read)
    assert "Ana" in members(office.admin, office.team_id)


def test_who_has_no_number_is_touched_by_no_file(office: Crew) -> None:
    visitor = joins(office.house, token_of(office.lead.invites()), "Visitor")
    settles(office.admin, [ada("1", "Ben")])
    assert visitor.http.get("/api/me").status_code == 200


def test_the_log_tells_who_left_and_who_became_a_lead(office: Crew) -> None:
    settles(office.admin, [ada("1", "Ben", role="lead"), ada("2", "Ana")])
    settles(office.admin, [ada("1", "Ben", role="worker")])
    told = [
        (entry["action"], entry["object_name"], entry["facts"].get("role"))
        for entry in reversed(office.admin.gets("/api/audit")["entries"])
        if entry["facts"].get("import_id")
    ]
    assert told == [
        ("role.given", "Ben", "lead"),
        ("person.departed", "Ana", None),
        ("role.given", "Ben", "worker"),
    ]


def test_leavers_go_even_when_the_request_died_after_promising_it(office: Crew) -> None:
    """All that is left of it is what it committed first."""
    _, ana = joined(office, "Ben", "Ana")
    read = brings(office.admin, table([ada("1", "Ben"), ada("3", "Cem")]))
    with office.house.db.writing() as session:
        begin_apply(
            session, None, UUID(read["id"]), leaving_count=1, skips_errors=False, at=office.house.clock()
        )
    office.house.drain()
    assert ana.http.get("/api/me").status_code == 401
    assert set(members(office.admin, office.team_id)) == {"Maria", "Ben", "Cem"}
    assert office.admin.gets(f"/api/roster/{read['id']}")["progress"] == 2
