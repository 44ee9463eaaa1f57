"""Uploads on bad lines: what has arrived is kept, and nobody waits for anybody else."""

import threading
import time
from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, col, select

from app.clips.events import SWEEP
from app.clips.models import Clip, Upload, UploadPart
from app.core.ids import new_id
from app.core.jobs import enqueue
from tests.clips.conftest import Elsewhere
from tests.clips.sending import BrokenLine, Sending, begins, creates
from tests.doubles.blobs import ScriptedBlobs
from tests.doubles.recordings import a_photo, a_video
from tests.language import Person
from tests.rig import House

KB = 1024


def upload_id(sending: Sending) -> str:
    return sending.path.rpartition("/")[2]


def stored_files(house: House, sending: Sending) -> list[str]:
    folder = house.settings.var_dir / "blobs" / "uploads" / upload_id(sending)
    return sorted(path.name for path in folder.glob("*"))


def parts_of(house: House, sending: Sending) -> list[int]:
    query = (
        select(UploadPart.size_bytes)
        .join(Upload, col(Upload.id) == UploadPart.upload_id)
        .where(Upload.clip_id == sending.clip_id)
        .order_by(col(UploadPart.offset_bytes))
    )
    with house.db.reading() as session:
        return list(session.exec(query))


def original_of(house: House, sending: Sending) -> bytes:
    return b"".join(
        house.blobs.read(f"uploads/{upload_id(sending)}/{name}") for name in stored_files(house, sending)
    )


def test_a_stalled_patch_keeps_its_bytes_and_holds_nobody_up(house: House, maria: Person) -> None:
    recording = a_video(size_bytes=600 * KB)
    sending = begins(maria, len(recording))
    with BrokenLine(sending, 0, len(recording)) as stalled:
        stalled.sends(recording[: 100 * KB])
        sending.arrives_at(100 * KB)
        began = time.monotonic()
        assert httpx.get(f"{house.url}/healthz").status_code == 200
        assert sending.patches(recording[100 * KB :], 100 * KB).status_code == 204
        assert time.monotonic() - began < 5
        # The old line wakes up: what it sends now belongs to bytes that are here already.
        stalled.sends(recording[100 * KB :])
        answer = stalled.answer()
    assert answer.startswith("HTTP/1.1 409 ")
    assert f"upload-offset: {len(recording)}" in answer.lower()
    assert original_of(house, sending) == recording
    assert sending.clip_status() == 200


def test_a_line_that_stays_silent_is_ended_and_what_came_is_kept(maria: Person, elsewhere: Elsewhere) -> None:
    impatient = elsewhere(maria, upload_stall_s=1)
    sending = begins(impatient, 1_000)
    with BrokenLine(sending, 0, 1_000) as silent:
        silent.sends(b"x" * 300)
        assert silent.answer().startswith("HTTP/1.1 408 ")
    assert sending.offset() == 300


@pytest.mark.parametrize("ending", ["closes", "is_cut"])
@pytest.mark.parametrize("arrived", [1, 300 * KB])
def test_a_line_cut_after_a_pause_loses_nothing(
    house: House, maria: Person, ending: str, arrived: int
) -> None:
    recording = a_video(size_bytes=400 * KB)
    sending = begins(maria, len(recording))
    with BrokenLine(sending, 0, len(recording)) as line:
        line.sends(recording[:arrived])
        sending.arrives_at(arrived)
        getattr(line, ending)()
    assert sending.offset() == arrived
    assert sending.patches(recording[arrived:], arrived).status_code == 204
    assert original_of(house, sending) == recording


def test_a_recording_survives_being_cut_again_and_again(house: House, maria: Person) -> None:
    """In mid-flight: what the server has not read yet is sent again, and nothing else."""
    recording = a_video(size_bytes=3_000 * KB)
    sending = begins(maria, len(recording))
    sent = cuts = 0
    while (offset := sending.offset()) < len(recording):
        with BrokenLine(sending, offset, len(recording) - offset) as line:
            run = recording[offset : offset + 300 * KB]
            line.sends(run)
        sent += len(run)
        cuts += 1
        # A phone takes a breath before it tries again: on a busy machine the server is still reading.
        time.sleep(0.2)
    assert cuts >= 10
    assert sent - len(recording) <= cuts * 256 * KB
    assert original_of(house, sending) == recording
    assert sending.clip_status() == 200


def test_of_racing_patches_every_byte_is_stored_once(house: House, maria: Person) -> None:
    recording = a_video(size_bytes=900 * KB)
    sending = begins(maria, len(recording))
    start, answers = threading.Barrier(6), []

    def races() -> None:
        start.wait()
        answers.append(sending.patches(recording, 0))

    threads = [threading.Thread(target=races) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) == {204, 409}
    assert statuses.count(204) == 1
    assert all("Upload-Offset" in answer.headers for answer in answers)
    assert original_of(house, sending) == recording
    assert sending.clip_status() == 200


def test_racing_creations_of_one_clip_make_one_upload(maria: Person) -> None:
    clip_id, start, places = new_id(), threading.Barrier(6), []

    def races() -> None:
        start.wait()
        answer = creates(maria, 100, clip_id=clip_id)
        places.append((answer.status_code, answer.headers.get("Location")))

    threads = [threading.Thread(target=races) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(places)) == 1
    assert places[0][0] == 201


def test_parts_grow_on_a_fast_line(house: House, maria: Person) -> None:
    recording = a_video(size_bytes=16_000 * KB)
    sending = begins(maria, len(recording))
    assert sending.patches(recording, 0).status_code == 204
    parts = parts_of(house, sending)
    assert parts[0] == 256 * KB
    assert max(parts) <= 4096 * KB
    assert len(parts) < 40
    assert original_of(house, sending) == recording


