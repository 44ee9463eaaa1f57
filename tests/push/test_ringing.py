"""Whom an ask rings, and what the ring tells."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from sqlmodel import col

from app.core.ids import new_id
from app.people.joining import end_sessions
from app.people.models import DeviceSession, Site
from app.people.shifts.models import Shift
from app.push.policy import PAYLOAD_BYTES
from app.push.queries import list_targets
from app.push.service import ring
from tests.doubles.push import PushService, Receiver, Rung
from tests.language import Person, a_crew
from tests.rig import House


def push_of(house: House) -> PushService:
    assert house.push is not None
    return house.push


def may_be_rung(person: Person, *, path: str | None = None, receiver: Receiver | None = None) -> str:
    """Switch notifications on; the path under which this phone's pushes arrive."""
    path = path or f"/push/{new_id()}"
    wanted = (receiver or Receiver()).subscription(f"{push_of(person.house).origin}{path}")
    answer = person.http.put("/api/push", json=wanted)
    assert answer.status_code == 204, answer.text
    return path


def rings_at(house: House, path: str) -> list[Rung]:
    house.drain()
    return [rung for rung in push_of(house).rung if rung.path == path]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_ask_rings_who_is_asked_and_tells_nothing_on_the_way(house: House) -> None:
    crew = a_crew(house)
    receiver = Receiver()
    ben, maria = may_be_rung(crew["Ben"], receiver=receiver), may_be_rung(crew.lead)
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    (rung,) = rings_at(house, ben)
    assert rings_at(house, maria) == []
    said = receiver.reads(rung.body)
    assert said["web_push"] == 8030
    assert urlsplit(said["notification"]["navigate"]).path == f"/post/{post.id}"
    assert said["notification"]["body"] == "Something is waiting for you"
    assert "Forklift" not in str(said)
    assert int(rung.headers["ttl"]) > 0
    assert len(rung.body) > PAYLOAD_BYTES


def test_every_ring_has_the_same_length_in_every_language(house: House) -> None:
    crew = a_crew(house)
    sizes = set()
    for language in ("en", "de", "es", "pt-BR", "ar", "ku"):
        crew["Ben"].http.patch("/api/me", json={"language": language})
        path = may_be_rung(crew["Ben"])
        crew.lead.posts("News", ask="acknowledge")
        (rung,) = rings_at(house, path)
        sizes.add(len(rung.body))
    assert len(sizes) == 1


def test_a_post_that_asks_nothing_rings_nobody(house: House) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    crew.lead.posts("The coffee machine works again")
    assert rings_at(house, path) == []


def test_who_is_off_shift_is_not_rung(house: House) -> None:
    crew = a_crew(house)
    on_shift, off_shift = may_be_rung(crew["Ben"]), may_be_rung(crew["Ana"])
    now = house.clock()
    plans(house, crew["Ben"], now - timedelta(hours=1), now + timedelta(hours=1))
    plans(house, crew["Ana"], now + timedelta(hours=5), now + timedelta(hours=9))
    crew.lead.posts("News", ask="acknowledge")
    assert (len(rings_at(house, on_shift)), len(rings_at(house, off_shift))) == (1, 0)


def plans(house: House, person: Person, starts_at: datetime, ends_at: datetime) -> None:
    with house.db.writing() as session:
        session.add(
            Shift(person_id=UUID(person.id), team_id=person.team_id, starts_at=starts_at, ends_at=ends_at)
        )


@pytest.mark.parametrize(("hours", "is_rung"), [((22, 6), False), ((6, 22), True), ((1, 3), False)])
def test_quiet_hours_of_the_site_are_kept(house: House, hours: tuple[int, int], is_rung: bool) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    with house.db.writing() as session:
        site = session.get_one(Site, UUID(crew.lead.me["teams"][0]["site"]["id"]))
        site.quiet_from, site.quiet_until = (time(hour) for hour in hours)
    # Between one and three in Berlin, summer or winter.
    tomorrow = house.clock() + timedelta(days=1)
    house.clock.set(tomorrow.replace(hour=0, minute=30))
    crew.lead.posts("News", ask="acknowledge")
    assert bool(rings_at(house, path)) is is_rung


