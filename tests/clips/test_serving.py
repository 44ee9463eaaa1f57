"""Renditions and captions over HTTP: whole, in ranges, revalidated, and for nobody else."""

from uuid import UUID

import pytest

from tests.doubles.recordings import a_photo, a_video
from tests.language import Person
from tests.rig import House


@pytest.fixture
def clip_id(house: House, maria: Person) -> UUID:
    clip_id = maria.records(a_video(says="The lift in aisle four is stuck"))
    house.drain()
    return clip_id


@pytest.fixture
def url(maria: Person, clip_id: UUID) -> str:
    clip = maria.gets(f"/api/clips/{clip_id}")
    return next(str(one["url"]) for one in clip["renditions"] if one["name"] == "480p")


def test_a_rendition_is_sent_with_headers_that_keep_it_private(
    maria: Person, clip_id: UUID, url: str
) -> None:
    answer = maria.http.get(url)
    rendition = next(one for one in maria.gets(f"/api/clips/{clip_id}")["renditions"] if one["url"] == url)
    assert answer.status_code == 200
    assert len(answer.content) == rendition["size_bytes"]
    assert answer.headers["Content-Type"] == rendition["content_type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=0-999999", 0, None)],
)
def test_ranges(maria: Person, url: str, wanted: str, first: int, last: int | None) -> None:
    whole = maria.http.get(url).content
    part = maria.http.get(url, headers={"Range": wanted})
    assert (part.status_code, part.content) == (206, whole[first:last])
    start = first % len(whole)
    assert part.headers["Content-Range"] == f"bytes {start}-{start + len(part.content) - 1}/{len(whole)}"


@pytest.mark.parametrize(
    ("wanted", "status"), [("bytes=999999-", 416), ("bytes=9-2", 400), ("lines=1-2", 400)]
)
def test_ranges_that_cannot_be(maria: Person, url: str, wanted: str, status: int) -> None:
    assert maria.http.get(url, headers={"Range": wanted}).status_code == status


def test_a_rendition_is_not_sent_twice(maria: Person, url: str) -> None:
    etag = maria.http.get(url).headers["ETag"]
    again = maria.http.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    resumed = maria.http.get(url, headers={"If-Range": etag, "Range": "bytes=1-2"})
    assert resumed.status_code == 206


def test_head_says_how_large_it_is(maria: Person, url: str) -> None:
    head = maria.http.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(maria.http.get(url).content))


def test_captions_are_webvtt(maria: Person, clip_id: UUID) -> None:
    answer = maria.http.get(f"/api/clips/{clip_id}/captions.vtt", params={"lang": "en-US"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.text.startswith("WEBVTT\n\n00:00")
    assert "The lift in aisle four is stuck" in " ".join(answer.text.split())


@pytest.mark.parametrize(("lang", "status"), [("fr", 404), ("x", 422), ("en/../..", 422), ("e" * 400, 422)])
def test_captions_in_another_language(maria: Person, clip_id: UUID, lang: str, status: int) -> None:
    answer = maria.http.get(f"/api/clips/{clip_id}/captions.vtt", params={"lang": lang})
    assert answer.status_code == status


def test_who_leaves_the_team_sees_no_more(house: House, maria: Person, ben: Person) -> None:
    clip_id = maria.records(a_photo(), kind="photo")
    maria.posts("Look", clip=clip_id)
    house.drain()
    url = str(ben.gets(f"/api/clips/{clip_id}")["renditions"][0]["url"])
    etag = ben.http.get(url).headers["ETag"]
    maria.removes(ben)
    # Whoever is in no team any more is signed out, too.
    for path in (url, f"/api/clips/{clip_id}"):
        assert ben.http.get(path, headers={"If-None-Match": etag}).status_code in {401, 404}


def test_a_rendition_whose_file_is_lost_is_our_fault(
    house: House, maria: Person, clip_id: UUID, url: str
) -> None:
    house.blobs.delete_under(f"clips/{clip_id}")
    answer = maria.http.get(url)
    assert (answer.status_code, answer.json()["code"]) == (503, "media.missing")


@pytest.mark.parametrize("path", ["/api/clips/7", "/api/media/..%2f..%2fetc", "/api/media/" + "9" * 400])
def test_ids_that_are_none(maria: Person, path: str) -> None:
    answer = maria.http.get(path)
    assert answer.status_code in {404, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_without_a_session_there_is_nothing(maria: Person, clip_id: UUID, url: str) -> None:
    with_no_cookie = {"Cookie": ""}
    for path in (url, f"/api/clips/{clip_id}", f"/api/clips/{clip_id}/captions.vtt"):
        assert maria.http.get(path, headers=with_no_cookie).status_code == 401
