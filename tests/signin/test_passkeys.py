"""Registering a passkey, signing in with it, and every way in which neither works."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from app.people.audit.models import AuditEntry
from tests.doubles.authenticator import SoftPasskey
from tests.language import Person, a_crew, a_phone
from tests.rig import House
from tests.signin.words import (
    REFUSED,
    REGISTER,
    SIGN_IN,
    STEP_UP,
    a_passkey,
    a_stranger,
    at_localhost,
    begins,
    finishes,
    refusal,
    registers,
    signs_in,
    steps_up,
    tries_to_sign_in,
)


def audited(person: Person) -> list[str]:
    with person.house.db.reading() as session:
        rows = select(col(AuditEntry.action)).where(col(AuditEntry.person_id) == UUID(person.id))
        return list(session.scalars(rows.order_by(col(AuditEntry.seq))))


def test_a_lead_registers_a_passkey_and_signs_in_with_it_on_another_phone(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria, a_passkey(house, is_synced=True), label="Maria's phone")
    seen = maria.gets("/api/passkeys")
    [listed] = seen["passkeys"]
    assert (listed["label"], listed["is_synced"], listed["used_at"]) == ("Maria's phone", True, None)
    assert (seen["is_wanted"], seen["is_possible"]) == (False, True)

    again = signs_in(house, passkey)
    assert again.id == maria.id
    assert again.me["device"]["id"] != maria.me["device"]["id"]
    assert again.gets("/api/passkeys")["passkeys"][0]["used_at"] is not None
    assert maria.opens().id == maria.id
    assert {"passkey.registered", "session.opened"} <= set(audited(maria))


def test_a_registration_asks_for_a_verified_user_and_a_passkey_that_needs_no_name(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    registers(maria)
    options = begins(maria.http, REGISTER)["options"]
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (options["attestation"], options["rp"]["id"]) == ("none", "localhost")
    assert len(options["excludeCredentials"]) == 1
    asked = begins(a_stranger(house), SIGN_IN)["options"]
    assert (asked["userVerification"], asked["rpId"]) == ("required", "localhost")
    assert not asked["allowCredentials"]


def test_where_browsers_have_no_passkeys_none_is_offered(house: House) -> None:
    by_address = a_phone(house)
    assert by_address.get("/api/sign-in").json() == {"passkeys": False, "oidc": None}
    assert a_stranger(house).get("/api/sign-in").json()["passkeys"] is True
    assert refusal(by_address.post(f"{SIGN_IN}/begin")) == (422, "passkey.impossible")


def test_an_answer_is_good_once(house: House) -> None:
    passkey = registers(a_crew(house, workers=[]).lead)
    phone = a_stranger(house)
    ceremony = begins(phone, SIGN_IN)
    credential = passkey.answers(ceremony["options"])
    assert finishes(phone, SIGN_IN, ceremony, credential).status_code == 200
    assert refusal(finishes(a_stranger(house), SIGN_IN, ceremony, credential)) == REFUSED


def test_of_racers_with_one_answer_one_wins(house: House) -> None:
    passkey = registers(a_crew(house, workers=[]).lead)
    ceremony = begins(a_stranger(house), SIGN_IN)
    credential = passkey.answers(ceremony["options"])
    start = threading.Barrier(16)

    def race(_: int) -> int:
        phone = a_stranger(house)
        start.wait()
        return finishes(phone, SIGN_IN, ceremony, credential).status_code

    with ThreadPoolExecutor(16) as racers:
        assert sorted(racers.map(race, range(16))) == [200] + [422] * 15


def test_a_failed_answer_uses_the_challenge_up(house: House) -> None:
    passkey = registers(a_crew(house, workers=[]).lead)
    phone = a_stranger(house)
    ceremony = begins(phone, SIGN_IN)
    wrong = passkey.answers(ceremony["options"], is_verified=False)
    assert refusal(finishes(phone, SIGN_IN, ceremony, wrong)) == REFUSED
    assert refusal(finishes(phone, SIGN_IN, ceremony, passkey.answers(ceremony["options"]))) == REFUSED


def test_a_challenge_is_stale_after_five_minutes(house: House) -> None:
    passkey = registers(a_crew(house, workers=[]).lead)
    phone = a_stranger(house)
    ceremony = begins(phone, SIGN_IN)
    house.clock.advance(timedelta(seconds=301))
    assert refusal(finishes(phone, SIGN_IN, ceremony, passkey.answers(ceremony["options"]))) == REFUSED


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://twotap.evil.example"},
    "another port": {"origin": "http://localhost:1"},
    "another relying party": {"rp_id": "evil.example"},
    "nobody was verified": {"is_verified": False},
    "a registration's client data": {"kind": "webauthn.create"},
    "somebody else's handle": {"user_handle": bytes(16)},
}


@pytest.mark.parametrize("lies", LIES.values(), ids=LIES.keys())
def test_an_answer_that_lies_is_refused(house: House, lies: dict[str, Any]) -> None:
    passkey = registers(a_crew(house, workers=[]).lead)
    assert refusal(tries_to_sign_in(a_stranger(house), passkey, **lies)) == REFUSED
    assert tries_to_sign_in(a_stranger(house), passkey).status_code == 200


def test_a_passkey_that_counts_may_not_count_backwards(house: House) -> None:
    passkey = registers(a_crew(house, workers=[]).lead, a_passkey(house, sign_count=7))
    signs_in(house, passkey)
    passkey.sign_count = 7
    assert refusal(tries_to_sign_in(a_stranger(house), passkey)) == REFUSED


def a_removed_passkey(house: House) -> SoftPasskey:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    [listed] = maria.gets("/api/passkeys")["passkeys"]
    assert maria.http.delete(f"/api/passkeys/{listed['id']}").status_code == 204
    assert audited(maria)[-1] == "passkey.removed"
    return passkey


def a_departed_persons(house: House) -> SoftPasskey:
    crew = a_crew(house)
    passkey = registers(crew["Ben"])
    crew.lead.removes(crew["Ben"])
    return passkey


def a_passkey_nobody_registered(house: House) -> SoftPasskey:
    return a_passkey(house, user_handle=bytes(range(16)))


def anothers_name(house: House) -> SoftPasskey:
    """Knows the name of a passkey, and not its key."""
    theirs = registers(a_crew(house, workers=[]).lead)
    return a_passkey(house, credential_id=theirs.credential_id, user_handle=theirs.user_handle)


@pytest.mark.parametrize(
    "make", [a_removed_passkey, a_departed_persons, a_passkey_nobody_registered, anothers_name]
)
def test_a_passkey_of_nobody_is_refused_with_the_same_bytes(
    house: House, make: Callable[[House], SoftPasskey]
) -> None:
    known = registers(a_crew(house, workers=[]).lead)
    answer = tries_to_sign_in(a_stranger(house), make(house))
    plain = tries_to_sign_in(a_stranger(house), known, is_verified=False)
    assert (answer.status_code, answer.content) == (plain.status_code, plain.content)
    assert refusal(answer) == REFUSED


def test_an_answer_serves_only_what_was_asked(house: House) -> None:
    """Neither another purpose, nor another session, nor another person's passkey."""
    crew = a_crew(house, workers=[])
    maria, ada = at_localhost(crew.lead), at_localhost(crew.admin)
    marias, adas = registers(maria), registers(ada)
    for_sign_in = begins(maria.http, SIGN_IN)
    wrong_purpose = finishes(maria.http, STEP_UP, for_sign_in, marias.answers(for_sign_in["options"]))
    assert refusal(wrong_purpose) == REFUSED
    for_maria = begins(maria.http, STEP_UP)
    wrong_session = finishes(ada.http, STEP_UP, for_maria, adas.answers(for_maria["options"]))
    assert refusal(wrong_session) == REFUSED
    wrong_person = finishes(maria.http, STEP_UP, for_maria, adas.answers(for_maria["options"]))
    assert refusal(wrong_person) == REFUSED
    steps_up(maria, marias)


