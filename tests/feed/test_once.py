"""Nothing doubles, whoever asks how often and how many at once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import httpx
import pytest

from app.core.ids import new_id
from app.feed.service import publish_waiting
from tests.doubles.recordings import Script, a_recording
from tests.language import Json, Person, Post, a_crew, answer_body, post_body, reply_body
from tests.rig import House

T = TypeVar("T")
RACER_COUNT = 50


def at_once(act: Callable[[int], T]) -> list[T]:
    start = threading.Barrier(RACER_COUNT)

    def race(number: int) -> T:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(RACER_COUNT) as racers:
        return list(racers.map(race, range(RACER_COUNT)))


def outcomes(results: list[Json]) -> Counter[tuple[str, str | None]]:
    return Counter((result["outcome"], result["code"]) for result in results)


@pytest.mark.parametrize("kind", ["post.create", "post.answer", "reply.create"])
def test_fifty_identical_commands_at_once_are_applied_once(house: House, kind: str) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    post = crew.lead.posts("Read this", ask="acknowledge")
    mine = Post(new_id(), crew.team_id)
    body = {
        "post.create": post_body(mine, "Once"),
        "post.answer": answer_body(post, "got_it"),
        "reply.create": reply_body(post, new_id(), "Once"),
    }[kind]
    command_id, at = new_id(), house.clock()
    results = at_once(lambda _: ben.sends(kind, body, command_id=command_id, captured_at=at))
    assert outcomes(results) == {("applied", None): 1, ("already_applied", None): RACER_COUNT - 1}
    assert len({str(result["result"]) for result in results}) == 1
    assert_said_once(crew.lead, post, kind)


def assert_said_once(lead: Person, post: Post, kind: str) -> None:
    seen = lead.sees(post)
    assert lead.texts().count("Once") == (kind == "post.create")
    assert seen["counts"]["got_it"] == (kind == "post.answer")
    assert len(seen["replies"]) == (kind == "reply.create")


def test_fifty_commands_with_one_post_id_make_one_post(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = Post(new_id(), crew.team_id)
    results = at_once(lambda _: crew.lead.sends("post.create", post_body(post, "Once")))
    assert outcomes(results) == {("applied", None): 1, ("refused", "post.exists"): RACER_COUNT - 1}
    assert crew["Ben"].texts() == ["Once"]


def test_got_it_and_problem_tapped_at_once_leave_one_answer(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Read this", ask="acknowledge")
    kinds = ("got_it", "problem")
    results = at_once(lambda number: crew["Ben"].sends("post.answer", answer_body(post, kinds[number % 2])))
    assert outcomes(results) == {
        ("applied", None): RACER_COUNT // 2,
        ("refused", "answer.already_given"): RACER_COUNT // 2,
    }
    counts = crew.lead.sees(post)["counts"]
    assert counts["got_it"] + counts["problem"] == 1
    assert len({str(result["result"]) for result in results if result["result"]}) == 1


def test_one_recording_becomes_one_post_or_one_reply(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    clip = crew["Ben"].records()
    house.drain()
    under = crew.lead.posts("Under this")

    def send(number: int) -> Json:
        if number % 2:
            return crew["Ben"].sends("reply.create", reply_body(under, new_id(), clip=clip))
        post = Post(new_id(), crew.team_id)
        return crew["Ben"].sends("post.create", post_body(post, clip=clip))

    assert outcomes(at_once(send)) == {
        ("applied", None): 1,
        ("refused", "clip.used"): RACER_COUNT - 1,
    }


def test_no_post_misses_the_moment_its_clip_becomes_playable(house: House) -> None:
    """The post is saved before, while and after the darkroom announces its clip."""
    crew = a_crew(house, workers=["Ben"])
    count = 12

    def send(number: int) -> Post:
        recording = a_recording(Script(kind="video", takes_s=number * 0.02))
        return crew.lead.posts(f"{number}", clip=crew.lead.records(recording), ask="acknowledge")

    with ThreadPoolExecutor(4) as phones:
        posts = list(phones.map(send, range(count)))
    house.drain()
    seen = [crew.lead.sees(post) for post in posts]
    assert all(post["published_at"] for post in seen)
    assert [post["counts"]["asked"] for post in seen] == [1] * count
    with house.db.writing() as session:
        publish_waiting(session, UUID(seen[0]["clip_id"]), at=house.clock())
    assert crew.lead.sees(posts[0]) == seen[0], "announcing it again changes nothing"


def test_rest_twins_take_the_same_path_once_per_key(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    key = {"Idempotency-Key": str(new_id())}
    form = {"team_id": str(crew.team_id), "text": "By REST", "ask": "acknowledge"}

    def post(_: int) -> httpx.Response:
        return crew.lead.http.post("/api/posts", json=form, headers=key)

    made = at_once(post)
    assert {answer.status_code for answer in made} == {201}
    assert len({answer.content for answer in made}) == 1
    card = made[0].json()
    assert card["id"] == key["Idempotency-Key"]

    ben = crew["Ben"].http
    answer = ben.post(
        f"/api/posts/{card['id']}/answer",
        json={"version": 1, "answer": "problem"},
        headers={"Idempotency-Key": str(new_id())},
    )
    assert answer.json()["my_answer"]["kind"] == "problem"
    replied = ben.post(
        f"/api/posts/{card['id']}/replies",
        json={"text": "The gate is locked"},
        headers={"Idempotency-Key": str(new_id())},
    )
    assert replied.status_code == 201
    assert [reply["text"] for reply in replied.json()["replies"]] == ["The gate is locked"]
    refused = ben.post(
        f"/api/posts/{card['id']}/answer",
        json={"version": 1, "answer": "got_it"},
        headers={"Idempotency-Key": str(new_id())},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "answer.already_given")
    missing = ben.post(f"/api/posts/{card['id']}/answer", json={"version": 1, "answer": "got_it"})
    assert (missing.status_code, missing.json()["code"]) == (422, "request.malformed")
