"""The extensions of tus 1.0.0: checksum, deferred length, termination, creation with upload."""

import pytest

from app.core.ids import new_id
from tests.clips.conftest import Elsewhere
from tests.clips.sending import BODY_TYPE, TUS, Sending, begins, checksum_of, creates
from tests.doubles.recordings import a_photo, a_video
from tests.language import Person


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_patch_with_its_checksum(maria: Person, algorithm: str) -> None:
    sending = begins(maria, 100)
    answer = sending.patches(b"x" * 50, 0, Upload_Checksum=checksum_of(b"x" * 50, algorithm))
    assert (answer.status_code, sending.offset()) == (204, 50)


def test_what_is_checked_is_not_endless(maria: Person) -> None:
    sending = begins(maria, 9_000_000)
    content = b"x" * 5_000_000
    answer = sending.patches(content, 0, Upload_Checksum=checksum_of(content))
    assert (answer.status_code, answer.json()["code"]) == (413, "upload.checked_too_large")
    assert sending.offset() == 0


def test_the_length_may_come_with_a_later_patch(maria: Person) -> None:
    recording = a_video(size_bytes=90_000)
    sending = begins(maria, None)
    looked = sending.looks()
    assert looked.headers["Upload-Defer-Length"] == "1"
    assert "Upload-Length" not in looked.headers
    sending.patches(recording[:50_000], 0)
    answer = sending.patches(recording[50_000:80_000], 50_000, Upload_Length="90000")
    assert answer.status_code == 204
    looked = sending.looks()
    assert (looked.headers["Upload-Length"], "Upload-Defer-Length" in looked.headers) == ("90000", False)
    assert sending.patches(recording[80_000:], 80_000).status_code == 204
    assert sending.clip_status() == 200


def test_the_length_may_be_all_that_was_missing(maria: Person) -> None:
    recording = a_video(size_bytes=5_000)
    sending = begins(maria, None)
    sending.patches(recording, 0)
    assert sending.clip_status() == 404
    assert sending.patches(b"", 5_000, Upload_Length="5000").status_code == 204
    assert sending.clip_status() == 200


@pytest.mark.parametrize(
    ("length", "status", "code"),
    [("3", 409, "upload.length"), ("0", 422, "media.empty"), ("999999999999", 413, "upload.too_large")],
)
def test_a_late_length_must_be_possible(maria: Person, length: str, status: int, code: str) -> None:
    sending = begins(maria, None)
    sending.patches(b"12345", 0)
    answer = sending.patches(b"", 5, Upload_Length=length)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_deferred_upload_ends_at_the_largest_size(maria: Person, elsewhere: Elsewhere) -> None:
    small = elsewhere(maria, upload_max_bytes=1_000)
    sending = begins(small, None)
    answer = sending.patches(b"x" * 1_001, 0)
    assert (answer.status_code, answer.json()["code"]) == (413, "upload.too_large")


def test_a_terminated_upload_is_gone(maria: Person) -> None:
    sending = begins(maria, 100)
    sending.patches(b"x" * 40, 0)
    answer = sending.terminates()
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (204, "1.0.0")
    assert sending.looks().status_code == 410
    assert sending.patches(b"x", 40).json()["code"] == "upload.ended"
    assert sending.terminates().status_code == 410


def test_a_terminated_upload_makes_room_for_its_clip_again(maria: Person) -> None:
    recording = a_video()
    sending = begins(maria, len(recording))
    sending.terminates()
    created = creates(maria, len(recording), clip_id=sending.clip_id)
    assert created.status_code == 201
    again = Sending(maria, sending.clip_id, created.headers["Location"])
    assert again.path != sending.path
    assert again.patches(recording, 0).status_code == 204
    assert sending.clip_status() == 200


def test_the_first_bytes_may_come_with_the_creation(maria: Person) -> None:
    recording = a_photo()
    clip_id = new_id()
    headers = {"Content-Type": BODY_TYPE}
    answer = creates(maria, len(recording), clip_id=clip_id, kind="photo", headers=headers, content=recording)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(recording)))
    assert maria.http.get(f"/api/clips/{clip_id}").status_code == 200
    # The answer was lost and the client says it all again.
    again = creates(maria, len(recording), clip_id=clip_id, kind="photo", headers=headers, content=recording)
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(len(recording)))


def test_verbs_may_travel_inside_post(maria: Person) -> None:
    sending = begins(maria, 100)

    def posts(method: str, **headers: str) -> int:
        sent = TUS | {"X-HTTP-Method-Override": method} | headers
        return maria.http.post(sending.path, headers=sent, content=b"x" * 10 if headers else b"").status_code

    assert posts("PATCH", **{"Upload-Offset": "0", "Content-Type": BODY_TYPE}) == 204
    assert sending.offset() == 10
    assert posts("HEAD") == 200
    assert posts("DELETE") == 204
    assert posts("GET") == 404
    assert sending.looks().status_code == 410
