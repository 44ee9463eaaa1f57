"""The web process on a real S3 server: parts are objects, and media is an address that ends."""

from collections.abc import Generator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.core.blobs import BlobStore
from tests.clips.conftest import Elsewhere
from tests.clips.sending import begins
from tests.contract.seaweed import a_bucket
from tests.doubles.recordings import a_video
from tests.language import Person
from tests.rig import House


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Generator[BlobStore]:
    with a_bucket(tmp_path_factory.mktemp("seaweed")) as store:
        yield store


def test_an_upload_becomes_objects(
    maria: Person, elsewhere: Elsewhere, bucket: BlobStore, house: House
) -> None:
    recording = a_video(size_bytes=1_200_000)
    sending = begins(elsewhere(maria, blobs=bucket), len(recording))
    for start in range(0, len(recording), 400_000):
        assert sending.patches(recording[start : start + 400_000], start).status_code == 204
    assert sending.clip_status() == 200
    # The house's own worker looks for the parts in its local files and finds none.
    house.drain()
    assert maria.gets(f"/api/clips/{sending.clip_id}")["state"] == "refused"


def test_media_is_fetched_from_the_store_after_the_access_check(
    maria: Person, ben: Person, elsewhere: Elsewhere, bucket: BlobStore, house: House
) -> None:
    clip_id = maria.records(a_video())
    house.drain()
    url = maria.gets(f"/api/clips/{clip_id}")["renditions"][0]["url"]
    whole = maria.http.get(url).content
    for path in (house.settings.var_dir / "blobs" / "clips" / str(clip_id)).iterdir():
        bucket.put(f"clips/{clip_id}/{path.name}", path, content_type="video/mp4")
    answer = elsewhere(maria, blobs=bucket).http.get(url)
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "private, no-store"
    place = answer.headers["Location"]
    assert int(parse_qs(urlsplit(place).query)["X-Amz-Expires"][0]) <= 300
    part = httpx.get(place, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole[:10])
    assert part.headers["Content-Type"] == "video/mp4"
    assert elsewhere(ben, blobs=bucket).http.get(url).status_code == 404
