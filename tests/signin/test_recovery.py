"""The printed code, for the day on which every passkey is gone."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx

from tests.language import Person, a_crew
from tests.rig import House
from tests.signin.words import a_passkey, a_stranger, refusal, registers, signs_in

REFUSED = (422, "recovery.refused")


def prints_a_code(person: Person) -> str:
    answer = person.http.post("/api/recovery-code")
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["code"]
    return code


def types(phone: httpx.Client, code: str) -> httpx.Response:
    return phone.post("/api/sign-in/recovery", json={"code": code, "device_label": "New phone"})


def recovers(house: House, code: str) -> Person:
    phone = a_stranger(house)
    answer = types(phone, code)
    assert answer.status_code == 200, answer.text
    return Person(house, phone, answer.json())


def test_a_lost_phone_a_printed_code_and_a_new_passkey(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    registers(maria)
    code = prints_a_code(maria)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert maria.gets("/api/passkeys")["recovery_code_made_at"] is not None
    house.clock.advance(timedelta(days=90))

    again = recovers(house, code)
    assert again.id == maria.id
    passkey = registers(again, a_passkey(house), label="New phone")
    assert signs_in(house, passkey).id == maria.id
    assert again.gets("/api/passkeys")["recovery_code_made_at"] is None


def test_a_code_ends_no_other_session_by_itself(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    recovers(house, prints_a_code(maria))
    assert maria.opens().id == maria.id


def test_a_code_may_be_typed_the_way_people_type(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    code = prints_a_code(maria).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovers(house, f"  {code} ").id == maria.id


def test_a_code_works_once_and_a_newer_one_ends_it(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    first = prints_a_code(maria)
    second = prints_a_code(maria)
    assert refusal(types(a_stranger(house), first)) == REFUSED
    assert types(a_stranger(house), second).status_code == 200
    assert refusal(types(a_stranger(house), second)) == REFUSED


def test_of_racers_with_one_code_one_wins(house: House) -> None:
    code = prints_a_code(a_crew(house, workers=[]).lead)
    start = threading.Barrier(16)

    def race(_: int) -> int:
        phone = a_stranger(house)
        start.wait()
        return types(phone, code).status_code

    with ThreadPoolExecutor(16) as racers:
        assert sorted(racers.map(race, range(16))) == [200] + [422] * 15


def test_a_wrong_code_and_one_of_somebody_who_left_are_the_same_answer(house: House) -> None:
    crew = a_crew(house)
    code = prints_a_code(crew["Ben"])
    crew.lead.removes(crew["Ben"])
    gone = types(a_stranger(house), code)
    wrong = types(a_stranger(house), "0000-0000-0000-0000-0000-0000-0000")
    assert refusal(gone) == REFUSED
    assert (gone.status_code, gone.content) == (wrong.status_code, wrong.content)


def test_signing_in_over_another_session_ends_that_one(house: House) -> None:
    """Its cookie is overwritten: a session nobody holds must not live on."""
    crew = a_crew(house, workers=[])
    before = crew.admin.http.cookies["twotap"]
    answer = types(crew.admin.http, prints_a_code(crew.lead))
    assert answer.json()["person"]["id"] == crew.lead.id
    old = a_stranger(house)
    old.cookies.set("twotap", before, domain="127.0.0.1")
    assert old.get("/api/me").status_code == 401