def test_a_registration_without_a_verified_user_or_with_certificates_is_refused(house: House) -> None:
    maria = at_localhost(a_crew(house, workers=[]).lead)
    for lies in ({"is_verified": False}, {"fmt": "android-safetynet"}, {"fmt": "tpm"}, {"fmt": "x"}):
        ceremony = begins(maria.http, REGISTER)
        credential = a_passkey(house).makes(ceremony["options"], **lies)
        assert refusal(finishes(maria.http, REGISTER, ceremony, credential)) == REFUSED
    assert maria.gets("/api/passkeys")["passkeys"] == []


def test_nobody_registers_a_passkey_that_somebody_has(house: House) -> None:
    crew = a_crew(house, workers=[])
    passkey = registers(crew.lead)
    at_localhost(crew.admin)
    ceremony = begins(crew.admin.http, REGISTER)
    answer = finishes(crew.admin.http, REGISTER, ceremony, passkey.makes(ceremony["options"]))
    assert refusal(answer) == REFUSED


GARBAGE = ["AA", "gICA", "oWNmbXRkbm9uZQ", "eyJ0eXBlIjoieCJ9", "_w", "A" * 20_000]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_in_place_of_a_credential_is_refused_and_never_an_accident(
    house: House, garbage: str
) -> None:
    maria = at_localhost(a_crew(house, workers=[]).lead)
    passkey = a_passkey(house)
    for part in ("clientDataJSON", "attestationObject"):
        ceremony = begins(maria.http, REGISTER)
        credential = passkey.makes(ceremony["options"])
        credential["response"][part] = garbage
        assert refusal(finishes(maria.http, REGISTER, ceremony, credential)) == REFUSED
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        ceremony = begins(maria.http, SIGN_IN)
        credential = passkey.answers(ceremony["options"])
        credential["response"][part] = garbage
        assert refusal(finishes(maria.http, SIGN_IN, ceremony, credential)) == REFUSED


