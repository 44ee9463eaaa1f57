"""The feed's order, its pages, its walls, and what a phone copies of it."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event

from app.core.actor import Actor, person_scope, team_scope
from app.core.ids import new_id
from app.feed.queries import SNAPSHOT_PER_TEAM_COUNT, read_posts
from tests.doubles.recordings import a_voice_note
from tests.language import Crew, Json, Person, a_crew, answer_body
from tests.rig import House


def all_pages(person: Person, **params: str | int) -> list[list[str]]:
    pages: list[list[str]] = []
    before: dict[str, str] = {}
    while True:
        page: Json = person.gets("/api/posts", **params, **before)
        pages.append([post["text"] for post in page["posts"]])
        if page["before"] is None:
            return pages
        before = {"before": page["before"]}


def test_what_needs_you_comes_first_and_then_the_newest(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    for number in range(1, 7):
        ask = "acknowledge" if number in {2, 4} else "none"
        crew.lead.posts(f"{number}", ask=ask)
    assert crew["Ben"].texts() == ["4", "2", "6", "5", "3", "1"]
    four = crew["Ben"].feed()[0]
    crew["Ben"].sends("post.answer", {"post_id": four["id"], "version": 1, "answer": "problem"})
    assert crew["Ben"].texts() == ["2", "6", "5", "4", "3", "1"]
    assert crew["Ana"].texts() == ["4", "2", "6", "5", "3", "1"]
    assert crew.lead.texts() == ["6", "5", "4", "3", "2", "1"], "nothing asks its author"


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_join_without_seam(house: House, limit: int) -> None:
    crew = a_crew(house, workers=["Ben"])
    # Several posts at the very same moment: then the id decides, and still nothing is lost.
    house.clock.set(house.clock())
    for number in range(7):
        crew.lead.posts(f"{number}", ask="acknowledge" if number % 3 == 0 else "none")
    pages = all_pages(crew["Ben"], limit=limit)
    assert [text for page in pages for text in page] == crew["Ben"].texts()
    assert {len(page) for page in pages[:-1]} <= {limit}
    assert all_pages(crew["Ben"], limit=limit, team_id=str(crew.team_id)) == pages


def test_posting_and_answering_between_two_pages_moves_nothing(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    posts = [crew.lead.posts(f"{number}", ask="acknowledge") for number in range(4)]
    first = ben.gets("/api/posts", limit=2)
    house.clock.advance(timedelta(seconds=1))
    ben.acknowledges(posts[3])
    ben.acknowledges(posts[0])
    crew.lead.posts("new", ask="acknowledge")
    rest = ben.gets("/api/posts", limit=2, before=first["before"])
    shown = [post["text"] for page in (first, rest) for post in page["posts"]]
    assert shown == ["3", "2", "1", "0"]
    assert rest["before"] is None
    assert ben.texts() == ["new", "2", "1", "3", "0"]


def test_a_post_behind_the_wall_looks_like_no_post(house: House) -> None:
    here, there = a_crew(house, workers=["Ben"]), a_crew(house, workers=["Ana"])
    post = here.lead.posts("Ours", ask="acknowledge")
    here["Ben"].replies(post, "Only here")

    def calls(person: Person, post_id: object) -> list[httpx.Response]:
        path = f"/api/posts/{post_id}"
        return [
            person.http.get(path),
            person.http.get(f"{path}/board"),
            person.http.post(
                f"{path}/answer",
                json={"version": 1, "answer": "got_it"},
                headers={"Idempotency-Key": str(new_id())},
            ),
            person.http.post(
                f"{path}/replies", json={"text": "x"}, headers={"Idempotency-Key": str(new_id())}
            ),
        ]

    for outsider in (there.admin, there.lead, there["Ana"]):
        for walled, unknown in zip(calls(outsider, post.id), calls(outsider, new_id()), strict=True):
            assert (walled.status_code, walled.content) == (404, unknown.content)
        refused = outsider.sends("post.answer", answer_body(post, "got_it"))
        assert (refused["status"], refused["code"]) == (404, "post.unknown")
        into = {"post_id": str(new_id()), "team_id": str(here.team_id), "text": "Hello"}
        assert outsider.sends("post.create", into)["code"] == "team.unknown"
        posted = outsider.http.post(
            "/api/posts",
            json={"team_id": str(here.team_id), "text": "Hello"},
            headers={"Idempotency-Key": str(new_id())},
        )
        assert posted.status_code == 404
        assert "Ours" not in outsider.texts()
        assert outsider.gets("/api/sync", since=0)["posts"] == []
    assert here.lead.texts() == ["Ours"]


def test_a_recording_of_somebody_else_or_for_another_team_cannot_be_posted(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    clip = crew["Ben"].records()
    house.drain()
    body = {"post_id": str(new_id()), "team_id": str(crew.team_id), "clip_id": str(clip)}
    assert crew.lead.sends("post.create", body)["code"] == "clip.unknown"
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    night = crew.admin.http.post("/api/teams", json={"name": "Night", "site_id": site_id}).json()
    mine = crew.admin.records(team_id=night["id"])
    body |= {"post_id": str(new_id()), "clip_id": str(mine)}
    assert crew.admin.sends("post.create", body)["code"] == "clip.unknown"


def test_a_phone_gets_the_feed_by_sync_and_then_what_changed(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    ben = crew["Ben"]
    old = crew.lead.posts("Old", ask="acknowledge")
    first = ben.gets("/api/sync", since=0)
    assert [post["text"] for post in first["posts"]] == ["Old"]

    post = crew["Ana"].posts(clip=crew["Ana"].records(a_voice_note(says="Hi"), kind="voice"))
    ben.acknowledges(old)
    house.drain()
    delta = ben.gets("/api/sync", since=first["cursor"])
    assert delta["reset"] is False
    changed = {change["id"]: change for change in delta["posts"]}
    assert changed.keys() == {str(old.id), str(post.id)}
    assert changed[str(old.id)] == ben.sees(old)
    assert [clip["id"] for clip in delta["clips"]] == [changed[str(post.id)]["clip_id"]]
    mine = crew.lead.gets("/api/sync", since=first["cursor"])["posts"]
    assert [one["counts"]["got_it"] for one in mine if one["id"] == str(old.id)] == [1]


def actor_of(person: Person) -> Actor:
    """As the session check makes it, for reading without the route."""
    me = person.me
    return Actor(
        person_id=UUID(me["person"]["id"]),
        device_id=UUID(me["device"]["id"]),
        session_id=new_id(),
        organisation_id=UUID(me["organisation"]["id"]),
        scopes=(person_scope(UUID(person.id)), team_scope(person.team_id)),
    )


def test_a_fresh_phone_starts_with_the_newest_and_with_all_that_waits(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    waiting = crew.lead.posts("Still open", ask="acknowledge")
    done = crew.lead.posts("Answered long ago", ask="acknowledge")
    crew["Ben"].acknowledges(done)
    note = crew["Ben"].records(a_voice_note(), kind="voice")
    house.drain()
    crew["Ben"].replies(waiting, clip=note)
    newest = [crew.lead.posts(f"{number}").id for number in range(SNAPSHOT_PER_TEAM_COUNT)]
    assert first_copy_of(crew["Ben"]) == ({waiting.id, *newest}, [note])
    assert first_copy_of(crew.lead) == (set(newest), [])


def first_copy_of(person: Person) -> tuple[set[UUID], list[UUID]]:
    """The posts and the clips in it."""
    copy = person.gets("/api/sync", since=0)
    return {UUID(post["id"]) for post in copy["posts"]}, [UUID(clip["id"]) for clip in copy["clips"]]


def test_reading_posts_takes_one_query_however_many_there_are(house: House, crew: Crew) -> None:
    posts = [crew.lead.posts(f"{number}", ask="acknowledge") for number in range(20)]
    for post in posts[:5]:
        crew["Ben"].replies(post, "Yes")
        crew["Ben"].acknowledges(post)
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(house.db.engine, "before_cursor_execute", note)
    try:
        with house.db.reading() as session:
            seen = read_posts(session, actor_of(crew.lead), [post.id for post in posts])
    finally:
        event.remove(house.db.engine, "before_cursor_execute", note)
    assert [post.id for post in seen] == [post.id for post in posts]
    assert sum(len(post.replies) for post in seen) == 5
    assert sum(post.counts.got_it for post in seen if post.counts) == 5
    assert len(statements) == 1


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house, workers=["Ben"])
