"""Who leaves while a recording is on its way: what arrives after that is refused."""

from collections.abc import Callable

import pytest
from sqlmodel import func, select

from app.clips.models import Upload, UploadPart
from tests.clips.sending import BrokenLine, begins
from tests.language import Crew, Person, joins, token_of

KB = 1024
SIZE = 600 * KB


def signs_out(_crew: Crew, ben: Person) -> None:
    assert ben.http.post("/api/me/leave").status_code == 204


def is_removed(crew: Crew, ben: Person) -> None:
    crew.lead.removes(ben)


def moves_to_another_team(crew: Crew, ben: Person) -> None:
    """Still signed in, but the recording is for people who are no longer their team."""
    site = crew.admin.gets("/api/sites")[0]["id"]
    night = crew.admin.http.post("/api/teams", json={"name": "Night", "site_id": site}).json()["id"]
    joins(crew.house, token_of(crew.admin.invites(team_id=night)), "Ben", phone=ben.http)
    crew.lead.removes(ben)


@pytest.mark.parametrize(
    ("leaves", "status"), [(signs_out, 401), (is_removed, 401), (moves_to_another_team, 404)]
)
def test_no_part_is_stored_after_its_author_left(
    crew: Crew, leaves: Callable[[Crew, Person], None], status: int
) -> None:
    ben = joins(crew.house, token_of(crew.lead.invites()), "Ben")
    sending = begins(ben, SIZE)
    with BrokenLine(sending, 0, SIZE) as line:
        line.sends(b"x" * 100 * KB)
        sending.arrives_at(100 * KB)
        leaves(crew, ben)
        line.sends(b"x" * 500 * KB)
        assert line.answer().startswith(f"HTTP/1.1 {status} ")
    with crew.house.db.reading() as session:
        stored = select(func.sum(UploadPart.size_bytes)).join(Upload).where(Upload.clip_id == sending.clip_id)
        assert session.scalar(stored) == 100 * KB