@pytest.mark.parametrize("text", ["", "A", "a+b/", "ä", "x" * 20_001])
def test_what_is_not_base64url_is_malformed(house: House, text: str) -> None:
    phone = a_stranger(house)
    ceremony = begins(phone, SIGN_IN)
    credential = a_passkey(house, user_handle=b"x").answers(ceremony["options"])
    credential["response"]["signature"] = text
    answer = finishes(phone, SIGN_IN, ceremony, credential)
    assert refusal(answer) == (422, "request.malformed")


def test_a_first_passkey_needs_nothing_and_each_further_one_a_fresh_proof(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    passkey = registers(maria)
    registers(maria, label="Second")
    house.clock.advance(timedelta(seconds=301))
    assert refusal(maria.http.post(f"{REGISTER}/begin")) == (403, "step_up.needed")
    steps_up(maria, passkey)
    registers(maria, label="Third")
    assert [each["label"] for each in maria.gets("/api/passkeys")["passkeys"]] == [
        "My phone",
        "Second",
        "Third",
    ]


def test_a_registration_that_began_before_the_first_passkey_does_not_slip_past_it(house: House) -> None:
    maria = a_crew(house, workers=[]).lead
    thief = signs_in(house, registers(maria))
    [first] = maria.gets("/api/passkeys")["passkeys"]
    assert maria.http.delete(f"/api/passkeys/{first['id']}").status_code == 204
    house.clock.advance(timedelta(seconds=301))
    begun = begins(thief.http, REGISTER)
    registers(maria)
    answer = finishes(thief.http, REGISTER, begun, a_passkey(house).makes(begun["options"]))
    assert refusal(answer) == (403, "step_up.needed")


def test_nobody_signed_in_registers_or_removes_nothing(house: House) -> None:
    stranger = a_stranger(house)
    nothing: list[httpx.Response] = [
        stranger.post(f"{REGISTER}/begin"),
        stranger.get("/api/passkeys"),
        stranger.delete(f"/api/passkeys/{'0' * 8}-0000-7000-8000-{'0' * 12}"),
        stranger.post(f"{STEP_UP}/begin"),
        stranger.post("/api/recovery-code"),
    ]
    assert {refusal(answer) for answer in nothing} == {(401, "session.none")}


def test_a_passkey_is_removed_by_its_owner_alone(house: House) -> None:
    crew = a_crew(house, workers=[])
    registers(crew.lead)
    [listed] = crew.lead.gets("/api/passkeys")["passkeys"]
    at_localhost(crew.admin)
    path = f"/api/passkeys/{listed['id']}"
    assert refusal(crew.admin.http.delete(path)) == (404, "passkey.unknown")
    house.clock.advance(timedelta(seconds=301))
    assert refusal(crew.lead.http.delete(path)) == (403, "step_up.needed")
