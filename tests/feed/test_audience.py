"""Who is asked, and how much one shift may ask of anybody."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.feed.audience.policy import cost_s
from tests.feed.test_once import at_once
from tests.language import Crew, Json, Person, Post, a_crew, post_body
from tests.rig import House
from tests.shifts.test_planning import NOON, plans

HOUR = timedelta(hours=1)
# 50 words take 20 seconds.
TWENTY_S = " ".join(["word"] * 50)


@pytest.fixture
def crew(house: House) -> Crew:
    house.clock.set(NOON)
    return a_crew(house, workers=["Ben", "Ana"])


def sends_to(author: Person, *, kind: str, people: tuple[Person, ...] = (), text: str = "Look") -> Json:
    to = {"kind": kind, "person_ids": [person.id for person in people]}
    post = Post(id=new_id(), team_id=author.team_id)
    return author.sends("post.create", post_body(post, text, ask="acknowledge") | {"to": to})


def asked(lead: Person, post_id: UUID | str) -> list[str]:
    return [missing["name"] for missing in lead.gets(f"/api/posts/{post_id}/board")["missing"]]


def test_whoever_is_named_is_asked_and_the_others_may_know(crew: Crew) -> None:
    sent = sends_to(crew.lead, kind="people", people=(crew["Ben"],))
    assert sent["outcome"] == "applied", sent
    post_id = sent["result"]["post_id"]
    assert asked(crew.lead, post_id) == ["Ben"]
    seen = crew["Ana"].gets(f"/api/posts/{post_id}")
    assert (seen["asked"], seen["audience"]) == (False, "people")


def test_nobody_and_strangers_cannot_be_named(house: House, crew: Crew) -> None:
    stranger = a_crew(house, workers=["Eve"])["Eve"]
    assert sends_to(crew.lead, kind="people")["code"] == "audience.nobody"
    assert sends_to(crew.lead, kind="team", people=(crew["Ben"],))["code"] == "audience.nobody"
    assert sends_to(crew.lead, kind="people", people=(stranger,))["code"] == "audience.unknown_person"
    assert sends_to(crew["Ben"], kind="on_shift")["code"] == "audience.leads_only"


def test_whoever_comes_on_shift_before_it_is_due_is_asked_then(house: House, crew: Crew) -> None:
    plans(crew.lead, crew["Ben"], NOON - HOUR, NOON + HOUR)
    plans(crew.lead, crew["Ana"], NOON + timedelta(seconds=2), NOON + 4 * HOUR)
    post_id = sends_to(crew.lead, kind="on_shift")["result"]["post_id"]
    assert asked(crew.lead, post_id) == ["Ben"]
    house.clock.advance(timedelta(seconds=4))
    house.drain()
    assert asked(crew.lead, post_id) == ["Ana", "Ben"]


def test_a_shift_is_asked_for_no_more_than_it_can_spare(crew: Crew) -> None:
    ben = crew["Ben"]
    plans(crew.lead, ben, NOON - HOUR, NOON + HOUR)
    for number in range(4):
        sent = sends_to(crew.lead, kind="people", people=(ben,), text=f"{number} {TWENTY_S}")
        assert asked(crew.lead, sent["result"]["post_id"]) == ["Ben"], number
    fifth = sends_to(crew.lead, kind="team", text=TWENTY_S)["result"]["post_id"]
    assert asked(crew.lead, fifth) == ["Ana"]
    assert not ben.gets(f"/api/posts/{fifth}")["asked"]


def test_posts_sent_at_once_do_not_share_the_last_seconds(crew: Crew) -> None:
    ben = crew["Ben"]
    sent = at_once(lambda _: sends_to(crew.lead, kind="people", people=(ben,), text=TWENTY_S))
    posts = [ben.gets(f"/api/posts/{one['result']['post_id']}") for one in sent]
    assert sum(post["asked"] for post in posts) == 4


def test_the_next_shift_has_its_own_attention(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    plans(crew.lead, ben, NOON - HOUR, NOON + HOUR)
    plans(crew.lead, ben, NOON + 20 * HOUR, NOON + 28 * HOUR)
    for _ in range(5):
        sends_to(crew.lead, kind="people", people=(ben,), text=TWENTY_S)
    house.clock.advance(21 * HOUR)
    again = sends_to(crew.lead, kind="people", people=(ben,), text=TWENTY_S)["result"]["post_id"]
    assert asked(crew.lead, again) == ["Ben"]


def test_an_administrator_says_how_much_a_shift_can_spare(crew: Crew) -> None:
    site_id = crew.admin.gets("/api/sites")[0]["id"]
    changed = crew.admin.http.patch(f"/api/sites/{site_id}", json={"attention_budget_s": 15})
    assert changed.json()["attention_budget_s"] == 15
    sent = sends_to(crew.lead, kind="team", text=TWENTY_S)["result"]["post_id"]
    assert asked(crew.lead, sent) == []
    assert crew.admin.http.patch(f"/api/sites/{site_id}", json={"attention_budget_s": 5}).status_code == 422


@given(st.text(max_size=400), st.integers(0, 60_000) | st.none())
def test_what_is_longer_never_costs_less(text: str, duration_ms: int | None) -> None:
    alone = cost_s(text, duration_ms=duration_ms, has_clip=duration_ms is not None)
    assert 1 <= alone <= cost_s(f"{text} more", duration_ms=duration_ms, has_clip=duration_ms is not None)


def test_before_sending_the_lead_sees_how_many_how_long_and_who_has_no_time_left(crew: Crew) -> None:
    path = f"/api/teams/{crew.lead.team_id}/reach"
    wanted = {"to": {"kind": "team", "person_ids": []}, "text": TWENTY_S}
    before = crew.lead.http.post(path, json=wanted).json()
    assert (before["asked_count"], before["cost_s"], before["over_budget"]) == (2, 20, [])

    for _ in range(4):
        sends_to(crew.lead, kind="people", people=(crew["Ben"],), text=TWENTY_S)
    then = crew.lead.http.post(path, json=wanted).json()
    assert then["asked_count"] == 1
    assert then["over_budget"] == [{"id": str(crew["Ben"].id), "name": "Ben"}]
    # It comes as it was foretold: Ben may look, and owes nothing.
    post_id = sends_to(crew.lead, kind="team", text=TWENTY_S)["result"]["post_id"]
    assert asked(crew.lead, post_id) == ["Ana"]

    named = {
        "to": {"kind": "people", "person_ids": [str(crew["Ana"].id)]},
        "duration_ms": 29_400,
        "has_clip": True,
    }
    assert crew.lead.http.post(path, json=named).json()["cost_s"] == 30
    assert crew["Ben"].http.post(path, json=wanted).json()["code"] == "team.unknown", (
        "it is the lead's to know"
    )
    malformed = crew.lead.http.post(path, json={"duration_ms": -1})
    assert (malformed.status_code, malformed.json()["code"]) == (422, "request.malformed")
