"""One contract for every blob store: local files, a real S3 server, and the scripted double."""

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.core.blobs import BlobStore, LocalBlobs, S3Access, open_blobs
from app.core.errors import Unavailable
from tests.contract.seaweed import a_bucket
from tests.doubles.blobs import ScriptedBlobs

# One in a hundred meets the moment between a folder's making and its first file.
CLEARED_COUNT = 500
NOTHING = hashlib.sha256(b"").hexdigest()


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlobStore]:
    with a_bucket(tmp_path_factory.mktemp("seaweed")) as store:
        yield store


@pytest.fixture(params=["local", "s3", "scripted"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "s3":
        store: BlobStore = request.getfixturevalue("bucket")
        return store
    local = LocalBlobs(tmp_path / "blobs")
    return local if request.param == "local" else ScriptedBlobs(local)


def test_what_was_put_is_read_back_whole_and_in_ranges(blobs: BlobStore) -> None:
    blob = blobs.put("clips/1/a", b"0123456789")
    assert (blob.key, blob.size_bytes) == ("clips/1/a", 10)
    assert blob.sha256 == hashlib.sha256(b"0123456789").hexdigest()
    assert blobs.read("clips/1/a") == b"0123456789"
    assert blobs.read("clips/1/a", start=2, length=3) == b"234"
    assert blobs.read("clips/1/a", start=8, length=100) == b"89"
    assert blobs.read("clips/1/a", start=10, length=5) == b""


def test_a_later_put_replaces_an_earlier_one(blobs: BlobStore) -> None:
    blobs.put("replaced", b"long before")
    blobs.put("replaced", b"now")
    assert blobs.read("replaced") == b"now"


def test_an_empty_blob_is_a_blob(blobs: BlobStore) -> None:
    assert blobs.put("empty", b"").sha256 == NOTHING
    assert blobs.read("empty") == b""


def test_a_file_is_put_and_fetched_with_others_into_one(blobs: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(6_000_000))
    blob = blobs.put("whole/1", source, content_type="video/mp4")
    assert blob.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    blobs.put("whole/2", b"tail")
    target = tmp_path / "target"
    assert blobs.fetch(["whole/1", "whole/2"], target) == 6_000_004
    assert target.read_bytes() == source.read_bytes() + b"tail"
    assert sorted(path.name for path in tmp_path.glob("*target*")) == ["target"]


def test_a_fetch_that_misses_a_blob_leaves_no_file(blobs: BlobStore, tmp_path: Path) -> None:
    blobs.put("there", b"x")
    with pytest.raises(FileNotFoundError):
        blobs.fetch(["there", "not-there"], tmp_path / "target")
    assert not list(tmp_path.glob("*target*"))


def test_a_stream_is_measured_while_it_is_stored(blobs: BlobStore) -> None:
    async def arriving() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b"z" * 1_000_000

    blob = asyncio.run(blobs.put_stream("streamed", arriving()))
    assert blob.size_bytes == 12_000_000
    assert blob.sha256 == hashlib.sha256(b"z" * 12_000_000).hexdigest()
    assert blobs.read("streamed", start=11_999_999) == b"z"


def test_a_stream_that_breaks_off_leaves_nothing(blobs: BlobStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"z" * 6_000_000
        raise ConnectionResetError("the phone went into a tunnel")

    with pytest.raises(Unavailable):
        asyncio.run(blobs.put_stream("broken", broken()))
    with pytest.raises(FileNotFoundError):
        blobs.read("broken")


def test_deleting_is_repeatable(blobs: BlobStore) -> None:
    blobs.put("gone/1", b"1")
    blobs.put("gone/2", b"2")
    blobs.delete("gone/1", "never/there")
    blobs.delete("gone/1")
    blobs.delete()
    with pytest.raises(FileNotFoundError):
        blobs.read("gone/1")
    assert blobs.read("gone/2") == b"2"


def test_a_put_does_not_stumble_over_who_clears_its_folder(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    with ThreadPoolExecutor(1) as clearing:
        for number in range(CLEARED_COUNT):
            blobs.put(f"upload/{number}/first", b"x")
            cleared = clearing.submit(blobs.delete_under, f"upload/{number}")
            assert blobs.put(f"upload/{number}/late", b"y").size_bytes == 1
            cleared.result()


def test_a_folder_is_deleted_and_its_neighbour_is_not(blobs: BlobStore) -> None:
    for key in ("uploads/7/a", "uploads/7/b/c", "uploads/77/a"):
        blobs.put(key, b"x")
    blobs.delete_under("uploads/7")
    blobs.delete_under("uploads/7")
    for key in ("uploads/7/a", "uploads/7/b/c"):
        with pytest.raises(FileNotFoundError):
            blobs.read(key)
    assert blobs.read("uploads/77/a") == b"x"


def test_served_from_a_file_or_by_an_address_that_needs_no_session(blobs: BlobStore) -> None:
    blobs.put("served", b"served bytes", content_type="text/vtt")
    path, url = blobs.local_path("served"), blobs.signed_url("served", ttl_s=60)
    assert (path is None) != (url is None)
    if path is not None:
        assert path.read_bytes() == b"served bytes"
    if url is not None:
        part = httpx.get(url, headers={"Range": "bytes=2-5"})
        assert (part.status_code, part.content) == (206, b"rved")
        assert part.headers["content-type"] == "text/vtt"
        assert httpx.get(url.replace("Signature=", "Signature=0")).status_code == 403


@pytest.mark.parametrize("key", ["../outside", "a/../../outside", "/etc/passwd", "."])
def test_a_key_never_leaves_the_local_root(key: str, tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    (tmp_path / "outside").write_text("a neighbour's")
    with pytest.raises((ValueError, FileNotFoundError)):
        blobs.read(key)
    if path := next((found for found in tmp_path.rglob("passwd")), None):
        pytest.fail(f"wrote {path}")


def test_a_local_put_syncs_the_file_and_every_folder_above_it(tmp_path: Path) -> None:
    """Watched from outside: the object store's own local writes sync nothing."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed; it is how this test sees the system calls")
    trace = tmp_path / "trace"
    program = (
        "from pathlib import Path; from app.core.blobs import LocalBlobs;"
        f"LocalBlobs(Path({str(tmp_path / 'blobs')!r})).put('uploads/1/part', b'bytes')"
    )
    subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=fsync", "-o", str(trace), sys.executable, "-c", program],
        check=True,
    )
    synced = trace.read_text()
    for name in ("blobs", "blobs/uploads", "blobs/uploads/1", "blobs/uploads/1/part"):
        assert f"{tmp_path / name}>) = 0" in synced


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    """On a real file system of 256 kB, mounted in a user namespace of its own."""
    program = (
        "import sys; from pathlib import Path\n"
        "from app.core.blobs import LocalBlobs\n"
        "from app.core.errors import Unavailable\n"
        f"blobs = LocalBlobs(Path({str(tmp_path)!r}) / 'blobs')\n"
        "blobs.put('fits', b'x' * 1000)\n"
        "try: blobs.put('too/big', b'x' * 1_000_000)\n"
        "except Unavailable as full: print(full.code)\n"
        "assert blobs.read('fits') == b'x' * 1000\n"
        "blobs.put('fits/again'.replace('/', '-'), b'y')\n"
    )
    mount = f'mount -t tmpfs -o size=256k none {tmp_path} && exec {sys.executable} -c "$PROGRAM"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount],
        env={**os.environ, "PROGRAM": program, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no user namespaces on this machine: {done.stderr.strip()}")
    assert done.stdout.strip() == "storage.full", done.stderr


def test_a_store_is_chosen_by_its_url(tmp_path: Path) -> None:
    store = open_blobs((tmp_path / "with space").as_uri())
    store.put("a", b"1")
    assert (tmp_path / "with space" / "a").read_bytes() == b"1"
    with pytest.raises(ValueError, match="not a blob store"):
        open_blobs("ftp://example.test/x")


def test_a_url_for_phones_is_signed_for_the_name_they_use() -> None:
    access = S3Access(
        endpoint_url="http://objects:8333",
        region="us-east-1",
        access_key_id="key",
        secret_access_key="secret",
        public_endpoint_url="https://clips.example",
    )
    url = open_blobs("s3://twotap", access).signed_url("a/b", ttl_s=60)
    assert url is not None
    assert url.startswith("https://clips.example/twotap/a/b?")
