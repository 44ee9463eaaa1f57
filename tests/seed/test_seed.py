"""The demo site: real recordings, the way of a phone, and the same however often it is made."""

import re
import subprocess
import wave
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clips.models import Clip, ClipKind
from app.core.clock import utc_now
from app.feed.models import Answer, Ask, Asked, Post, Reply
from app.people.models import Invite, Membership, Person
from app.people.shifts.models import Shift
from app.seed import story
from app.seed.pictures import PICTURES
from app.seed.recordings import make_recording
from app.seed.site import finish_demo, seed_demo
from app.seed.story import Recording
from app.seed.voice import speak
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
    assert finish_demo(house.settings, clock=utc_now, within_s=60)
    house.drain()
    made = count_rows(house)
    assert seed_demo(house.settings, base_url=house.url, at=utc_now()) == first
    assert count_rows(house) == made

    tokens = dict(re.findall(r"(\w+)\s+http\S+/join#(\S+)", first))
    admin, lead, worker = (joins(house, tokens[role], role) for role in ("admin", "lead", "worker"))
    assert admin.me["is_admin"] is True
    assert [person.me["teams"][0]["role"] for person in (lead, worker)] == ["lead", "worker"]
    feed = lead.feed()
    assert [post["text"] for post in feed] == [scene.text for scene in reversed(story.SCENES)]
    assert all(post["published_at"] for post in feed), "the worker developed every recording"
    for post, scene in zip(feed, reversed(story.SCENES), strict=True):
        assert [reply["author"]["name"] for reply in post["replies"]] == [by.author for by in scene.remarks]
        asked_count = 0 if scene.ask is Ask.NONE else len(story.WORKERS)
        said = {"asked": asked_count, "got_it": len(scene.got_it), "problem": len(scene.problem)}
        assert post["counts"] == said
    here = {one["person"]["name"] for one in lead.gets(f"/api/teams/{lead.team_id}/on-shift")}
    assert here >= {one.name for one in (story.LEAD, *story.WORKERS)}, "whatever the hour: nothing is held"
    [delivery] = [post for post in feed if post["text"].startswith("Fish")]
    board = lead.gets(f"/api/posts/{delivery['id']}/board")
    assert [person["name"] for person in board["missing"]] == [story.LUKAS]


@pytest.mark.parametrize("kind", ClipKind)
def test_recordings_are_what_they_say(kind: ClipKind, tmp_path: Path) -> None:
    recording = Recording(kind=kind, scene="slicer", seconds=1)
    made = make_recording(recording, tmp_path, language="en", ffmpeg=None)
    container = sniff(made.read_bytes()[:HEAD_BYTES])
    assert (container.family == "photo") == (kind is ClipKind.PHOTO)
    if kind is not ClipKind.PHOTO:
        looked = subprocess.run(
            [find_engine().ffmpeg, "-hide_banner", "-i", made], capture_output=True, text=True, check=False
        )
        assert "Duration: 00:00:01.0" in looked.stderr
        assert "Audio: aac" in looked.stderr


def recordings() -> list[tuple[str, Recording]]:
    by = [(scene.author, scene.recording) for scene in story.SCENES]
    by += [(remark.author, remark.recording) for scene in story.SCENES for remark in scene.remarks]
    return [(name, recording) for name, recording in by if recording]


def test_everybody_who_speaks_in_the_story_has_a_voice_and_a_scene(tmp_path: Path) -> None:
    for name, recording in recordings():
        if recording.says:
            spoken = tmp_path / "spoken.wav"
            length_s = speak(recording.says, spoken, language=story.LANGUAGES[name])
            assert length_s is not None, recording.says
            assert 3 < length_s < 12
            with wave.open(str(spoken)) as file:
                assert any(file.readframes(file.getnframes()))
        assert recording.kind is ClipKind.VOICE or recording.scene in PICTURES


def test_a_voice_that_fails_leaves_a_hum(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "no such folder" / "spoken.wav"
    assert speak("Hello", missing, language="en") is None
    assert "hums instead" in capfd.readouterr().err
