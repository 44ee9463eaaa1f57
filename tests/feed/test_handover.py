"""From one shift to the next: everything that is open, in a minute and a half."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.feed.handover.policy import BUDGET_S, ItemKind, OpenItem, plan_handover
from tests.feed.evenings import SIX, a_crew_at_night, comes
from tests.feed.test_once import at_once
from tests.language import Crew, Json, Person, a_crew, joins, token_of
from tests.rig import House

BIRTH = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house)


def handover(lead: Person) -> Json:
    found: Json = lead.gets(f"/api/teams/{lead.team_id}/handover")
    return found


def takes(lead: Person, number: int) -> Json:
    return lead.sends("handover.take", {"team_id": str(lead.team_id), "number": number})


def another_lead(house: House, crew: Crew) -> Person:
    return joins(house, token_of(crew.admin.invites("lead", team_id=crew.team_id)), "Nora")


def test_objections_questions_and_missing_answers_are_handed_over_in_this_order(crew: Crew) -> None:
    asks = crew.lead.posts("Wear gloves in hall four", ask="acknowledge")
    for name in ("Ben", "Ana"):
        crew[name].acknowledges(asks)
    open_ask = crew.lead.posts("New gate code", ask="acknowledge")
    crew["Ben"].acknowledges(open_ask)
    question = crew["Ana"].posts("Where is the hand truck?")
    answered = crew["Ana"].posts("Who has the key?")
    crew["Ben"].replies(answered, "I do")
    objected = crew.lead.posts("Lift the pallets by hand", ask="acknowledge")
    crew["Ben"].objects(objected)
    items = handover(crew.lead)["items"]
    assert [(item["kind"], item["post_id"]) for item in items] == [
        ("objection", str(objected.id)),
        ("question", str(question.id)),
        ("unanswered", str(open_ask.id)),
    ]
    assert items[0]["people"] == ["Ben"]
    assert items[2]["missing_count"] == 1


def test_40_posts_in_and_at_most_90_seconds_out_with_every_open_item_in(crew: Crew) -> None:
    """N16."""
    posts = [
        crew["Ana"].posts(f"Nr {number}: the conveyor by gate {number} stops after each second crate again")
        for number in range(40)
    ]
    found = handover(crew.lead)
    assert found["cost_s"] <= 90
    assert [item["post_id"] for item in found["items"]] == [str(post.id) for post in posts]
    assert all(item["said"] for item in found["items"])


def test_what_is_settled_is_not_handed_over_until_somebody_objects_again(house: House, crew: Crew) -> None:
    post = crew.lead.posts("Lift the pallets by hand", ask="acknowledge")
    crew["Ben"].objects(post)
    key = {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        assert crew.lead.http.post(f"/api/posts/{post.id}/settle", headers=key).status_code == 204
    assert handover(crew.lead)["items"] == []
    house.clock.advance(timedelta(seconds=5))
    crew["Ana"].objects(post)
    [item] = handover(crew.lead)["items"]
    assert (item["kind"], item["people"]) == ("objection", ["Ana"])
    for nobody in (crew["Ben"], a_crew(house).lead):
        refused = nobody.sends("handover.settle", {"post_id": str(post.id)})
        assert (refused["status"], refused["code"]) == (404, "post.unknown")


def test_one_lead_takes_over_however_often_and_by_how_many_it_is_tried(house: House, crew: Crew) -> None:
    crew["Ana"].posts("Where is the hand truck?")
    nora = another_lead(house, crew)
    number = handover(crew.lead)["number"]
    at_once(lambda turn: takes((crew.lead, nora)[turn % 2], number))
    last = handover(nora)["last"]
    winner, other = (nora, crew.lead) if last["by"]["name"] == "Nora" else (crew.lead, nora)
    assert takes(winner, number)["outcome"] == "applied", "again is fine"
    refused = takes(other, number)
    assert (refused["status"], refused["code"]) == (409, "handover.taken")
    assert last["by"]["name"] in refused["sentence"]
    assert handover(nora)["number"] == number + 1
    assert takes(other, number + 5)["code"] == "handover.unknown"
    assert takes(other, number + 1)["outcome"] == "applied", "the next shift change"
    assert takes(crew["Ben"], number + 2)["code"] == "team.unknown"


def test_nothing_of_an_evening_is_handed_over_before_the_shift(house: House) -> None:
    crew = a_crew_at_night(house)
    post = crew.lead.posts("Lift the pallets by hand", ask="acknowledge")
    crew["Ana"].acknowledges(post)
    before = handover(crew.lead)
    crew["Ben"].objects(post)
    crew["Ben"].posts("Why by hand?")
    assert handover(crew.lead) == before
    comes(house, SIX)
    items = handover(crew.lead)["items"]
    assert [item["kind"] for item in items] == ["objection", "question"]
    assert {item["since"] for item in items} == {"2026-11-24T05:00:00Z"}


items = st.builds(
    OpenItem,
    post_id=st.builds(new_id),
    kind=st.sampled_from(ItemKind),
    author=st.just("Maria"),
    text=st.text(st.sampled_from("abc äß漢\n"), max_size=300),
    since=st.integers(0, 10**6).map(lambda s: BIRTH + timedelta(seconds=s)),
    people=st.lists(st.sampled_from(["Ben", "Ana"]), max_size=3),
)


@given(st.lists(items, max_size=120))
def test_a_handover_is_short_and_has_everything_in(found: list[OpenItem]) -> None:
    plan = plan_handover(found)
    assert plan.cost_s <= BUDGET_S
    assert {item.post_id for item in (*plan.items, *plan.more)} == {item.post_id for item in found}
    kinds = [list(ItemKind).index(item.kind) for item in (*plan.items, *plan.more)]
    assert kinds == sorted(kinds)
