"""A flood is stopped where it comes from, and nobody else notices: by person, phone, site and thing.

In a house with small buckets, so that a story stays short. Time stands still unless it is moved.
"""

import base64
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.core.errors import TooMany
from app.core.ids import new_id
from app.core.rates import Buckets, Rates
from tests.doubles.shared_phone import a_shared_phone
from tests.language import Crew, Person, a_crew, a_phone, an_admin_token, joins, token_of
from tests.rig import House, a_house

PERSON, DEVICE, SITE, PRESENTED, STRANGERS = 30, 40, 100, 20, 200
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    var_dir = tmp_path_factory.mktemp("strict")
    with a_house(
        "sqlite",
        f"sqlite:///{var_dir / 'twotap.sqlite'}",
        var_dir,
        rate_person_per_min=PERSON,
        rate_device_per_min=DEVICE,
        rate_site_per_min=SITE,
        rate_presented_per_min=PRESENTED,
        rate_strangers_per_min=STRANGERS,
    ) as house:
        house.clock.set(NOON)
        yield house


@pytest.fixture
def crew(strict: House) -> Crew:
    """A crew with full buckets."""
    strict.clock.advance(timedelta(minutes=2))
    crew = a_crew(strict, workers=["Ben", "Ana"])
    strict.clock.advance(timedelta(minutes=2))
    return crew


def asks_until_stopped(phone: httpx.Client, path: str = "/api/me", *, most: int = 1_000) -> int:
    """How many times it was answered before it was told to wait."""
    for count in range(most):
        answer = phone.get(path)
        if answer.status_code == 429:
            return count
        assert answer.status_code == 200, answer.text
    raise AssertionError("nothing stopped it")


def is_answered(person: Person) -> bool:
    return person.http.get("/api/me").status_code == 200


def test_whoever_floods_is_told_to_wait_and_how_long(crew: Crew) -> None:
    assert asks_until_stopped(crew["Ben"].http) == PERSON
    answer = crew["Ben"].http.get("/api/me")
    assert answer.headers["Retry-After"] == "2", "a sixtieth of a minute's worth of 30 takes two seconds"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "rate.exceeded"
    assert answer.json()["detail"] == "That was a lot at once. Please wait a moment and try again."


def test_colleagues_do_not_notice(crew: Crew) -> None:
    asks_until_stopped(crew["Ben"].http)
    assert is_answered(crew["Ana"])
    assert is_answered(crew.lead)


def test_after_the_wait_it_goes_on_at_the_steady_pace(strict: House, crew: Crew) -> None:
    asks_until_stopped(crew["Ben"].http)
    strict.clock.advance(timedelta(seconds=2))
    assert asks_until_stopped(crew["Ben"].http) == 1
    strict.clock.advance(timedelta(hours=1))
    assert asks_until_stopped(crew["Ben"].http) == PERSON, "a bucket holds a minute's worth and no more"


def test_what_was_refused_cost_nothing(strict: House, crew: Crew) -> None:
    asks_until_stopped(crew["Ben"].http)
    for _ in range(20):
        assert not is_answered(crew["Ben"])
    strict.clock.advance(timedelta(seconds=2))
    assert is_answered(crew["Ben"])


def test_a_site_has_a_bound_of_its_own_and_the_next_site_does_not_notice(strict: House, crew: Crew) -> None:
    people = [crew.lead, *crew.workers.values()]
    token = token_of(crew.lead.invites(uses_max=2))
    people += [joins(strict, token, name) for name in ("Cem", "Dina")]
    strict.clock.advance(timedelta(minutes=2))
    other = a_crew(strict, workers=["Eva"])
    strict.clock.advance(timedelta(minutes=2))
    assert sum(asks_until_stopped(person.http) for person in people) == SITE
    assert is_answered(other["Eva"])


def test_the_live_stream_and_the_parts_of_a_recording_are_hardly_counted(crew: Crew) -> None:
    ben = crew["Ben"]
    began = ben.http.post(
        "/api/uploads",
        headers={"Tus-Resumable": "1.0.0", "Upload-Defer-Length": "1", "Upload-Metadata": metadata_of(ben)},
    )
    assert began.status_code == 201, began.text
    for offset in range(3 * PERSON):
        part = ben.http.patch(
            began.headers["Location"],
            content=b"x",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            },
        )
        assert part.status_code == 204, part.text
    assert asks_until_stopped(ben.http) == PERSON - 1 - 9
    with ben.http.stream("GET", "/api/live") as live:
        assert live.status_code == 200


def metadata_of(person: Person) -> str:
    said = {
        "clip_id": str(new_id()),
        "team_id": str(person.team_id),
        "kind": "video",
        "captured_at": person.house.clock().isoformat(),
    }
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def test_a_shared_phone_is_bounded_by_itself_whoever_holds_it(strict: House, crew: Crew) -> None:
    phone = a_shared_phone(crew)
    strict.clock.advance(timedelta(minutes=2))
    assert asks_until_stopped(phone.http, "/api/shared") == DEVICE
    assert is_answered(crew["Ben"])


def test_one_link_presented_over_and_over_is_stopped_and_another_is_not(strict: House) -> None:
    strict.clock.advance(timedelta(minutes=2))
    tokens = [an_admin_token(strict), an_admin_token(strict)]
    stranger = a_phone(strict)

    def looks(token: str) -> int:
        return stranger.post("/api/join/look", json={"token": token}).status_code

    assert [looks(tokens[0]) for _ in range(PRESENTED + 1)] == [200] * PRESENTED + [429]
    assert looks(tokens[1]) == 200


def test_guessing_links_ends_for_all_strangers_together_and_for_nobody_who_is_signed_in(
    strict: House, crew: Crew
) -> None:
    stranger = a_phone(strict)
    answers = [
        stranger.post("/api/join/look", json={"token": f"guess {number}"}).status_code
        for number in range(STRANGERS + 1)
    ]
    assert set(answers[:-1]) == {404}
    assert answers[-1] == 429
    assert a_phone(strict).post("/api/join/look", json={"token": "first guess"}).status_code == 429
    assert is_answered(crew["Ben"])


def test_machines_that_watch_the_service_are_never_stopped(strict: House) -> None:
    watcher = a_phone(strict)
    for _ in range(STRANGERS + 10):
        assert watcher.get("/healthz").status_code == 200


def test_memory_is_bounded_and_the_least_recent_bucket_goes_first() -> None:
    buckets = Buckets(60, kept_count=3)
    for key in "abcda":
        buckets.take(key, cost=60, at=NOON)
    assert len(buckets) == 3
    assert buckets.wait_s("b", cost=1, at=NOON) == 0, "forgotten, so full again"
    assert buckets.wait_s("a", cost=1, at=NOON) == 1


def test_a_clock_that_is_set_back_fills_nothing_and_breaks_nothing() -> None:
    buckets = Buckets(60)
    buckets.take("a", cost=60, at=NOON)
    assert buckets.wait_s("a", cost=1, at=NOON - timedelta(hours=1)) == 1
    assert buckets.wait_s("a", cost=1, at=NOON - timedelta(minutes=59)) == 0


def test_no_bound_means_none() -> None:
    rates = Rates({"person": 0, "site": 1})
    for _ in range(10_000):
        rates.charge({"person": "a"}, at=NOON)
    rates.charge({"person": "a", "site": "s"}, at=NOON)
    with pytest.raises(TooMany):
        rates.charge({"person": "b", "site": "s"}, at=NOON)
