"""From the last byte to a clip that is ready: progress, renditions, captions, refusals."""

import time
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlmodel import Session, select

from app.clips.events import CAPTION
from app.clips.models import Clip, ClipProgress, Rendition, Upload
from app.clips.queries import list_clips
from app.core.actor import Actor
from app.core.ids import new_id
from app.core.jobs import enqueue
from tests.doubles.recordings import Script, a_photo, a_recording, a_video, a_voice_note
from tests.language import Person
from tests.rig import House


def clip_of(person: Person, clip_id: UUID) -> dict[str, Any]:
    clip: dict[str, Any] = person.gets(f"/api/clips/{clip_id}")
    return clip


def names_and_roles(clip: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["name"], one["role"]) for one in clip["renditions"]}


def blobs_of(house: House, folder: str) -> list[str]:
    return sorted(path.name for path in (house.settings.var_dir / "blobs" / folder).glob("*"))


def test_a_video_becomes_playable_and_captioned(house: House, maria: Person) -> None:
    clip_id = maria.records(a_video(says="Forklift two is down"), language="en-GB")
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["progress"], clip["refusal"]) == ("ready", None, None)
    assert (clip["kind"], clip["author_id"]) == ("video", maria.id)
    assert (clip["duration_ms"], clip["width_px"], clip["height_px"]) == (4_000, 720, 1280)
    assert len(clip["peaks"]) == 100
    assert names_and_roles(clip) == {("remux", "play"), ("480p", "play"), ("poster_jpeg", "poster")}
    assert clip["transcript"]["verdict"] == "speech"
    assert clip["transcript"]["language"] == "en"
    assert clip["transcript"]["text"] == "Forklift two is down"
    assert clip["transcript"]["segments"][0]["words"][1] == {
        "start_ms": 400,
        "end_ms": 800,
        "text": " two",
        "probability": 0.9,
    }
    assert clip["captions_url"] == f"/api/clips/{clip_id}/captions.vtt"


def test_a_voice_note_has_peaks_and_captions(house: House, maria: Person) -> None:
    clip_id = maria.records(a_voice_note(says="I am on my way"), kind="voice")
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["kind"], clip["width_px"]) == ("ready", "voice", None)
    assert names_and_roles(clip) == {("voice", "play")}
    assert clip["renditions"][0]["content_type"] == "audio/mp4"
    assert len(clip["peaks"]) == 100


def test_a_photo_is_ready_without_captions(house: House, maria: Person) -> None:
    clip_id = maria.records(a_photo(), kind="photo")
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["duration_ms"], clip["peaks"]) == ("ready", None, None)
    assert (clip["transcript"], clip["captions_url"]) == (None, None)
    assert {role for _, role in names_and_roles(clip)} == {"photo", "thumb"}


def test_silence_is_a_result(house: House, maria: Person) -> None:
    clip_id = maria.records(a_video(says=""))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert clip["state"] == "ready"
    assert clip["transcript"]["verdict"] == "no_speech"
    assert clip["captions_url"] is None
    captions = maria.http.get(f"/api/clips/{clip_id}/captions.vtt")
    assert (captions.status_code, captions.text.strip()) == (200, "WEBVTT")


def test_a_video_without_sound_needs_no_captions(house: House, maria: Person) -> None:
    clip_id = maria.records(a_recording(Script(kind="video", has_sound=False)))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["transcript"], clip["peaks"]) == ("ready", None, None)


def test_sound_alone_becomes_a_voice_note_whatever_it_was_called(house: House, maria: Person) -> None:
    clip_id = maria.records(a_voice_note(says="Only sound"), kind="video")
    house.drain()
    assert clip_of(maria, clip_id)["kind"] == "voice"


def test_the_author_sees_how_far_it_is(house: House, maria: Person) -> None:
    clip_id = maria.records(a_recording(Script(kind="video", says="Slowly", takes_s=1.6)))
    seen: list[tuple[str, int]] = []
    deadline = time.monotonic() + 20
    while (clip := clip_of(maria, clip_id))["state"] != "ready" and time.monotonic() < deadline:
        progress = clip["progress"]
        if progress is not None and (progress["stage"], progress["percent"]) not in seen:
            seen.append((progress["stage"], progress["percent"]))
        time.sleep(0.02)
    preparing = [percent for stage, percent in seen if stage == "preparing"]
    assert preparing == sorted(preparing)
    assert 2 <= len(preparing) <= 5
    assert seen[0][0] in {"queued", "preparing"}
    assert clip["progress"] is None


def test_progress_reaches_the_author_alone(house: House, maria: Person, ben: Person) -> None:
    maria_since = maria.gets("/api/sync", since=0)["cursor"]
    ben_since = ben.gets("/api/sync", since=0)["cursor"]
    clip_id = maria.records(a_video())
    house.drain()
    delta = maria.gets("/api/sync", since=maria_since)
    assert [clip["id"] for clip in delta["clips"]] == [str(clip_id)]
    assert delta["clips"][0] == clip_of(maria, clip_id)
    untouched = ben.gets("/api/sync", since=ben_since)
    assert (untouched["clips"], untouched["removed"]["clips"]) == ([], [])


def test_a_published_clip_reaches_the_team(house: House, maria: Person, ben: Person) -> None:
    ben_since = ben.gets("/api/sync", since=0)["cursor"]
    clip_id = maria.records(a_video(says="For everybody"))
    maria.posts("Look", clip=clip_id)
    house.drain()
    delta = ben.gets("/api/sync", since=ben_since)
    assert [clip["id"] for clip in delta["clips"]] == [str(clip_id)]
    assert delta["clips"][0]["state"] == "ready"
    assert clip_of(ben, clip_id)["transcript"]["text"] == "For everybody"


