"""What one person queued goes out in their name, whoever holds the phone, and nobody else can open it."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from app.core.ids import new_id
from tests.doubles.shared_phone import (
    OTHER_PIN,
    Json,
    SharedPhone,
    Unlocked,
    a_shared_phone,
    decoded,
    encoded,
    sealed,
    sets_pin,
)
from tests.language import Crew, Post, a_crew, answer_body, post_body
from tests.rig import House

REFUSED = ("refused", 422, "envelope.refused")


def a_phone_for_two(house: House) -> tuple[Crew, SharedPhone]:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    sets_pin(crew["Ana"], OTHER_PIN)
    return crew, a_shared_phone(crew)


def told(result: Json) -> tuple[str, int, str | None]:
    return result["outcome"], result["status"], result["code"]


def got_it(person: Unlocked, post: Post) -> Json:
    return person.command("post.answer", answer_body(post, "got_it"))


def test_two_people_answer_without_signal_and_each_is_credited(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    bens = ben.seals(got_it(ben, post))
    ana = phone.opens_for(crew["Ana"], OTHER_PIN)
    anas = ana.seals(ana.command("post.answer", answer_body(post, "problem")))

    results = phone.sends_sealed(bens, anas)
    assert [told(result) for result in results] == [("applied", 200, None)] * 2
    assert [set(result) for result in results] == [{"id", "outcome", "status", "code", "sentence"}] * 2
    answered = crew.lead.board(post)["answered"]
    assert {entry["person"]["name"]: entry["kind"] for entry in answered} == {
        "Ben": "got_it",
        "Ana": "problem",
    }


def test_a_locked_phone_sends_too_and_a_repetition_does_nothing_twice(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = Post(id=new_id(), team_id=crew.team_id)
    ben = phone.opens_for(crew["Ben"])
    command = ben.command("post.create", post_body(post, "Aisle 4 is wet"))
    first = ben.seals(command)
    phone.locks()
    assert told(phone.sends_sealed(first)[0]) == ("applied", 200, None)
    assert told(phone.sends_sealed(first)[0]) == ("already_applied", 200, None)
    assert told(phone.sends_sealed(ben.seals(command))[0]) == ("already_applied", 200, None)
    assert crew.lead.texts() == ["Aisle 4 is wet"]
    assert crew.lead.sees(post)["author"]["name"] == "Ben"


def test_one_envelope_sent_by_many_at_once_is_done_once(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    ben = phone.opens_for(crew["Ben"])
    post = Post(id=new_id(), team_id=crew.team_id)
    envelope = ben.seals(ben.command("post.create", post_body(post, "Aisle 4 is wet")))
    with ThreadPoolExecutor(8) as couriers:
        outcomes = [told(result)[0] for [result] in couriers.map(phone.sends_sealed, [envelope] * 16)]
    assert sorted(outcomes) == ["already_applied"] * 15 + ["applied"]
    assert crew.lead.texts() == ["Aisle 4 is wet"]


def test_an_expired_session_still_sends_for_as_long_as_commands_are_kept(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    envelopes = [ben.seals(got_it(ben, post)) for _ in range(2)]
    house.clock.advance(timedelta(days=29))
    assert told(phone.sends_sealed(envelopes[0])[0]) == ("applied", 200, None)
    house.clock.advance(timedelta(days=2))
    assert told(phone.sends_sealed(envelopes[1])[0]) == REFUSED


def test_a_refusal_of_what_was_inside_is_the_commands_own_without_its_content(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    ben = phone.opens_for(crew["Ben"])
    nowhere = Post(id=new_id(), team_id=new_id())
    [result] = phone.sends_sealed(ben.seals(ben.command("post.create", post_body(nowhere, "secret words"))))
    assert (result["outcome"], result["status"]) == ("refused", 404)
    assert "secret" not in json.dumps(result)


def test_whoever_left_answers_no_more(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    waiting = ben.seals(got_it(ben, post))
    crew.lead.removes(crew["Ben"])
    assert told(phone.sends_sealed(waiting)[0]) == REFUSED


def test_envelopes_of_a_revoked_phone_are_refused(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    waiting = ben.seals(got_it(ben, post))
    assert crew.lead.http.delete(f"/api/devices/{phone.id}").status_code == 204
    answer = phone.http.post("/api/shared/envelopes", json={"envelopes": [waiting]})
    assert (answer.status_code, answer.json()["code"]) == (401, "device.none")
    other = a_shared_phone(crew)
    assert told(other.sends_sealed(waiting)[0]) == REFUSED
    assert crew.lead.sees(post)["counts"]["got_it"] == 0


def test_what_is_not_whole_foreign_or_nonsense_is_refused_and_does_nothing(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    good = ben.seals(got_it(ben, post))
    ana = phone.opens_for(crew["Ana"], OTHER_PIN)
    other = a_shared_phone(crew).opens_for(crew["Ben"])
    foreign_key = sealed(
        json.dumps(got_it(ben, post)).encode(),
        envelope_id=new_id(),
        session_id=UUID(ben.session_id),
        key=ana.seal_key,
    )
    flipped = bytearray(decoded(good["sealed"]))
    flipped[7] ^= 1
    broken = [
        good | {"session_id": ana.session_id},
        good | {"session_id": str(new_id())},
        good | {"id": str(new_id())},
        good | {"iv": encoded(bytes(12))},
        good | {"iv": ""},
        good | {"iv": encoded(bytes(13))},
        good | {"iv": "####"},
        good | {"sealed": ""},
        good | {"sealed": "not base64!"},
        good | {"sealed": "é"},
        good | {"sealed": good["sealed"][:-1]},
        good | {"sealed": encoded(bytes(flipped))},
        other.seals(got_it(other, post)),
        foreign_key,
    ]
    assert [told(result) for result in phone.sends_sealed(*broken)] == [REFUSED] * len(broken)
    assert crew.lead.sees(post)["counts"] == {"asked": 2, "got_it": 0, "problem": 0}
    assert told(phone.sends_sealed(good)[0]) == ("applied", 200, None), "its neighbours spoilt nothing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x81\x82",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"id": 1}',
        b'{"id": "x", "kind": "post.create", "captured_at": "now", "body": {}}',
        b'{"kind": "post.create", "captured_at": 1e999}',
    ],
    ids=range(10),
)
def test_garbage_that_is_sealed_well_is_still_garbage(house: House, content: bytes) -> None:
    crew, phone = a_phone_for_two(house)
    ben = phone.opens_for(crew["Ben"])
    envelope = sealed(content, envelope_id=new_id(), session_id=UUID(ben.session_id), key=ben.seal_key)
    assert told(phone.sends_sealed(envelope)[0]) == REFUSED


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_value_that_no_database_keeps_is_refused_as_anywhere(house: House, text: str) -> None:
    crew, phone = a_phone_for_two(house)
    ben = phone.opens_for(crew["Ben"])
    post = Post(id=new_id(), team_id=crew.team_id)
    command = ben.command("post.create", post_body(post, text))
    assert told(phone.sends_sealed(ben.seals(command))[0]) == REFUSED


def test_mutations_at_random_break_nothing(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    ben = phone.opens_for(crew["Ben"])
    chance = random.Random(20)
    text = json.dumps(got_it(ben, post))
    for _ in range(6):
        batch = []
        for _ in range(50):
            spot = chance.randrange(len(text))
            mutated = text[:spot] + chance.choice(['"', "}", "\0", "9", "é", "null", ""]) + text[spot + 1 :]
            envelope = sealed(
                mutated.encode(), envelope_id=new_id(), session_id=UUID(ben.session_id), key=ben.seal_key
            )
            field = chance.choice(["id", "session_id", "iv", "sealed", "none"])
            if field in {"iv", "sealed"}:
                at = chance.randrange(len(envelope[field]))
                envelope[field] = envelope[field][:at] + chance.choice("A_-=%") + envelope[field][at + 1 :]
            elif field != "none":
                envelope[field] = str(new_id())
            batch.append(envelope)
        assert {result["status"] for result in phone.sends_sealed(*batch)} <= {200, 404, 409, 422}
    assert crew.lead.sees(post)["counts"]["got_it"] <= 1


def test_a_batch_has_a_bound_and_a_form(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    ben = phone.opens_for(crew["Ben"])
    envelope = ben.seals(ben.command("nothing", {}))
    for envelopes in ([envelope] * 51, [{}], [envelope | {"id": "x"}], [envelope | {"iv": 3}], "x"):
        answer = phone.http.post("/api/shared/envelopes", json={"envelopes": envelopes})
        assert answer.status_code == 422, answer.text


def test_a_person_gets_the_keys_of_their_own_sessions_on_this_phone_only(house: House) -> None:
    crew, phone = a_phone_for_two(house)
    ana = phone.opens_for(crew["Ana"], OTHER_PIN)
    first = phone.opens_for(crew["Ben"])
    elsewhere = a_shared_phone(crew).opens_for(crew["Ben"])
    ben = phone.opens_for(crew["Ben"])
    asked = [ana.session_id, first.session_id, elsewhere.session_id, ben.session_id, str(new_id())]
    answer = ben.http.post("/api/shared/keys", json={"session_ids": asked})
    assert answer.status_code == 200, answer.text
    keys = {key["session_id"]: decoded(key["seal_key"]) for key in answer.json()["keys"]}
    assert keys == {first.session_id: first.seal_key, ben.session_id: ben.seal_key}
    own_phone = crew["Ben"].http.post("/api/shared/keys", json={"session_ids": asked})
    assert (own_phone.status_code, own_phone.json()["code"]) == (404, "device.unknown")
