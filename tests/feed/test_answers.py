"""Every way an answer can go wrong has one outcome, with a code."""

from itertools import product

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.core.errors import Problem
from app.core.ids import new_id
from app.feed.models import AnswerKind, Ask
from app.feed.models import Post as PostRow
from app.feed.policy import AskedFor, decide_answer
from tests.language import Json, Post, a_crew, answer_body, joins, token_of
from tests.rig import House


def outcome(result: Json) -> tuple[str, int, str | None]:
    return result["outcome"], result["status"], result["code"]


def test_an_answer_is_recorded_once_whichever_phone_was_first(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Read this", ask="acknowledge")
    ben = crew["Ben"]
    first = ben.acknowledges(post)
    again = ben.acknowledges(post)
    assert again == first, "said again from another phone, the first saying stands"
    changed = ben.sends("post.answer", answer_body(post, "problem"))
    assert outcome(changed) == ("refused", 409, "answer.already_given")
    assert ben.sees(post)["my_answer"]["kind"] == "got_it"
    assert crew.lead.sees(post)["counts"] == {"asked": 1, "got_it": 1, "problem": 0}


def test_got_it_after_problem_does_not_take_the_problem_back(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Read this", ask="acknowledge")
    crew["Ben"].objects(post)
    changed = crew["Ben"].sends("post.answer", answer_body(post, "got_it"))
    assert outcome(changed) == ("refused", 409, "answer.already_given")
    assert crew.lead.sees(post)["counts"] == {"asked": 1, "got_it": 0, "problem": 1}


def test_the_same_command_is_answered_with_its_first_answer(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Read this", ask="acknowledge")
    command_id = new_id()
    first = crew["Ben"].sends("post.answer", answer_body(post, "got_it"), command_id=command_id)
    again = crew["Ben"].sends("post.answer", answer_body(post, "got_it"), command_id=command_id)
    assert (first["outcome"], again["outcome"]) == ("applied", "already_applied")
    assert again["result"] == first["result"]
    stolen = crew.lead.sends("post.answer", answer_body(post, "got_it"), command_id=command_id)
    assert stolen["code"] == "command.taken"


def test_an_answer_to_an_older_version_asks_to_look_again(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Version one", ask="acknowledge")
    crew["Ben"].acknowledges(post)
    with house.db.writing() as session:
        session.exec(update(PostRow).where(col(PostRow.id) == post.id).values(version=2))
    assert crew["Ben"].sees(post)["my_answer"] is None, "what was asked has changed"
    old = crew["Ben"].sends("post.answer", answer_body(post, "got_it", version=1))
    assert outcome(old) == ("refused", 409, "answer.version_old")
    future = crew["Ben"].sends("post.answer", answer_body(post, "got_it", version=3))
    assert outcome(future) == ("refused", 422, "answer.version_unknown")
    crew["Ben"].acknowledges(Post(post.id, post.team_id, version=2))
    assert crew.lead.sees(post)["counts"] == {"asked": 1, "got_it": 1, "problem": 0}


def test_whoever_left_the_team_answers_into_nothing(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    ben = crew["Ben"]
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    evening = crew.admin.http.post("/api/teams", json={"name": "Evening", "site_id": site_id}).json()
    ben = joins(house, token_of(crew.admin.invites(team_id=evening["id"])), "Ben", phone=ben.http)
    post = crew.lead.posts("Read this", ask="acknowledge")
    crew.lead.removes(ben)
    for kind, body in (
        ("post.answer", answer_body(post, "got_it")),
        ("reply.create", {"reply_id": str(new_id()), "post_id": str(post.id), "text": "Hm"}),
    ):
        assert outcome(ben.sends(kind, body)) == ("refused", 404, "post.unknown")
    posted = ben.sends("post.create", {"post_id": str(new_id()), "team_id": str(crew.team_id), "text": "Hm"})
    assert outcome(posted) == ("refused", 404, "team.unknown")
    assert crew.lead.sees(post)["replies"] == []


def test_what_does_not_ask_takes_no_answer(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("For your information")
    assert crew.lead.sees(post)["counts"] == {"asked": 0, "got_it": 0, "problem": 0}
    refused = crew["Ben"].sends("post.answer", answer_body(post, "got_it"))
    assert outcome(refused) == ("refused", 422, "answer.not_asked")
    asking = crew.lead.posts("Read this", ask="acknowledge")
    own = crew.lead.sends("post.answer", answer_body(asking, "got_it"))
    assert outcome(own) == ("refused", 422, "answer.not_asked")


VERSIONS = (1, 2, 3)
GIVEN = (None, AnswerKind.GOT_IT, AnswerKind.PROBLEM)


@pytest.mark.parametrize(
    ("ask", "is_asked", "version", "given", "kind"),
    list(product(Ask, (True, False), VERSIONS, GIVEN, AnswerKind)),
)
def test_the_whole_table_of_answers(
    ask: Ask, is_asked: bool, version: int, given: AnswerKind | None, kind: AnswerKind
) -> None:
    wanted = AskedFor(ask=ask, version=2, is_asked=is_asked, given=given)
    if ask is Ask.NONE or not is_asked:
        expected = "answer.not_asked"
    elif version != 2:
        expected = "answer.version_old" if version == 1 else "answer.version_unknown"
    elif given is None:
        expected = "record"
    else:
        expected = "repeat" if given is kind else "answer.already_given"
    if expected in {"record", "repeat"}:
        assert decide_answer(wanted, version=version, kind=kind) == expected
        return
    with pytest.raises(Problem) as refusal:
        decide_answer(wanted, version=version, kind=kind)
    assert refusal.value.code == expected