def test_a_refused_file_says_why_and_its_bytes_are_gone(house: House, maria: Person) -> None:
    why = ("media.too_long", "This recording is longer than 30 seconds.")
    clip_id = maria.records(a_recording(Script(kind="video", refusal=why)))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert clip["state"] == "refused"
    assert clip["refusal"] == {"code": why[0], "sentence": why[1]}
    assert (clip["progress"], clip["renditions"]) == (None, [])
    with house.db.reading() as session:
        upload = upload_of(session, clip_id)
        assert blobs_of(house, f"uploads/{upload.id}") == []
        assert upload.ended_at is not None, "its bytes count no longer against the quota"
    assert blobs_of(house, f"clips/{clip_id}") == []
    assert work_of(house) == []


def test_what_fails_once_works_the_next_time(house: House, maria: Person) -> None:
    script = Script(kind="video", says="Second try", fail_count=1, caption_fail_count=1)
    clip_id = maria.records(a_recording(script))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["transcript"]["text"]) == ("ready", "Second try")


def test_what_never_works_is_refused_in_the_end(house: House, maria: Person) -> None:
    clip_id = maria.records(a_recording(Script(kind="video", fail_count=99)))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["refusal"]["code"]) == ("refused", "clip.failed")


def test_a_clip_that_plays_is_never_taken_back(house: House, maria: Person, ben: Person) -> None:
    """Its wider renditions fail again and again, and in the end it cannot even be read any more."""
    clip_id = maria.records(a_recording(Script(kind="video", says="Keep this", breaks_later=True)))
    post = maria.posts("Look", clip=clip_id)
    house.drain()
    clip = clip_of(ben, clip_id)
    assert (clip["state"], clip["refusal"], clip["transcript"]["text"]) == ("ready", None, "Keep this")
    assert ben.is_shown(post)
    assert ben.http.get(clip["renditions"][0]["url"]).status_code == 200
    assert work_of(house) == []


def test_a_clip_that_cannot_be_captioned_is_ready_without(house: House, maria: Person) -> None:
    clip_id = maria.records(a_recording(Script(kind="video", says="Mumbled", caption_fail_count=99)))
    house.drain()
    clip = clip_of(maria, clip_id)
    assert (clip["state"], clip["transcript"], clip["progress"]) == ("ready", None, None)
    assert "samples" not in blobs_of(house, f"clips/{clip_id}")


def test_a_crash_after_captioning_leaves_no_sound_behind(house: House, maria: Person) -> None:
    """The transcript is recorded and the row's key gone, but not the samples: the job runs once more."""
    clip_id = maria.records(a_video(says="Said in confidence"))
    house.drain()
    house.blobs.put(f"clips/{clip_id}/samples", b"sound")
    with house.db.writing() as session:
        enqueue(session, CAPTION, str(clip_id), 1, key=f"again:{clip_id}")
    house.drain()
    assert "samples" not in blobs_of(house, f"clips/{clip_id}")


def test_nothing_is_left_lying_about(house: House, maria: Person) -> None:
    clip_id = maria.records(a_video(says="Tidy"))
    house.drain()
    with house.db.reading() as session:
        kept = {row.blob_key for row in session.exec(select(Rendition).where(Rendition.clip_id == clip_id))}
        assert session.get(ClipProgress, clip_id) is None
        assert session.get_one(Clip, clip_id).samples_key is None
    assert {f"clips/{clip_id}/{name}" for name in blobs_of(house, f"clips/{clip_id}")} == kept
    assert work_of(house) == []


def test_strangers_and_unknown_ids_look_alike(house: House, maria: Person, ben: Person, sam: Person) -> None:
    clip_id = maria.records(a_video(says="Private"))
    house.drain()
    rendition = clip_of(maria, clip_id)["renditions"][0]["id"]
    for person in (ben, sam):
        for known, unknown in (
            (f"/api/clips/{clip_id}", f"/api/clips/{new_id()}"),
            (f"/api/clips/{clip_id}/captions.vtt", f"/api/clips/{new_id()}/captions.vtt"),
            (f"/api/media/{rendition}", f"/api/media/{new_id()}"),
        ):
            answers = [person.http.get(known), person.http.get(unknown)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content


def work_of(house: House) -> list[str]:
    return [path.name for path in (house.settings.var_dir / "work").iterdir()]


def upload_of(session: Session, clip_id: UUID) -> Upload:
    return session.exec(select(Upload).where(Upload.clip_id == clip_id)).one()


def test_clips_are_read_in_one_query_however_many(house: House, maria: Person) -> None:
    ids = [maria.records(a_video(says="Many")) for _ in range(3)] + [maria.records(a_photo(), kind="photo")]
    house.drain()
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    actor = Actor(
        person_id=UUID(maria.id),
        device_id=new_id(),
        session_id=new_id(),
        organisation_id=new_id(),
        scopes=(),
    )
    event.listen(house.db.engine, "before_cursor_execute", count)
    try:
        with house.db.reading() as session:
            clips = list_clips(session, actor, ids)
    finally:
        event.remove(house.db.engine, "before_cursor_execute", count)
    assert {clip.id for clip in clips} == set(ids)
    assert sum(len(clip.renditions) for clip in clips) == 3 * 3 + 4
    assert len([one for one in asked if "FROM clip" in one]) == 1
