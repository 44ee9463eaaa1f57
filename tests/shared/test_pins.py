"""PINs: what is good enough, who may set one, and how often anybody may try."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlmodel import col

from app.people.audit.models import AuditEntry
from app.people.shared.common_pins import is_common
from app.people.shared.models import Pin
from tests.doubles.shared_phone import OTHER_PIN, PIN, WRONG_PIN, SharedPhone, a_shared_phone, sets_pin
from tests.language import Crew, Person, a_crew
from tests.rig import House
from tests.shared.words import looked_at, refusal

PAUSE = timedelta(minutes=15)
LEADS_PIN = "48159362"
# The head of published rankings, and what else people think of first.
SIX_OFTEN_CHOSEN = (
    "123456 654321 111111 000000 123123 666666 121212 112233 789456 159753 888888 999999 987654 777777 "
    "696969 131313 101010 555555 222222 333333 147258 123321 456789 258456 147852 963852 741852 159357 "
    "456123 321321 010203 246810 314159 420420 202020 252525 112358 520520 135790 142536 102030 007007 "
    "987321 212121 232323 456456 789789 010101 151515 789123 012345 543210 111222 121314 202122 303030"
)
LONGER_OFTEN_CHOSEN = (
    "19901990 01011990 19851231 12345678 87654321 11223344 12121212 14725836 1234567 0987654"
)


def audited(house: House, crew: Crew) -> list[str]:
    with house.db.reading() as session:
        return list(
            session.scalars(
                select(col(AuditEntry.action))
                .where(col(AuditEntry.organisation_id) == UUID(crew.lead.me["organisation"]["id"]))
                .order_by(col(AuditEntry.seq))
            )
        )


def code_for(lead: Person, person: Person) -> str:
    answer = lead.http.post(f"/api/people/{person.id}/pin-code")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def chooses(phone: SharedPhone, code: str, pin: str = PIN) -> httpx.Response:
    return phone.http.post("/api/shared/pin", json={"code": code, "pin": pin})


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("12345", "pin.too_short"),
        ("4815937302645", "pin.too_long"),
        ("48159a", "pin.digits"),
        ("481 593", "pin.digits"),
        ("123456", "pin.common"),
        ("000000", "pin.common"),
    ],
)
def test_a_pin_that_is_no_good_is_refused_with_the_reason(house: House, pin: str, code: str) -> None:
    ben = a_crew(house, workers=["Ben"])["Ben"]
    assert refusal(ben.http.put("/api/me/pin", json={"pin": pin})) == (422, code)


def test_what_too_many_people_choose_is_refused() -> None:
    chosen = (*SIX_OFTEN_CHOSEN.split(), *LONGER_OFTEN_CHOSEN.split())
    assert [pin for pin in chosen if not is_common(pin)] == []


def test_at_least_a_thousand_six_digit_pins_are_refused_and_hardly_a_choice_is_lost() -> None:
    # No divisor of 1001 or 10101, of which repetitions are multiples.
    every = 17
    refused_count = every * sum(is_common(f"{pin:06}") for pin in range(0, 10**6, every))
    assert 1_000 <= refused_count <= 10_000


def test_a_leads_pin_is_longer_and_a_promoted_workers_no_longer_enough(house: House) -> None:
    crew = a_crew(house)
    assert refusal(crew.lead.http.put("/api/me/pin", json={"pin": PIN})) == (422, "pin.too_short")
    ben, phone = crew["Ben"], a_shared_phone(crew)
    sets_pin(ben)
    promoted = crew.admin.http.patch(f"/api/teams/{crew.team_id}/members/{ben.id}", json={"role": "lead"})
    assert promoted.status_code == 200, promoted.text
    assert refusal(phone.tries(ben.id, PIN)) == (422, "pin.too_short")
    sets_pin(ben, LEADS_PIN)
    phone.opens_for(ben, LEADS_PIN)


def test_digits_of_any_script_are_the_same_pin(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"], "٤٨١٥٩٣")
    a_shared_phone(crew).opens_for(crew["Ben"], PIN)


def test_no_row_holds_a_pin_or_what_a_thief_of_rows_could_try_it_against(house: House) -> None:
    ben = a_crew(house, workers=["Ben"])["Ben"]
    sets_pin(ben)
    with house.db.reading() as session:
        kept = session.get_one(Pin, UUID(ben.id)).hash
    assert kept.startswith("$argon2id$")
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(kept, PIN)


def test_five_wrong_tries_pause_for_a_quarter_of_an_hour_and_ten_end_it(house: House) -> None:
    crew = a_crew(house)
    ben, phone = crew["Ben"], a_shared_phone(crew)
    sets_pin(ben)
    for left in (4, 3, 2, 1, 0):
        answer = phone.tries(ben.id, WRONG_PIN)
        assert (*refusal(answer), answer.json()["tries_left"]) == (401, "pin.refused", left)
    paused = phone.tries(ben.id, PIN)
    assert refusal(paused) == (429, "pin.paused")
    assert 0 < int(paused.headers["retry-after"]) <= 900
    house.clock.advance(PAUSE)
    for _ in range(5):
        assert refusal(phone.tries(ben.id, WRONG_PIN)) == (401, "pin.refused")
    house.clock.advance(timedelta(days=30))
    # The tablet's cookie lasts; the tenth wrong try was the last for good.
    before = looked_at(house)
    assert refusal(phone.tries(ben.id, PIN)) == (422, "pin.reset_needed")
    assert looked_at(house) == before
    assert audited(house, crew).count("pin.locked") == 2


def test_a_right_pin_starts_the_count_afresh(house: House) -> None:
    crew = a_crew(house)
    ben, phone = crew["Ben"], a_shared_phone(crew)
    sets_pin(ben)
    for _ in range(3):
        for _ in range(4):
            phone.tries(ben.id, WRONG_PIN)
        phone.opens_for(ben)


def test_of_two_hundred_guesses_at_once_hardly_any_is_looked_at(house: House) -> None:
    crew = a_crew(house)
    ben = crew["Ben"]
    sets_pin(ben)
    phones = [a_shared_phone(crew) for _ in range(4)]
    before = looked_at(house)

    def guess(turn: int) -> int:
        return phones[turn % 4].tries(ben.id, f"{910_000 + turn:06}").status_code

    with ThreadPoolExecutor(25) as guessers:
        statuses = list(guessers.map(guess, range(200)))
    assert set(statuses) <= {401, 429}
    assert looked_at(house) - before <= 5
    house.clock.advance(PAUSE)
    with ThreadPoolExecutor(25) as guessers:
        assert set(guessers.map(guess, range(200))) <= {401, 422, 429}
    assert looked_at(house) - before <= 10
    assert refusal(phones[0].tries(ben.id, PIN)) == (422, "pin.reset_needed")


def test_a_lead_resets_a_pin_and_the_person_chooses_another_with_a_code(house: House) -> None:
    crew = a_crew(house)
    ben, phone = crew["Ben"], a_shared_phone(crew)
    sets_pin(ben)
    unlocked = phone.opens_for(ben)
    for _ in range(2):
        for _ in range(5):
            phone.tries(ben.id, WRONG_PIN)
        house.clock.advance(PAUSE)
    assert refusal(phone.tries(ben.id, PIN)) == (422, "pin.reset_needed")

    assert crew.lead.http.delete(f"/api/people/{ben.id}/pin").status_code == 204
    assert refusal(unlocked.http.get("/api/me")) == (401, "session.none")
    assert phone.tiles(everybody=True)["Ben"]["has_pin"] is False
    assert refusal(phone.tries(ben.id, PIN)) == (401, "pin.refused")

    code = code_for(crew.lead, ben)
    assert refusal(chooses(phone, code, "123456")) == (422, "pin.common")
    chosen = chooses(phone, f" {code.lower().replace('-', ' ')} ", OTHER_PIN)
    assert (chosen.status_code, chosen.json()["person"]["name"]) == (200, "Ben")
    phone.opens_for(ben, OTHER_PIN)
    assert refusal(chooses(phone, code)) == (422, "pin_code.refused")
    assert audited(house, crew)[-3:] == ["pin.reset", "pin_code.created", "pin.set"]


def test_a_code_is_for_one_person_one_use_one_team_and_a_quarter_of_an_hour(house: House) -> None:
    crew, elsewhere = a_crew(house), a_crew(house)
    phone = a_shared_phone(crew)
    ben = crew["Ben"]
    first, second = code_for(crew.lead, ben), code_for(crew.lead, ben)
    assert refusal(chooses(phone, first)) == (422, "pin_code.refused"), "the second code ended it"
    assert refusal(chooses(a_shared_phone(elsewhere), second)) == (422, "pin_code.refused")
    house.clock.advance(timedelta(minutes=15))
    assert refusal(chooses(phone, second)) == (422, "pin_code.refused")


def test_guessing_codes_pauses_the_phone_that_guesses(house: House) -> None:
    crew = a_crew(house)
    phone, other = a_shared_phone(crew), a_shared_phone(crew)
    code = code_for(crew.lead, crew["Ben"])
    for _ in range(5):
        assert refusal(chooses(phone, "ZZZZ-ZZZZ")) == (422, "pin_code.refused")
    assert refusal(chooses(phone, code)) == (429, "pin.paused")
    assert chooses(other, code).status_code == 200


def test_only_whoever_leads_a_person_touches_their_pin(house: House) -> None:
    crew, elsewhere = a_crew(house), a_crew(house)
    ben, ana = crew["Ben"], crew["Ana"]
    sets_pin(ben)
    for stranger in (ana, elsewhere.lead, elsewhere.admin):
        assert refusal(stranger.http.post(f"/api/people/{ben.id}/pin-code")) == (404, "person.unknown")
        assert refusal(stranger.http.delete(f"/api/people/{ben.id}/pin")) == (404, "person.unknown")
    boss = crew.admin
    joined = boss.http.post("/api/join", json={"token": "x", "name": "x", "language": "en"})
    assert joined.status_code == 404
    answer = crew.lead.http.post(f"/api/people/{boss.id}/pin-code")
    assert answer.status_code in {404, 422}, "a lead opens no door of an admin's"


def test_on_a_shared_phone_one_changes_a_pin_only_by_knowing_it(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    ben = a_shared_phone(crew).opens_for(crew["Ben"])
    unsaid = ben.http.put("/api/me/pin", json={"pin": OTHER_PIN})
    assert refusal(unsaid) == (422, "pin.current_needed")
    wrong = ben.http.put("/api/me/pin", json={"pin": OTHER_PIN, "current_pin": WRONG_PIN})
    assert refusal(wrong) == (401, "pin.refused")
    answer = ben.http.put("/api/me/pin", json={"pin": OTHER_PIN, "current_pin": PIN})
    assert answer.status_code == 204, answer.text
    ben.phone.opens_for(crew["Ben"], OTHER_PIN)
