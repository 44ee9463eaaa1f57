"""Streams: what wakes whom, how soon, and what ends them."""

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from app.sync.live import Hub
from tests.language import Crew, Person, a_crew, joins, token_of
from tests.rig import House
from tests.streams import SOON_S, Stream, listening

STREAMS_COUNT = 100


@contextmanager
def on_line(person: Person) -> Generator[Stream]:
    with listening(person.house.url, person.http.cookies) as stream:
        yield stream


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house)


def test_a_post_wakes_its_team_within_a_moment(crew: Crew) -> None:
    with on_line(crew["Ben"]) as stream:
        before = stream.newest
        began = time.monotonic()
        crew.lead.posts("Forklift 2 is down")
        seq = stream.await_more_than(before)
        assert time.monotonic() - began < SOON_S
        assert crew["Ben"].gets("/api/sync", since=before)["cursor"] >= seq


def test_a_stream_begins_with_where_things_are(crew: Crew) -> None:
    crew.lead.posts("Before Ben looked")
    cursor = crew["Ben"].gets("/api/sync")["cursor"]
    with on_line(crew["Ben"]) as stream:
        assert 0 < stream.newest <= cursor


def test_another_team_is_left_in_peace(house: House, crew: Crew) -> None:
    with on_line(a_crew(house).lead) as theirs, on_line(crew["Ben"]) as ours:
        before = theirs.newest
        crew.lead.posts("Only for us")
        ours.await_more_than(before)
        assert theirs.newest == before


def test_a_device_that_signs_out_hears_no_more(crew: Crew) -> None:
    ben = crew["Ben"]
    with on_line(ben) as stream:
        cookies = httpx.Cookies(ben.http.cookies)
        assert ben.http.post("/api/me/leave").status_code == 204
        assert stream.ended.wait(SOON_S)
    refused = httpx.get(f"{crew.house.url}/api/live", cookies=cookies)
    assert refused.json()["code"] == "session.none"


def test_a_leaver_hears_no_more(crew: Crew) -> None:
    ben = crew["Ben"]
    with on_line(ben) as stream:
        crew.lead.removes(ben)
        assert stream.ended.wait(SOON_S)
        before = stream.newest
        with on_line(crew["Ana"]) as ana:
            crew.lead.posts("Without Ben")
            ana.await_more_than(before)
        assert stream.newest == before


def test_who_joins_another_team_hears_of_both_after_connecting_again(crew: Crew) -> None:
    """A stream knows the teams it began with, so it ends when they change."""
    ben = crew["Ben"]
    sites = crew.admin.gets("/api/sites")
    made = crew.admin.http.post("/api/teams", json={"name": "Night", "site_id": sites[0]["id"]})
    night = made.json()["id"]
    with on_line(ben) as stream:
        joins(crew.house, token_of(crew.admin.invites(team_id=night)), "Ben", phone=ben.http)
        assert stream.ended.wait(SOON_S)
    with on_line(ben) as stream:
        before = stream.newest
        crew.admin.posts("The night begins at ten", team_id=night)
        stream.await_more_than(before)


def test_nobody_is_let_in_without_a_session(house: House) -> None:
    assert httpx.get(f"{house.url}/api/live").json()["code"] == "session.none"


def test_a_hundred_streams_cost_one_reading_of_the_log(house: House, crew: Crew) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(on_line(crew["Ben"])) for _ in range(STREAMS_COUNT)]
        before = max(stream.newest for stream in streams)
        with house.counting_queries() as seen:
            crew.lead.posts("To all")
            for stream in streams:
                stream.await_more_than(before)
        readings = [query for query in seen if "FROM change" in query]
        assert len(readings) < STREAMS_COUNT / 10, readings


def test_a_phone_that_goes_away_is_forgotten(house: House, crew: Crew) -> None:
    assert house.app is not None
    hub: Hub = house.app.state.hub
    with on_line(crew["Ben"]), on_line(crew["Ana"]):
        assert hub.listener_count == 2
    deadline = time.monotonic() + SOON_S
    while hub.listener_count:
        assert time.monotonic() < deadline, hub.listener_count
        time.sleep(0.02)
