"""A phone's copy: the first one, what changed since, and what must be forgotten."""

from typing import Any

import pytest
from sqlmodel import Session

from app.core.actor import team_scope
from app.core.ids import new_id
from app.sync.service import record_change
from tests.doubles.recordings import a_voice_note
from tests.language import Crew, Person, a_crew, joins, token_of
from tests.rig import House


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house)


def delta(person: Person, since: int) -> dict[str, Any]:
    answer: dict[str, Any] = person.gets("/api/sync", since=since)
    return answer


def texts(answer: dict[str, Any]) -> list[str]:
    return [post["text"] for post in answer["posts"]]


def test_a_first_copy_says_so_and_holds_what_is_there(crew: Crew) -> None:
    crew.lead.posts("Forklift 2 is down")
    first = delta(crew["Ben"], 0)
    assert first["reset"]
    assert not first["more"]
    assert texts(first) == ["Forklift 2 is down"]
    assert first["cursor"] > 0


def test_only_what_changed_since_the_cursor_comes_again(crew: Crew) -> None:
    ben = crew["Ben"]
    crew.lead.posts("Forklift 2 is down")
    cursor = delta(ben, 0)["cursor"]
    quiet = delta(ben, cursor)
    assert texts(quiet) == []
    assert quiet["cursor"] >= cursor
    assert not quiet["reset"]
    crew.lead.posts("Forklift 2 is back")
    assert texts(delta(ben, cursor)) == ["Forklift 2 is back"]


def test_an_answer_brings_the_post_again_to_who_asked(crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves at press 4", ask="acknowledge")
    cursor = delta(crew.lead, 0)["cursor"]
    crew["Ben"].acknowledges(post)
    [again] = delta(crew.lead, cursor)["posts"]
    assert again["id"] == str(post.id)
    assert again["counts"]["got_it"] == 1


def test_another_team_hears_nothing(house: House, crew: Crew) -> None:
    stranger = a_crew(house).lead
    cursor = delta(stranger, 0)["cursor"]
    crew.lead.posts("Only for us")
    assert texts(delta(stranger, cursor)) == []
    assert texts(delta(stranger, 0)) == []


def test_who_joins_another_team_starts_over_with_both(crew: Crew) -> None:
    ben = crew["Ben"]
    crew.lead.posts("Forklift 2 is down")
    sites = crew.admin.gets("/api/sites")
    made = crew.admin.http.post("/api/teams", json={"name": "Night", "site_id": sites[0]["id"]})
    night = made.json()["id"]
    crew.admin.posts("The night begins at ten", team_id=night)
    cursor = delta(ben, 0)["cursor"]
    joins(crew.house, token_of(crew.admin.invites(team_id=night)), "Ben", phone=ben.http)
    wider = delta(ben, cursor)
    assert wider["reset"]
    assert wider["me"]
    assert sorted(texts(wider)) == ["Forklift 2 is down", "The night begins at ten"]


@pytest.mark.parametrize("since", [2**63 - 1, 10**9])
def test_a_cursor_of_the_future_starts_over(crew: Crew, since: int) -> None:
    assert delta(crew["Ben"], since)["reset"]


@pytest.mark.parametrize("since", [-1, 2**63, 10**400, "x", "NaN", "1.5", "\0"])
def test_a_cursor_that_is_none_is_refused(crew: Crew, since: Any) -> None:
    answer = crew["Ben"].http.get("/api/sync", params={"since": since})
    assert answer.status_code == 422
    assert answer.json()["code"] == "request.malformed"


def test_a_first_copy_costs_four_queries_with_the_session_check(house: House, crew: Crew) -> None:
    clip = crew.lead.records()
    note = crew["Ben"].records(a_voice_note(), kind="voice")
    house.drain()
    post = crew.lead.posts("Look at this", clip=clip, ask="acknowledge")
    crew["Ben"].replies(post, clip=note)
    with house.counting_queries() as seen:
        answer = delta(crew["Ben"], 0)
    assert answer["posts"] == [crew["Ben"].sees(post)]
    assert {one["id"] for one in answer["clips"]} == {str(clip), str(note)}
    assert len(seen) <= 4, seen


def test_a_delta_costs_four_queries_with_the_session_check(house: House, crew: Crew) -> None:
    cursor = delta(crew["Ben"], 0)["cursor"]
    clip = crew.lead.records()
    house.drain()
    crew.lead.posts("Look at this", clip=clip, ask="acknowledge")
    crew.lead.posts("And this")
    with house.counting_queries() as seen:
        answer = delta(crew["Ben"], cursor)
    assert texts(answer) == ["Look at this", "And this"]
    assert [one["id"] for one in answer["clips"]] == [str(clip)]
    assert len(seen) <= 4, seen


def test_a_quiet_delta_costs_two_queries(house: House, crew: Crew) -> None:
    cursor = delta(crew["Ben"], 0)["cursor"]
    with house.counting_queries() as seen:
        delta(crew["Ben"], cursor)
    assert len(seen) <= 2, seen


def test_a_long_absence_is_answered_in_parts(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    cursor = delta(ben, 0)["cursor"]
    with house.db.writing() as session:
        for _ in range(501):
            record_post_change(session, house, crew)
    part = delta(ben, cursor)
    assert part["more"]
    rest = delta(ben, part["cursor"])
    assert not rest["more"]
    assert rest["cursor"] > part["cursor"]
    # The rows that those changes name never were: a phone that has them must forget them.
    assert len(part["removed"]["posts"]) + len(rest["removed"]["posts"]) == 501


def record_post_change(session: Session, house: House, crew: Crew) -> None:
    record_change(session, scope=team_scope(crew.team_id), kind="post", object_id=new_id(), at=house.clock())
