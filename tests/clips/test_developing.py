"""From the last byte to a clip that is ready: progress, renditions, captions, refusals."""

import pytest

from tests.doubles.recordings import a_video
from tests.language import Person, a_crew
from tests.rig import House


@pytest.fixture
def maria(house: House) -> Person:
    return a_crew(house, workers=["Ben"]).lead


def test_a_video_becomes_playable_and_captioned(house: House, maria: Person) -> None:
    clip_id = maria.records(a_video(says="Forklift two is down"))
    house.drain()
    clip = maria.gets(f"/api/clips/{clip_id}")
    assert clip["state"] == "ready"
    assert clip["progress"] is None
    assert clip["refusal"] is None
    assert (clip["kind"], clip["author_id"]) == ("video", maria.id)
    assert (clip["duration_ms"], clip["width_px"], clip["height_px"]) == (4_000, 720, 1280)
    assert len(clip["peaks"]) == 100
    assert {(one["name"], one["role"]) for one in clip["renditions"]} == {
        ("remux", "play"),
        ("480p", "play"),
        ("poster_jpeg", "poster"),
    }
    assert clip["transcript"]["verdict"] == "speech"
    assert clip["transcript"]["text"] == "Forklift two is down"
    assert clip["transcript"]["segments"][0]["words"][1]["text"] == " two"
    assert clip["captions_url"] == f"/api/clips/{clip_id}/captions.vtt"
