"""tus 1.0.0 as a client sees it, sentence by sentence of its specification."""

from uuid import UUID

import pytest

from app.core.ids import new_id
from tests.clips.sending import BODY_TYPE, TUS, begins, checksum_of, creates, encoded, metadata_of
from tests.doubles.recordings import a_video
from tests.language import Person

LONG_AGO = "0.2.2"


def test_the_service_says_what_it_can(maria: Person) -> None:
    answer = maria.http.options("/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(maria.house.settings.upload_max_bytes)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "creation-defer-length",
        "termination",
        "expiration",
        "checksum",
    }


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [None, LONG_AGO])
def test_another_version_is_refused_with_ours(maria: Person, method: str, version: str | None) -> None:
    path = "/api/uploads" if method == "POST" else begins(maria, 10).path
    headers = {} if version is None else {"Tus-Resumable": version}
    answer = maria.http.request(method, path, headers=headers)
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_a_creation_answers_where_to_send(maria: Person) -> None:
    answer = creates(maria, 100)
    assert answer.status_code == 201
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert UUID(answer.headers["Location"].removeprefix("/api/uploads/"))
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.headers["Upload-Expires"].endswith(" GMT")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"clip_id": ""}, 422, "request.malformed"),
        ({"clip_id": "7"}, 422, "request.malformed"),
        ({"team_id": "not a team"}, 422, "request.malformed"),
        ({"team_id": str(new_id())}, 404, "team.unknown"),
        ({"kind": "film"}, 422, "request.malformed"),
        ({"captured_at": "yesterday"}, 422, "request.malformed"),
        ({"captured_at": "2026-01-01T00:00:00"}, 422, "request.malformed"),
        ({"captured_at": "0001-01-01T00:00:00+14:00"}, 422, "request.malformed"),
        ({"captured_at": "9999-12-31T23:59:59-14:00"}, 422, "request.malformed"),
        ({"language": "../../etc"}, 422, "request.malformed"),
        ({"language": "de\x00"}, 422, "request.malformed"),
    ],
)
def test_a_creation_that_makes_no_sense(
    maria: Person, changed: dict[str, str], status: int, code: str
) -> None:
    answer = creates(maria, 100, metadata=changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    for value in changed.values():
        assert len(value) < 2 or value not in answer.text


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload-Length": "-1"}, 400, "upload.header"),
        ({"Upload-Length": "ten"}, 400, "upload.header"),
        ({"Upload-Length": "1" * 30}, 400, "upload.header"),
        ({"Upload-Defer-Length": "1"}, 400, "upload.header"),
        ({"Upload-Metadata": "clip_id ***"}, 400, "upload.header"),
        ({"Upload-Metadata": ""}, 422, "request.malformed"),
        ({"Upload-Length": "999999999999"}, 413, "upload.too_large"),
        ({"Upload-Length": "0"}, 422, "media.empty"),
    ],
)
def test_a_creation_whose_headers_are_wrong(
    maria: Person, headers: dict[str, str], status: int, code: str
) -> None:
    answer = creates(maria, 100, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["detail"].endswith(".")


def test_repeating_a_creation_finds_the_same_upload(maria: Person) -> None:
    clip_id = new_id()
    first = creates(maria, 100, clip_id=clip_id)
    again = creates(maria, 100, clip_id=clip_id)
    assert (again.status_code, again.headers["Location"]) == (201, first.headers["Location"])
    other = creates(maria, 101, clip_id=clip_id)
    assert (other.status_code, other.json()["code"]) == (409, "upload.length")


def test_a_clip_id_belongs_to_whoever_used_it_first(maria: Person, ben: Person) -> None:
    clip_id = new_id()
    creates(maria, 100, clip_id=clip_id)
    answer = creates(ben, 100, clip_id=clip_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "clip.taken")


def test_head_says_where_to_go_on(maria: Person) -> None:
    sending = begins(maria, 100)
    sending.patches(b"x" * 40, 0)
    answer = sending.looks()
    assert answer.status_code == 200
    assert answer.headers["Upload-Offset"] == "40"
    assert answer.headers["Upload-Length"] == "100"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert "Upload-Defer-Length" not in answer.headers


def test_head_repeats_the_metadata_word_for_word(maria: Person) -> None:
    header = encoded(metadata_of(maria, new_id()) | {"filename": "a b.mp4"}) + ",is_draft"
    created = creates(maria, 5, headers={"Upload-Metadata": header})
    looked = maria.http.head(created.headers["Location"], headers=TUS)
    assert looked.headers["Upload-Metadata"] == header


@pytest.mark.parametrize("size", [1, 255, 256 * 1024, 256 * 1024 + 1, 1_500_000])
def test_a_patch_of_any_size_moves_the_offset(maria: Person, size: int) -> None:
    sending = begins(maria, 2_000_000)
    answer = sending.patches(b"x" * size, 0)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(size))
    assert answer.headers["Upload-Expires"].endswith(" GMT")
    assert answer.content == b""
    assert sending.offset() == size


