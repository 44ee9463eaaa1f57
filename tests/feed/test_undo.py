"""A slip of the thumb is taken back, and a problem reaches whoever asked."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.core.ids import new_id
from tests.feed.evenings import HOUR, SIX, a_crew_at_night, comes
from tests.language import Json, Person, Post, a_crew
from tests.push.test_ringing import may_be_rung, rings_at
from tests.rig import House

SECOND = timedelta(seconds=1)


def undoes(person: Person, post: Post) -> Json:
    return person.sends("answer.undo", {"post_id": str(post.id), "version": post.version})


def test_an_answer_that_is_taken_back_is_asked_for_again(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben, post = crew["Ben"], crew.lead.posts("Read this", ask="acknowledge")
    ben.acknowledges(post)
    house.clock.advance(4 * SECOND)
    assert undoes(ben, post)["outcome"] == "applied"
    assert ben.sees(post)["my_answer"] is None
    assert crew.lead.sees(post)["counts"] == {"asked": 1, "got_it": 0, "problem": 0}
    assert [one["name"] for one in crew.lead.board(post)["missing"]] == ["Ben"]
    assert undoes(ben, post)["outcome"] == "applied", "taking it back again changes nothing"
    house.clock.advance(SECOND)
    ben.objects(post)
    assert crew.lead.sees(post)["counts"] == {"asked": 1, "got_it": 0, "problem": 1}


def test_what_was_never_given_and_what_was_given_long_ago_cannot_be_taken_back(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben, post = crew["Ben"], crew.lead.posts("Read this", ask="acknowledge")
    never = undoes(ben, post)
    assert (never["status"], never["code"]) == (422, "answer.not_given")
    ben.acknowledges(post)
    house.clock.advance(61 * SECOND)
    late = undoes(ben, post)
    assert (late["status"], late["code"]) == (409, "answer.undo_late")
    assert ben.sees(post)["my_answer"]["kind"] == "got_it"


def test_two_hundred_undos_at_once_take_one_answer_back(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben, post = crew["Ben"], crew.lead.posts("Read this", ask="acknowledge")
    ben.acknowledges(post)
    body = {"post_id": str(post.id), "version": 1}
    command_id, at = new_id(), house.clock()
    with ThreadPoolExecutor(50) as phones:
        results = list(
            phones.map(
                lambda _: ben.sends("answer.undo", body, command_id=command_id, captured_at=at), range(200)
            )
        )
    assert Counter(one["outcome"] for one in results) == {"applied": 1, "already_applied": 199}
    assert crew.lead.sees(post)["counts"]["got_it"] == 0


def test_rest_takes_back_once_per_key(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben, post = crew["Ben"], crew.lead.posts("Read this", ask="acknowledge")
    ben.acknowledges(post)
    key = {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        answer = ben.http.delete(f"/api/posts/{post.id}/answer", params={"version": 1}, headers=key)
        assert answer.status_code == 200, answer.text
        assert answer.json()["my_answer"] is None


def test_nothing_done_off_shift_shows_by_an_answer_that_disappears(house: House) -> None:
    crew = a_crew_at_night(house)
    ben = crew["Ben"]
    comes(house, SIX + 8 * HOUR - SECOND)
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    ben.acknowledges(post)
    house.clock.advance(5 * SECOND)
    refused = undoes(ben, post)
    assert refused["code"] == "answer.undo_late"
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_at_night_an_answer_is_given_and_taken_back_unseen(house: House) -> None:
    crew = a_crew_at_night(house)
    ben, post = crew["Ben"], crew.lead.posts("Wear gloves", ask="acknowledge")
    cursor = crew.lead.gets("/api/sync")["cursor"]
    ben.acknowledges(post)
    assert undoes(ben, post)["outcome"] == "applied"
    assert crew.lead.gets("/api/sync", since=cursor)["posts"] == []
    comes(house, SIX)
    assert crew.lead.sees(post)["counts"]["got_it"] == 0


def test_a_problem_rings_its_author_and_got_it_does_not(house: House) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew.lead)
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    crew["Ana"].acknowledges(post)
    assert rings_at(house, path) == []
    crew["Ben"].objects(post)
    crew["Ben"].objects(post)
    assert len(rings_at(house, path)) == 1


def test_a_problem_found_at_night_rings_when_the_shift_starts(house: House) -> None:
    crew = a_crew_at_night(house)
    path = may_be_rung(crew.lead)
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    crew["Ben"].objects(post)
    assert rings_at(house, path) == []
    comes(house, SIX)
    assert len(rings_at(house, path)) == 1
