"""The demo site: real recordings, the way of a phone, and the same however often it is made."""

import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clips.models import Clip, ClipKind
from app.core.clock import utc_now
from app.feed.models import Answer, Asked, Post, Reply
from app.people.models import Invite, Membership, Person, Shift
from app.seed import story
from app.seed.recordings import make_recording, plan_arguments
from app.seed.site import seed_demo
from app.seed.story import Recording
from media.engine import find_engine
from media.sniff import HEAD_BYTES, sniff
from tests.language import joins
from tests.rig import House

TABLES = (Answer, Asked, Clip, Invite, Membership, Person, Post, Reply, Shift)


def count_rows(house: House) -> list[int]:
    with house.db.reading() as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


def test_the_demo_site_is_made_once_and_its_links_let_people_in(house: House) -> None:
    first = seed_demo(house.settings, base_url=house.url, at=utc_now())
    house.drain()
    made = count_rows(house)
    assert seed_demo(house.settings, base_url=house.url, at=utc_now()) == first
    assert count_rows(house) == made

    tokens = dict(re.findall(r"(\w+)\s+http\S+/join#(\S+)", first))
    admin, lead, worker = (joins(house, tokens[role], role) for role in ("admin", "lead", "worker"))
    assert admin.me["is_admin"] is True
    assert [person.me["teams"][0]["role"] for person in (lead, worker)] == ["lead", "worker"]
    feed = lead.feed()
    assert {post["text"] for post in feed} == {scene.text for scene in story.SCENES}
    assert all(post["published_at"] for post in feed), "the worker developed every recording"
    [delivery] = [post for post in feed if post["text"].startswith("Fish")]
    assert delivery["counts"] == {"asked": 8, "got_it": 6, "problem": 1}
    board = lead.gets(f"/api/posts/{delivery['id']}/board")
    assert [person["name"] for person in board["missing"]] == [story.LUKAS]
    [swap] = [post for post in feed if "Friday" in post["text"]]
    assert swap["replies"][0]["clip_id"] is not None


@pytest.mark.parametrize("kind", ClipKind)
def test_recordings_are_what_they_say(kind: ClipKind, tmp_path: Path) -> None:
    made = make_recording(Recording(kind=kind, seconds=1), tmp_path, ffmpeg=None)
    container = sniff(made.read_bytes()[:HEAD_BYTES])
    assert (container.family == "photo") == (kind is ClipKind.PHOTO)
    if kind is not ClipKind.PHOTO:
        looked = subprocess.run(
            [find_engine().ffmpeg, "-hide_banner", "-i", made], capture_output=True, text=True, check=False
        )
        assert "Duration: 00:00:01.0" in looked.stderr
        assert "Audio: aac" in looked.stderr


def test_a_voice_is_used_where_the_machine_has_one() -> None:
    recording = Recording(kind=ClipKind.VOICE, says="Hello there")
    spoken = " ".join(plan_arguments(recording, Path("x.m4a"), has_voice=True))
    hummed = " ".join(plan_arguments(recording, Path("x.m4a"), has_voice=False))
    assert "flite=text='Hello there'" in spoken
    assert "flite" not in hummed