@pytest.mark.parametrize("offset", [0, 39, 41, 100, 1_000])
def test_a_wrong_offset_is_answered_with_the_true_one(maria: Person, offset: int) -> None:
    sending = begins(maria, 100)
    sending.patches(b"x" * 40, 0)
    answer = sending.patches(b"y" * 10, offset)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload.offset")
    assert answer.headers["Upload-Offset"] == "40"
    assert sending.offset() == 40


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content_Type": "application/json"}, 415, "upload.content_type"),
        ({"Upload_Offset": "x"}, 400, "upload.header"),
        ({"Upload_Offset": "-1"}, 400, "upload.header"),
        ({"Upload_Length": "50"}, 409, "upload.length"),
        ({"Upload_Checksum": "md5 YQ=="}, 400, "upload.header"),
        ({"Upload_Checksum": checksum_of(b"other bytes")}, 460, "upload.checksum"),
    ],
)
def test_a_patch_that_is_refused_stores_nothing(
    maria: Person, headers: dict[str, str], status: int, code: str
) -> None:
    sending = begins(maria, 100)
    content = b"{}" if "json" in str(headers) else b"x" * 10
    answer = sending.patches(content, 0, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert sending.offset() == 0


def test_another_content_type_is_refused(maria: Person) -> None:
    sending = begins(maria, 100)
    for content_type in ("application/octet-stream", "video/mp4", "text/plain"):
        assert sending.patches(b"x", 0, Content_Type=content_type).status_code == 415
    assert sending.offset() == 0


def test_more_bytes_than_announced_are_refused(maria: Person) -> None:
    sending = begins(maria, 100)
    answer = sending.patches(b"x" * 101, 0)
    assert (answer.status_code, answer.json()["code"]) == (413, "upload.beyond_length")
    assert sending.offset() == 0


def test_chunked_bodies_are_held_against_the_announced_length_too(maria: Person) -> None:
    sending = begins(maria, 100)
    headers = TUS | {"Upload-Offset": "0", "Content-Type": BODY_TYPE}
    answer = maria.http.patch(sending.path, headers=headers, content=iter([b"x" * 60, b"x" * 60]))
    assert (answer.status_code, answer.json()["code"]) == (413, "upload.beyond_length")


def test_a_finished_upload_stays_finished(maria: Person) -> None:
    recording = a_video()
    sending = begins(maria, len(recording))
    sending.patches(recording, 0)
    assert sending.offset() == len(recording)
    assert "Upload-Expires" not in sending.looks().headers
    assert sending.patches(recording, 0).status_code == 409
    assert sending.patches(b"", len(recording)).status_code == 204
    assert sending.patches(b"more", len(recording)).status_code == 413
    refused = sending.terminates()
    assert (refused.status_code, refused.json()["code"]) == (409, "upload.finished")
    again = creates(maria, len(recording), clip_id=sending.clip_id)
    assert (again.status_code, again.headers["Location"]) == (201, sending.path)
    assert again.headers["Upload-Offset"] == str(len(recording))


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_upload_of_somebody_else_is_as_unknown_as_none(
    maria: Person, ben: Person, sam: Person, method: str
) -> None:
    path = begins(maria, 10).path
    headers = TUS | {"Upload-Offset": "0", "Content-Type": BODY_TYPE}
    for person in (ben, sam):
        answers = [
            person.http.request(method, one, headers=headers, content=b"")
            for one in (path, f"/api/uploads/{new_id()}", "/api/uploads/not-an-id")
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert len({answer.content for answer in answers}) == 1


def test_nobody_uploads_without_a_session(maria: Person) -> None:
    cookies, maria.http.cookies = maria.http.cookies, type(maria.http.cookies)()
    try:
        assert creates(maria, 10).status_code == 401
    finally:
        maria.http.cookies = cookies


def test_nobody_uploads_into_another_team(maria: Person, sam: Person) -> None:
    answer = creates(sam, 10, metadata={"team_id": str(maria.team_id)})
    assert (answer.status_code, answer.json()["code"]) == (404, "team.unknown")