def test_a_phone_tries_out_whether_it_rings(house: House) -> None:
    ben = a_crew(house)["Ben"]
    receiver = Receiver()
    path = may_be_rung(ben, receiver=receiver)
    for _ in range(3):
        assert ben.http.post("/api/push/test").status_code == 202
    (rung,) = rings_at(house, path)
    assert receiver.reads(rung.body)["notification"]["body"] == "Notifications work on this phone"
    assert rung.headers["urgency"] == "high"


def test_a_phone_knows_where_it_is_rung_and_can_stop_it(house: House) -> None:
    crew = a_crew(house)
    ben = crew["Ben"]
    before = ben.gets("/api/push")
    assert (before["endpoint"], len(before["public_key"])) == (None, 87)
    path = may_be_rung(ben)
    assert ben.gets("/api/push")["endpoint"] == f"{push_of(house).origin}{path}"
    assert ben.http.delete("/api/push").status_code == 204
    assert ben.gets("/api/push")["endpoint"] is None
    crew.lead.posts("News", ask="acknowledge")
    assert rings_at(house, path) == []


def test_a_phone_that_changed_hands_rings_only_for_its_new_owner(house: House) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    may_be_rung(crew["Ana"], path=path)
    assert crew["Ben"].gets("/api/push")["endpoint"] is None
    crew.lead.posts("News", ask="acknowledge")
    assert len(rings_at(house, path)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_its_service_forgot_is_forgotten(house: House, status: int) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    push_of(house).scripted[path] = (status, {})
    crew.lead.posts("News", ask="acknowledge")
    assert len(rings_at(house, path)) == 1
    assert crew["Ben"].gets("/api/push")["endpoint"] is None


@pytest.mark.parametrize("status", [301, 400, 401, 403, 413, 429, 500, 503])
def test_no_other_answer_forgets_it(house: House, status: int) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    push_of(house).scripted[path] = (status, {"Location": "/elsewhere"})
    crew.lead.posts("News", ask="acknowledge")
    assert len(rings_at(house, path)) == 1
    assert crew["Ben"].gets("/api/push")["endpoint"] is not None


def test_who_was_removed_is_rung_no_more(house: House) -> None:
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    crew.lead.removes(crew["Ben"])
    crew.lead.posts("News", ask="acknowledge")
    assert rings_at(house, path) == []


def test_who_left_between_the_ask_and_its_ring_is_not_rung(house: House) -> None:
    """The job is waiting already when the session ends."""
    crew = a_crew(house)
    path = may_be_rung(crew["Ben"])
    with house.db.writing() as session:
        ring(session, new_id(), [UUID(crew["Ben"].id)], occasion="v1")
        end_sessions(session, col(DeviceSession.person_id) == UUID(crew["Ben"].id), at=house.clock())
    assert rings_at(house, path) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "https://10.0.0.5/x.push.apple.com"}, "push.endpoint"),
        ({"endpoint": "http://127.0.0.1:1/"}, "push.endpoint"),
        ({"keys": {"p256dh": "BA", "auth": "AAAAAAAAAAAAAAAAAAAAAA"}}, "push.keys"),
        ({"keys": {"p256dh": "B" * 87, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}}, "push.keys"),
        ({"keys": {"p256dh": "!", "auth": "?"}}, "push.keys"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(house: House, change: dict[str, object], code: str) -> None:
    ben = a_crew(house)["Ben"]
    wanted = Receiver().subscription(f"{push_of(house).origin}/push/1") | change
    assert refusal(ben.http.put("/api/push", json=wanted)) == (422, code)
    assert ben.gets("/api/push")["endpoint"] is None


def test_subscriptions_end_with_the_phone_that_holds_them(house: House) -> None:
    ben = a_crew(house)["Ben"]
    may_be_rung(ben)
    ben.http.post("/api/me/leave")
    with house.db.reading() as session:
        live = list_targets(session, [UUID(ben.id)], at=house.clock())
    assert live == []
