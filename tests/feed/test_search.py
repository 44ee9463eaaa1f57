"""Looking for what was said: who finds it, where, and when."""

from datetime import timedelta

import pytest

from app.core.ids import new_id
from tests.doubles.recordings import a_video
from tests.feed.evenings import SIX, a_crew_at_night, comes
from tests.feed.test_once import at_once
from tests.language import Crew, Json, Person, a_crew
from tests.rig import House


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house)


def finds(person: Person, query: str, **more: str | int) -> list[Json]:
    hits: list[Json] = person.gets("/api/search", q=query, **more)["hits"]
    return hits


def marked(hit: Json) -> list[str]:
    return [piece["text"] for piece in hit["snippet"]["pieces"] if piece["hit"]]


def test_a_post_and_a_reply_are_found_by_what_they_say(crew: Crew) -> None:
    post = crew.lead.posts("Der Gabelstapler verliert Öl")
    reply_id = crew["Ben"].replies(post, "Das Oel ist weg, aber die STRASSE ist glatt")
    [hit] = finds(crew["Ana"], "ol gabel")
    assert (hit["post_id"], hit["reply_id"]) == (str(post.id), None)
    assert marked(hit) == ["Gabelstapler", "Öl"]
    [reply] = finds(crew["Ana"], "Straße")
    assert (reply["reply_id"], reply["post_id"]) == (str(reply_id), str(post.id))
    assert (reply["author"]["name"], reply["post_author"]["name"]) == ("Ben", "Maria")
    assert finds(crew["Ana"], "gabel leiter") == []


def test_people_are_found_by_name_and_by_their_new_one(crew: Crew) -> None:
    post = crew.lead.posts("Forklift 2 is down")
    crew["Ben"].replies(post, "Forklift 3 works")
    assert [hit["author"]["name"] for hit in finds(crew["Ana"], "ben forklift")] == ["Ben"]
    crew["Ben"].does("PATCH", "/api/me", {"name": "Bénoît"})
    assert [hit["author"]["name"] for hit in finds(crew["Ana"], "benoit")] == ["Bénoît"]
    assert finds(crew["Ana"], "ben forklift 2") == []


def test_what_is_said_is_found_with_its_second(house: House, crew: Crew) -> None:
    clip = crew.lead.records(a_video(says="the forklift in hall four is down"))
    post = crew.lead.posts("", clip=clip)
    house.drain()
    [hit] = finds(crew["Ben"], "hall fou")
    assert (hit["post_id"], hit["clip_kind"]) == (str(post.id), "video")
    assert (hit["snippet"]["source"], marked(hit)) == ("transcript", ["hall", "four"])
    spoken = crew["Ben"].gets(f"/api/clips/{clip}")["transcript"]["segments"][0]["words"]
    assert hit["snippet"]["start_ms"] == next(w["start_ms"] for w in spoken if "hall" in w["text"])
    reply = crew["Ben"].replies(post, "Nothing to hear")
    assert [one["reply_id"] for one in finds(crew["Ben"], "hear")] == [str(reply)]


def test_a_day_is_found_by_its_date(house: House, crew: Crew) -> None:
    crew.lead.posts("Yesterday's news")
    house.clock.advance(timedelta(days=1))
    crew.lead.posts("News of today")
    now = house.clock()
    day = (now - timedelta(hours=12)).isoformat()
    assert len(finds(crew["Ben"], "", since=day)) == 1
    assert len(finds(crew["Ben"], "news", until=day)) == 1
    assert len(finds(crew["Ben"], "news")) == 2
    assert finds(crew["Ben"], "") == []


def test_nobody_finds_what_is_not_for_them(house: House, crew: Crew) -> None:
    crew.lead.posts("A word that stays here: xylophone")
    stranger = a_crew(house).lead
    assert finds(stranger, "xylophone") == []
    assert len(finds(crew["Ben"], "xylophone")) == 1


def test_what_is_held_is_not_found_before_the_shift(house: House) -> None:
    crew = a_crew_at_night(house)
    post = crew.lead.posts("Wear gloves")
    crew["Ben"].replies(post, "Mine are torn")
    crew["Ben"].posts("Who swaps a torn one?")
    assert finds(crew.lead, "torn") == []
    comes(house, SIX)
    hits = finds(crew.lead, "torn")
    assert len(hits) == 2
    assert {hit["published_at"] for hit in hits} == {"2026-11-24T05:00:00Z"}


def test_pages_follow_each_other(house: House, crew: Crew) -> None:
    for number in range(5):
        crew.lead.posts(f"Number {number}")
    first = crew["Ben"].gets("/api/search", q="number", limit=3)
    rest = crew["Ben"].gets("/api/search", q="number", limit=3, before=first["before"])
    shown = [marked(hit) and hit["snippet"]["pieces"][-1]["text"] for hit in first["hits"] + rest["hits"]]
    assert shown == [" 4", " 3", " 2", " 1", " 0"]
    assert rest["before"] is None
    assert finds(crew["Ben"], "number", before=str(new_id())) == []
    theirs = a_crew(house).lead
    assert finds(theirs, "number", before=first["before"]) == []


@pytest.mark.parametrize(
    "query", ['"', "a OR *", "NEAR(", "'; --", "\0", "%", "👍", ":*", "& | !", "x" * 200]
)
def test_whatever_is_typed_is_answered(crew: Crew, query: str) -> None:
    assert finds(crew["Ben"], query) == []


def test_a_search_is_four_queries_and_a_hundred_at_once_are_answered(house: House, crew: Crew) -> None:
    crew.lead.posts("Forklift 2 is down")
    with house.counting_queries() as seen:
        finds(crew["Ben"], "forklift")
    assert len(seen) <= 4, seen
    assert all(len(hits) == 1 for hits in at_once(lambda _: finds(crew["Ben"], "forklift")))
