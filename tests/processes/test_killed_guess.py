"""A process that is killed in the middle of a guess has given nobody a try for nothing."""

import threading
from collections.abc import Generator
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from app.people.shared.models import PinTries
from app.settings import Settings
from app.wiring import open_blob_store, open_database
from tests.doubles.shared_phone import PIN, WRONG_PIN, SharedPhone, a_shared_phone, sets_pin
from tests.language import Person, a_crew, a_phone
from tests.processes.programs import Installation, Program, eventually
from tests.rig import House, SettableClock
from tests.shared.words import refusal


@pytest.fixture
def unserved(installation: Installation) -> Generator[House]:
    """Without a web process yet: `url` comes with each that is started."""
    installation.says("migrate")
    settings = Settings(var_dir=installation.var_dir, database_url=installation.database_url)
    db = open_database(settings)
    try:
        yield House(
            engine=db.url.get_backend_name(),
            url="",
            settings=settings,
            clock=SettableClock(),
            db=db,
            blobs=open_blob_store(settings),
        )
    finally:
        db.close()


def test_the_count_of_wrong_tries_survives_a_kill_in_the_middle_of_one(
    installation: Installation, unserved: House
) -> None:
    with installation.web() as first:
        crew = a_crew(replace(unserved, url=first.url))
        ben, phone = crew["Ben"], a_shared_phone(crew)
        sets_pin(ben)
        for _ in range(2):
            assert refusal(phone.tries(ben.id, WRONG_PIN)) == (401, "pin.refused")
        dies_in_the_middle_of_a_try(first, unserved, phone, ben)
        assert counted(unserved, ben) == 3
    with installation.web() as second:
        phone = moved(phone, second)
        assert refusal(phone.tries(ben.id, WRONG_PIN)) == (401, "pin.refused")
        dies_in_the_middle_of_a_try(second, unserved, phone, ben)
        assert counted(unserved, ben) == 5
    with installation.web() as third:
        assert refusal(moved(phone, third).tries(ben.id, PIN)) == (429, "pin.paused")


def counted(house: House, person: Person) -> int:
    with house.db.reading() as session:
        tries = session.get(PinTries, UUID(person.id))
        return tries.failed_count if tries else 0


def dies_in_the_middle_of_a_try(web: Program, house: House, phone: SharedPhone, person: Person) -> None:
    """Killed as soon as the try is counted, which is before anybody looked at the PIN."""
    before = counted(house, person)

    def guess() -> None:
        try:
            phone.tries(person.id, WRONG_PIN)
        except httpx.TransportError:
            return

    guessing = threading.Thread(target=guess)
    guessing.start()
    eventually(lambda: counted(house, person) > before or None, within_s=30)
    web.kill()
    guessing.join()


def moved(phone: SharedPhone, web: Program) -> SharedPhone:
    """The same phone, finding the service at its new address."""
    http = a_phone(replace(phone.house, url=web.url))
    http.cookies.update(phone.http.cookies)
    return replace(phone, http=http)
