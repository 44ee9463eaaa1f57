"""A shared phone: set up once, opened by one person after another, closed, taken away."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid5

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlmodel import col

from app.core.ids import new_id
from app.housekeeping import keep_house
from app.people.shared.models import DeviceChallenge, PinTries
from tests.doubles.shared_phone import (
    OTHER_PIN,
    PIN,
    WRONG_PIN,
    SharedPhone,
    a_device_token,
    a_shared_phone,
    encoded,
    enrolment,
    sets_pin,
)
from tests.language import a_crew, a_phone, joins, token_of
from tests.rig import House
from tests.shared.words import looked_at, refusal

UNKNOWN_ID = "01890000-0000-7000-8000-000000000000"


def test_a_tablet_is_set_up_by_a_leads_code_and_shows_the_crew(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    phone = a_shared_phone(crew)
    seen = phone.sees()
    assert seen["device"] == {"id": phone.id, "label": "Tablet at the gate"}
    assert seen["team"] == {"id": str(crew.team_id), "name": "Morning"}
    assert seen["site"] | {"name": "Harbour Street", "zone": "Europe/Berlin"} == seen["site"]
    assert (seen["lock_after_s"], seen["pin_min_chars"]) == (120, 6)
    tiles = phone.tiles(everybody=True)
    assert {name: tile["has_pin"] for name, tile in tiles.items()} == {
        "Ana": False,
        "Ben": True,
        "Maria": False,
    }


def test_the_devices_cookie_outlives_its_people_and_is_out_of_reach_of_scripts(house: House) -> None:
    crew = a_crew(house, workers=[])
    key = ec.generate_private_key(ec.SECP256R1())
    answer = a_phone(house).post("/api/shared/enrol", json=enrolment(a_device_token(crew), key))
    cookie = next(said for said in answer.headers.get_list("set-cookie") if "twotap-device=" in said)
    name, *attributes = cookie.split("; ")
    assert name.startswith("twotap-device=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=34560000"} <= set(attributes)


def test_of_many_tablets_that_scan_one_code_one_is_set_up(house: House) -> None:
    token = a_device_token(a_crew(house, workers=[]))
    start = threading.Barrier(16)

    def race(_: int) -> int:
        key = ec.generate_private_key(ec.SECP256R1())
        phone = a_phone(house)
        start.wait()
        return phone.post("/api/shared/enrol", json=enrolment(token, key)).status_code

    with ThreadPoolExecutor(16) as racers:
        assert sorted(racers.map(race, range(16))) == [201] + [410] * 15


def test_what_is_no_key_or_no_devices_code_sets_nothing_up(house: House) -> None:
    crew = a_crew(house, workers=[])
    key = ec.generate_private_key(ec.SECP256R1())
    good = enrolment(a_device_token(crew), key)
    for broken in ("", "####", encoded(b"\x04" + bytes(64)), encoded(bytes(65)), encoded(b"\x04" * 33)):
        answer = a_phone(house).post("/api/shared/enrol", json=good | {"public_key": broken})
        assert answer.status_code == 422, answer.text
    join_token = token_of(crew.lead.invites())
    answer = a_phone(house).post("/api/shared/enrol", json=enrolment(join_token, key))
    assert refusal(answer) == (404, "invite.unknown")
    assert a_phone(house).post("/api/shared/enrol", json=good).status_code == 201


def test_becoming_a_shared_phone_ends_what_the_browser_was_before(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    a_shared_phone(crew, http=(browser := a_phone(house)))
    browser.cookies.update(ben.http.cookies)
    again = a_shared_phone(crew, http=browser)
    assert refusal(ben.http.get("/api/me")) == (401, "session.none")
    assert [device["id"] for device in crew.lead.gets(f"/api/teams/{crew.team_id}/devices")] == [again.id]


def test_a_locked_shared_phone_may_ask_for_tiles_and_for_nothing_else(house: House) -> None:
    crew = a_crew(house)
    phone = a_shared_phone(crew)
    for path in ("/api/me", "/api/posts", "/api/sync", "/api/teams", f"/api/teams/{crew.team_id}/devices"):
        assert refusal(phone.http.get(path)) == (401, "session.none"), path


def test_one_after_the_other_opens_the_phone_and_is_themself_there(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    sets_pin(crew["Ana"], OTHER_PIN)
    phone = a_shared_phone(crew)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")

    ben = phone.opens_for(crew["Ben"])
    assert ben.me["person"]["name"] == "Ben"
    assert ben.me["device"] == {"id": phone.id, "kind": "shared", "label": "Tablet at the gate"}
    ben.acknowledges(post)

    bens_cookies = dict(phone.http.cookies)
    ana = phone.opens_for(crew["Ana"], OTHER_PIN)
    assert ana.opens().me["person"]["name"] == "Ana"
    stale = a_phone(house)
    stale.cookies.update(bens_cookies)
    assert refusal(stale.get("/api/me")) == (401, "session.none"), "Ben's was locked when Ana came"
    ana.objects(post)
    assert crew.lead.sees(post)["counts"] == {"asked": 2, "got_it": 1, "problem": 1}

    phone.locks()
    phone.locks()
    assert refusal(phone.http.get("/api/me")) == (401, "session.none")


def test_a_session_on_a_shared_phone_lasts_twelve_hours_and_is_not_renewed(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    ben = a_shared_phone(crew).opens_for(crew["Ben"])
    house.clock.advance(timedelta(hours=11, minutes=59))
    assert "set-cookie" not in ben.http.get("/api/me").headers
    house.clock.advance(timedelta(minutes=2))
    assert refusal(ben.http.get("/api/me")) == (401, "session.none")


def test_a_lead_on_a_shared_phone_is_a_worker_there(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew.lead, "48159362")
    phone = a_shared_phone(crew)
    lead = phone.opens_for(crew.lead, "48159362")
    assert refusal(lead.http.get(f"/api/teams/{crew.team_id}/members"))[0] == 404
    invite = lead.http.post(f"/api/teams/{crew.team_id}/invites", json={"role": "worker"})
    assert invite.status_code in {403, 404}
    assert lead.http.delete(f"/api/devices/{phone.id}").status_code in {403, 404}


def test_a_proof_is_good_once_soon_and_for_one_person_on_one_phone(house: House) -> None:
    crew = a_crew(house)
    ben, ana = crew["Ben"], crew["Ana"]
    sets_pin(ben)
    sets_pin(ana)
    phone, other = a_shared_phone(crew), a_shared_phone(crew)

    def unlock(challenge: dict[str, str], signature: str, person_id: str = ben.id) -> httpx.Response:
        body = {"person_id": person_id, "pin": PIN, "signature": signature}
        return phone.http.post("/api/shared/unlock", json=body | {"challenge_id": challenge["challenge_id"]})

    challenge = phone.is_challenged()
    assert refusal(unlock(challenge, phone.signs(challenge, ana.id))) == (401, "device.proof")
    assert refusal(unlock(challenge, phone.signs(challenge, ben.id))) == (401, "challenge.ended")
    challenge = phone.is_challenged()
    assert refusal(unlock(challenge, other.signs(challenge, ben.id))) == (401, "device.proof")
    challenge = other.is_challenged()
    assert refusal(unlock(challenge, phone.signs(challenge, ben.id))) == (401, "challenge.ended")
    challenge = phone.is_challenged()
    house.clock.advance(timedelta(seconds=61))
    assert refusal(unlock(challenge, phone.signs(challenge, ben.id))) == (401, "challenge.ended")
    for garbage in ("", "x", "####", encoded(bytes(64)), encoded(b"\xff" * 64), encoded(bytes(63))):
        answer = unlock(phone.is_challenged(), garbage)
        assert answer.status_code in {401, 422}, answer.text
    challenge = phone.is_challenged()
    assert unlock(challenge, phone.signs(challenge, ben.id)).status_code == 200
    assert refusal(unlock(challenge, phone.signs(challenge, ben.id))) == (401, "challenge.ended")


def tried(house: House, phone: SharedPhone, person_id: str) -> tuple[httpx.Response, float]:
    before = looked_at(house)
    answer = phone.tries(person_id, WRONG_PIN)
    return answer, looked_at(house) - before


def test_nobody_learns_from_a_refusal_who_exists_or_who_has_a_pin(house: House) -> None:
    crew, elsewhere = a_crew(house), a_crew(house, workers=["Eve"])
    sets_pin(crew["Ben"])
    sets_pin(elsewhere["Eve"])
    phone = a_shared_phone(crew)
    whom = (crew["Ben"].id, crew["Ana"].id, elsewhere["Eve"].id, crew.admin.id, str(new_id()))
    for _ in range(6):
        answers, looks = zip(*(tried(house, phone, person_id) for person_id in whom), strict=True)
        assert len(set(looks)) == 1, "a PIN is looked at for nobody, too"
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    eves = a_shared_phone(elsewhere)
    assert eves.tries(elsewhere["Eve"].id, PIN).status_code == 200, "no other team's phone locks Eve out"


def test_a_revoked_phone_is_over_at_once(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    phone = a_shared_phone(crew)
    ben = phone.opens_for(crew["Ben"])
    [listed] = crew.lead.gets(f"/api/teams/{crew.team_id}/devices")
    assert (listed["id"], listed["label"]) == (phone.id, "Tablet at the gate")
    assert crew["Ben"].http.delete(f"/api/devices/{phone.id}").status_code == 404
    assert a_crew(house, workers=[]).lead.http.delete(f"/api/devices/{phone.id}").status_code == 404

    assert crew.lead.http.delete(f"/api/devices/{phone.id}").status_code == 204
    assert refusal(ben.http.get("/api/me")) == (401, "session.none")
    for method, path in (("GET", ""), ("POST", "/challenge"), ("POST", "/lock")):
        assert refusal(phone.http.request(method, f"/api/shared{path}")) == (401, "device.none")
    assert crew.lead.gets(f"/api/teams/{crew.team_id}/devices") == []
    assert refusal(crew.lead.http.delete(f"/api/devices/{phone.id}")) == (404, "device.unknown")


def test_who_follows_a_join_link_on_a_shared_phone_does_not_stay_in(house: House) -> None:
    crew = a_crew(house)
    phone = a_shared_phone(crew)
    eve = joins(house, token_of(crew.lead.invites()), "Eve", phone=phone.http)
    cookies = dict(phone.http.cookies)
    assert eve.opens().me["person"]["name"] == "Eve"
    phone.locks()
    copied = a_phone(house)
    copied.cookies.update(cookies)
    assert refusal(copied.get("/api/me")) == (401, "session.none")


def test_housekeeping_lets_go_of_what_nobody_can_use_and_keeps_the_tries_of_people(house: House) -> None:
    crew = a_crew(house)
    phone = a_shared_phone(crew)
    sets_pin(crew["Ben"])
    for _ in range(5):
        phone.tries(crew["Ben"].id, WRONG_PIN)
        phone.tries(UNKNOWN_ID, WRONG_PIN)
    later = house.clock() + timedelta(days=2)
    keep_house(house.db, house.settings, at=later)
    with house.db.reading() as session:
        assert (
            session.scalars(select(DeviceChallenge).where(col(DeviceChallenge.expires_at) < later)).all()
            == []
        )
        kept = session.scalars(select(PinTries).where(col(PinTries.tried_at) < later)).all()
        assert UUID(crew["Ben"].id) in {tries.subject_id for tries in kept}
        assert uuid5(UUID(phone.id), UNKNOWN_ID) not in {tries.subject_id for tries in kept}


def test_somebody_removed_from_the_crew_opens_its_phone_no_more(house: House) -> None:
    crew = a_crew(house)
    sets_pin(crew["Ben"])
    phone = a_shared_phone(crew)
    ben = phone.opens_for(crew["Ben"])
    crew.lead.removes(crew["Ben"])
    assert refusal(ben.http.get("/api/me"))[0] == 401
    assert refusal(phone.tries(crew["Ben"].id, PIN)) == (401, "pin.refused")
    assert "Ben" not in phone.tiles(everybody=True)


@pytest.mark.parametrize("path", ["", "/challenge", "/unlock", "/lock", "/envelopes", "/pin"])
def test_a_phone_that_was_never_set_up_is_told_so(house: House, path: str) -> None:
    method = "POST" if path else "GET"
    crew = a_crew(house, workers=["Ben"])
    for http in (a_phone(house), crew["Ben"].http):
        answer = http.request(method, f"/api/shared{path}", json={} if path else None)
        assert refusal(answer) == (401, "device.none")
