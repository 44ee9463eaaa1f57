"""Words for stories about people off shift."""

from datetime import UTC, datetime, timedelta

from app.housekeeping import keep_house
from tests.language import Crew, Json, Person, Post, a_crew
from tests.rig import House

# Night in Berlin, before a shift that starts at six in the morning, 05:00 UTC.
NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
SIX = datetime(2026, 11, 24, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_crew_at_night(house: House) -> Crew:
    """Ben works from six to two, yesterday and today. Nobody plans Maria, Ana and Ada."""
    house.clock.set(NIGHT)
    crew = a_crew(house)
    plans(crew, SIX - DAY)
    plans(crew, SIX)
    return crew


def plans(crew: Crew, starts_at: datetime, ends_at: datetime | None = None, *, who: str = "Ben") -> str:
    person = crew.lead if who == "Maria" else crew[who]
    answer = crew.lead.http.post(
        f"/api/teams/{crew.team_id}/shifts",
        json={
            "person_id": person.id,
            "starts_at": starts_at.isoformat(),
            "ends_at": (ends_at or starts_at + 8 * HOUR).isoformat(),
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def comes(house: House, at: datetime) -> None:
    """It is `at`, and what had to come by then came: here by the look that is taken every hour."""
    house.clock.set(at)
    keep_house(house.db, house.settings, at=at)
    house.drain()


def own(person: Person, post: Post) -> tuple[Json, list[Json]]:
    card = person.sees(post)
    mine = [reply for reply in card["replies"] if reply["author"]["id"] == person.id]
    return card["my_answer"], mine
