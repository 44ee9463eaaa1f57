"""Weighty acts ask for a fresh proof. Making a recovery code stands for all of them."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.people.models import Organisation, PasskeyRule
from tests.language import Person, a_crew
from tests.rig import House
from tests.signin.words import (
    STEP_UP,
    a_stranger,
    at_localhost,
    begins,
    finishes,
    refusal,
    registers,
    signs_in,
    steps_up,
)

LONG = timedelta(seconds=301)


def acts(person: Person) -> int | tuple[int, str]:
    answer = person.http.post("/api/recovery-code")
    return answer.status_code if answer.is_success else refusal(answer)


def is_required(house: House, person: Person) -> None:
    with house.db.writing() as session:
        organisation = session.get_one(Organisation, UUID(person.me["organisation"]["id"]))
        organisation.passkeys = PasskeyRule.REQUIRED


def test_who_has_no_passkey_is_asked_for_none_where_they_are_only_offered(house: House) -> None:
    crew = a_crew(house)
    assert acts(at_localhost(crew.lead)) == 201
    assert acts(at_localhost(crew["Ben"])) == 201


def test_who_has_a_passkey_is_asked_for_it_and_then_not_again_for_five_minutes(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    assert acts(maria) == 201
    house.clock.advance(LONG)
    assert acts(maria) == (403, "step_up.needed")
    steps_up(maria, passkey)
    house.clock.advance(timedelta(seconds=290))
    assert acts(maria) == 201
    house.clock.advance(timedelta(seconds=10))
    assert acts(maria) == (403, "step_up.needed")


def test_a_stolen_session_cannot_choose_an_address_where_nothing_is_asked(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    registers(maria)
    house.clock.advance(LONG)
    maria.http.headers["Host"] = "10.0.0.1"
    assert acts(maria) == (403, "step_up.needed")


def test_where_passkeys_are_required_leads_need_one_and_workers_do_not(house: House) -> None:
    crew = a_crew(house)
    for person in (crew.lead, crew.admin, crew["Ben"]):
        at_localhost(person)
    is_required(house, crew.lead)
    assert acts(crew.lead) == (403, "passkey.needed")
    assert acts(crew.admin) == (403, "passkey.needed")
    assert acts(crew["Ben"]) == 201
    assert refusal(crew.lead.http.post(f"{STEP_UP}/begin")) == (403, "passkey.needed")
    assert crew.lead.gets("/api/passkeys") == crew.lead.gets("/api/passkeys") | {
        "is_required": True,
        "is_wanted": True,
    }
    registers(crew.lead)
    assert acts(crew.lead) == 201


def test_at_an_address_without_passkeys_nobody_is_told_to_make_one(house: House) -> None:
    crew = a_crew(house, workers=[])
    is_required(house, crew.lead)
    assert acts(crew.lead) == 201
    assert crew.lead.gets("/api/passkeys")["is_wanted"] is False


def test_the_last_passkey_stays_where_one_is_required(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    is_required(house, maria)
    registers(maria)
    registers(maria)
    one, other = (each["id"] for each in maria.gets("/api/passkeys")["passkeys"])
    assert maria.http.delete(f"/api/passkeys/{one}").status_code == 204
    assert refusal(maria.http.delete(f"/api/passkeys/{other}")) == (422, "passkey.last")


def test_a_step_up_changes_the_session_token_and_the_one_before_still_finds_the_way(house: House) -> None:
    """The answer that carries the new cookie may get lost."""
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    before = maria.http.cookies["twotap"]
    steps_up(maria, passkey)
    assert maria.http.cookies["twotap"] != before
    lost = a_stranger(house)
    lost.cookies.set("twotap", before, domain="127.0.0.1")
    assert lost.get("/api/me").json()["person"]["id"] == maria.id


def test_signing_in_by_passkey_counts_as_fresh_and_only_in_that_session(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    house.clock.advance(LONG)
    assert acts(signs_in(house, passkey)) == 201
    assert acts(maria) == (403, "step_up.needed")


@pytest.mark.parametrize("seconds", [301, 3600])
def test_a_step_up_that_took_too_long_proves_nothing(house: House, seconds: int) -> None:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    ceremony = begins(maria.http, STEP_UP)
    house.clock.advance(timedelta(seconds=seconds))
    answer = finishes(maria.http, STEP_UP, ceremony, passkey.answers(ceremony["options"]))
    assert refusal(answer) == (422, "passkey.refused")
    assert acts(maria) == (403, "step_up.needed")