def test_a_slow_line_is_stored_whenever_it_pauses(house: House, maria: Person) -> None:
    sending = begins(maria, 1_000)
    with BrokenLine(sending, 0, 1_000) as line:
        for stored in (100, 200):
            line.sends(b"x" * 100)
            sending.arrives_at(stored)
    assert parts_of(house, sending) == [100, 100]


def test_an_unfinished_upload_expires_and_leaves_nothing(house: House, maria: Person) -> None:
    sending = begins(maria, 1_000)
    sending.patches(b"x" * 10, 0)
    house.clock.advance(timedelta(seconds=house.settings.upload_expires_s - 60))
    # A byte in time keeps it alive.
    assert sending.patches(b"x" * 10, 10).status_code == 204
    house.clock.advance(timedelta(seconds=120))
    assert sending.offset() == 20
    house.clock.advance(timedelta(seconds=house.settings.upload_expires_s))
    assert sending.looks().status_code == 410
    assert sending.patches(b"x", 20).status_code == 410
    with house.db.writing() as session:
        enqueue(session, SWEEP, 0, key=f"sweep:{new_id()}")
    house.drain()
    assert parts_of(house, sending) == []
    assert stored_files(house, sending) == []


def test_a_terminated_upload_leaves_no_bytes(house: House, maria: Person) -> None:
    sending = begins(maria, 1_000)
    sending.patches(b"x" * 500, 0)
    assert len(stored_files(house, sending)) == 1
    sending.terminates()
    house.drain()
    assert (stored_files(house, sending), parts_of(house, sending)) == ([], [])


def test_bytes_that_arrive_after_the_end_are_thrown_away(house: House, maria: Person) -> None:
    sending = begins(maria, 1_000)
    with BrokenLine(sending, 0, 1_000) as line:
        line.sends(b"x" * 100)
        sending.arrives_at(100)
        sending.terminates()
        line.sends(b"x" * 900)
        assert line.answer().startswith("HTTP/1.1 410 ")
    house.drain()
    assert stored_files(house, sending) == []


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"#!/bin/sh\nrm -rf /\n", "video", 415, "media.unknown_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo", 415, "media.unknown_format"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "video", 415, "media.unknown_format"),
        (b"ffconcat version 1.0\nfile neighbour.mp4\n", "video", 415, "media.unknown_format"),
        (b"\x00" * 5_000, "voice", 415, "media.unknown_format"),
        (a_photo(), "video", 422, "media.wrong_kind"),
        (a_video(), "photo", 422, "media.wrong_kind"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_last_byte(
    house: House, maria: Person, content: bytes, kind: str, status: int, code: str
) -> None:
    sending = begins(maria, len(content), kind=kind)
    # In two pieces, so that the first bytes have to be found again.
    sending.patches(content[:7], 0)
    answer = sending.patches(content[7:], 7)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"].endswith(".")
    assert sending.clip_status() == 404
    assert sending.looks().status_code == 410
    house.drain()
    assert (stored_files(house, sending), parts_of(house, sending)) == ([], [])
    with house.db.reading() as session:
        assert session.get(Clip, sending.clip_id) is None


def test_a_person_has_so_many_unfinished_uploads(maria: Person, elsewhere: Elsewhere) -> None:
    strict = elsewhere(maria, upload_open_count=2)
    first = begins(strict, 100)
    begins(strict, 100)
    refused = creates(strict, 100)
    assert (refused.status_code, refused.json()["code"]) == (429, "upload.too_many")
    assert int(refused.headers["Retry-After"]) > 0
    first.terminates()
    assert creates(strict, 100).status_code == 201


def test_an_organisation_has_a_quota(maria: Person, ben: Person, sam: Person, elsewhere: Elsewhere) -> None:
    begins(elsewhere(maria, quota_bytes=1_000), 800)
    refused = creates(elsewhere(ben, quota_bytes=1_000), 300)
    assert (refused.status_code, refused.json()["code"]) == (413, "upload.quota")
    assert creates(elsewhere(ben, quota_bytes=1_000), 200).status_code == 201
    assert creates(elsewhere(sam, quota_bytes=1_000), 1_000).status_code == 201


def test_a_full_disk_is_said_and_the_upload_goes_on_later(
    house: House, maria: Person, elsewhere: Elsewhere
) -> None:
    recording = a_video(size_bytes=300 * KB)
    disk = ScriptedBlobs(house.blobs)
    sending = begins(elsewhere(maria, blobs=disk), len(recording))
    disk.is_full = True
    refused = sending.patches(recording, 0)
    assert (refused.status_code, refused.json()["code"]) == (503, "storage.full")
    assert sending.offset() == 0
    disk.is_full = False
    assert sending.patches(recording, 0).status_code == 204
    assert original_of(house, sending) == recording


def test_an_upload_whose_end_was_lost_in_a_crash_is_finished_by_the_next_question(
    house: House, maria: Person
) -> None:
    recording = a_video()
    sending = begins(maria, len(recording) + 1)
    sending.patches(recording, 0)
    # The state between the last part's commit and the clip's: whole, but not finished.
    with house.db.writing() as session:
        _upload(session, sending).length_bytes = len(recording)
    assert sending.clip_status() == 404
    assert sending.offset() == len(recording)
    assert sending.clip_status() == 200


def _upload(session: Session, sending: Sending) -> Upload:
    return session.exec(select(Upload).where(Upload.clip_id == sending.clip_id)).one()
