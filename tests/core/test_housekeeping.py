"""What is old enough goes, and nothing that somebody still waits for."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from app.core.ids import new_id
from app.core.jobs import enqueue, list_known_keys
from app.housekeeping import keep_house
from app.sync.models import Command
from tests.doubles.jobs import NOTE
from tests.language import Post, a_crew, post_body
from tests.rig import House

MONTH = timedelta(days=31)


def has_command(house: House, command_id: UUID) -> bool:
    with house.db.reading() as session:
        return session.exec(select(Command.id).where(col(Command.id) == command_id)).first() is not None


def test_answers_changes_and_jobs_are_kept_a_month(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    ben = crew["Ben"]
    cursor = ben.gets("/api/sync")["cursor"]
    command_id, key = new_id(), str(new_id())
    body = post_body(Post(new_id(), crew.team_id), "Forklift 2 is down")
    crew.lead.sends("post.create", body, command_id=command_id)
    crew.lead.posts("And back")
    with house.db.writing() as session:
        enqueue(session, NOTE, key, key=key)
    house.drain()

    keep_house(house.db, house.settings, at=house.clock())
    assert has_command(house, command_id)
    assert len(ben.gets("/api/sync", since=cursor)["posts"]) == 2
    assert key in list_known_keys(house.db, prefix=key)

    keep_house(house.db, house.settings, at=house.clock() + MONTH)
    assert not has_command(house, command_id)
    assert key not in list_known_keys(house.db, prefix=key)
    late = ben.gets("/api/sync", since=cursor)
    assert late["reset"]
    assert {post["text"] for post in late["posts"]} == {"And back", "Forklift 2 is down"}
    assert late["cursor"] > cursor
    assert not ben.gets("/api/sync", since=late["cursor"])["reset"]
