"""What is put before a person, and what is not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.feed.brief.policy import Candidate, plan_brief
from tests.doubles.push import Receiver
from tests.feed.test_audience import TWENTY_S, sends_to
from tests.feed.test_search import finds
from tests.language import a_crew
from tests.rig import House
from tests.shifts.test_planning import NOON, plans

HOUR = timedelta(hours=1)
BIRTH = datetime(2026, 1, 1, tzinfo=UTC)


def candidates() -> st.SearchStrategy[list[Candidate]]:
    one = st.builds(
        Candidate,
        post_id=st.builds(new_id),
        author=st.just("Maria"),
        asked=st.booleans(),
        since=st.integers(0, 10**6).map(lambda s: BIRTH + timedelta(seconds=s)),
        cost_s=st.integers(1, 120),
    )
    return st.lists(one, max_size=60)


@given(candidates(), st.integers(10, 300))
def test_a_brief_never_takes_more_than_the_budget_and_loses_nothing(
    found: list[Candidate], budget_s: int
) -> None:
    brief = plan_brief(found, budget_s=budget_s)
    assert brief.cost_s <= budget_s
    assert len(brief.cards) + len(brief.rest) == len(found)
    for part in (brief.cards, brief.rest):
        assert [one.asked for one in part] == sorted((one.asked for one in part), reverse=True)
    asked = [card.since for card in brief.cards if card.asked]
    assert asked == sorted(asked)


def test_what_is_asked_comes_first_and_the_rest_is_one_line(house: House) -> None:
    house.clock.set(NOON)
    crew = a_crew(house)
    ben = crew["Ben"]
    plans(crew.lead, ben, NOON - 10 * HOUR, NOON - 2 * HOUR)
    plans(crew.lead, ben, NOON, NOON + 8 * HOUR)
    news = [crew.lead.posts(f"{number} {TWENTY_S}") for number in range(4)]
    first = sends_to(crew.lead, kind="people", people=(ben,), text=TWENTY_S)["result"]["post_id"]
    house.clock.advance(timedelta(seconds=1))
    second = sends_to(crew.lead, kind="people", people=(ben,), text=TWENTY_S)["result"]["post_id"]
    brief = ben.gets("/api/brief")
    assert [card["post_id"] for card in brief["cards"]][:2] == [first, second]
    assert [card["asked"] for card in brief["cards"]] == [True, True, False, False]
    assert brief["cost_s"] <= brief["budget_s"] == 90
    assert len(brief["rest"]["post_ids"]) == 2
    assert set(brief["rest"]["post_ids"]) < {str(post.id) for post in news}
    assert (brief["rest"]["authors"], brief["rest"]["asked_count"]) == (["Maria"], 0)


def test_whoever_is_not_named_has_badge_0_and_push_0_after_100_posts(house: House) -> None:
    """N9. What is open for a person is the badge of their phone."""
    crew = a_crew(house)
    ben, ana = crew["Ben"], crew["Ana"]
    assert house.push is not None
    endpoint = f"/{new_id()}"
    phone = Receiver().subscription(house.push.origin + endpoint)
    assert ben.http.put("/api/push", json=phone).is_success
    for number in range(100):
        sends_to(crew.lead, kind="people", people=(ana,), text=f"Crate {number}")
    house.drain()
    delta = ben.gets("/api/sync", since=0)
    assert sum(post["asked"] for post in delta["posts"]) == 0
    assert not any(card["asked"] for card in ben.gets("/api/brief")["cards"])
    assert endpoint not in house.push.paths()
    assert len(finds(ben, "crate 77")) == 1
