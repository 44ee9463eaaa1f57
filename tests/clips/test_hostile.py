"""Hostile files through the whole house: real programs, the real darkroom, over HTTP.

Each ends with a code and a sentence, or as a bounded and honest clip; the worker lives on. With
TWOTAP_CLIPS naming a folder of collected ones, those are tried as well.
"""

import os
import struct
import zlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.ids import new_id
from app.settings import Settings
from app.wiring import open_blob_store, open_database
from tests.clips.sending import Sending, creates
from tests.language import Person, a_crew
from tests.media.making import AAC, H264, ffmpeg, picture, tone, web_safe
from tests.processes.programs import Installation, eventually
from tests.rig import House, SettableClock

END_S = 150.0
COLLECTED = Path(os.environ.get("TWOTAP_CLIPS", "no folder named")) / "hostile"
SECRETS = (b"root:x:0:0", b"neighbour's secret", b"+51.5", b"<script", b"GPS")

REFUSED = {"zero", "text", "random", "truncated", "ffconcat", "hls", "svg", "bomb"}
BOUNDED = {"bitrot", "lying", "real", "streams"}


def kind_of(path: Path) -> str:
    return {".png": "photo", ".jpg": "photo", ".ogg": "voice", ".flac": "voice"}.get(path.suffix, "video")


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Generator[Person]:
    """A lead of an installation of real programs."""
    var_dir = tmp_path_factory.mktemp("hostile")
    installation = Installation(f"sqlite:///{var_dir / 'twotap.sqlite'}", var_dir)
    installation.says("migrate")
    settings = Settings(var_dir=var_dir, database_url=installation.database_url)
    with installation.web() as web, installation.worker(0) as worker:
        db = open_database(settings)
        house = House(
            engine="sqlite",
            url=web.url,
            settings=settings,
            clock=SettableClock(),
            db=db,
            blobs=open_blob_store(settings),
        )
        yield a_crew(house, workers=[]).lead
        assert worker.process.poll() is None, worker.log.read_text()
        db.close()


def what_comes_of(person: Person, path: Path) -> tuple[str, dict[str, Any]]:
    """("refused", the refusal) or ("accepted", the clip)."""
    content, kind, clip_id = path.read_bytes(), kind_of(path), new_id()
    created = creates(person, len(content), clip_id=clip_id, kind=kind)
    if created.status_code != 201:
        return "refused", answered(created.status_code, created.json())
    sent = Sending(person, clip_id, created.headers["Location"]).patches(content, 0)
    if sent.status_code != 204:
        assert person.http.get(f"/api/clips/{clip_id}").status_code == 404
        return "refused", answered(sent.status_code, sent.json())

    def ended() -> dict[str, Any] | None:
        clip: dict[str, Any] = person.gets(f"/api/clips/{clip_id}")
        return None if clip["state"] == "preparing" else clip

    clip = eventually(ended, within_s=END_S)
    if clip["state"] == "refused":
        assert clip["renditions"] == []
        return "refused", answered(422, clip["refusal"] | {"detail": clip["refusal"]["sentence"]})
    return "accepted", clip


def answered(status: int, refusal: dict[str, Any]) -> dict[str, Any]:
    assert 400 <= status < 500
    assert refusal["code"].startswith("media.")
    assert refusal["detail"].endswith(".")
    return refusal


def holds_no_secret(person: Person, clip: dict[str, Any]) -> None:
    for rendition in clip["renditions"]:
        content = person.http.get(rendition["url"]).content
        assert len(content) == rendition["size_bytes"] < 20_000_000
        assert not any(secret in content for secret in SECRETS), rendition["name"]


def truncated(path: Path) -> None:
    whole = web_safe(path.with_name("whole.mp4"), seconds=2)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])


def bomb(path: Path) -> None:
    """A picture of 900 million pixels in some kilobytes."""
    rows = zlib.compress(b"\0" * 30_000_000, 9)
    size = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def playlist_behind_a_head(path: Path) -> None:
    path.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isommp42#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")


def silent_film(path: Path) -> None:
    ffmpeg(*picture(seconds=1), *H264, path)


def named_film(path: Path) -> None:
    ffmpeg(*picture(seconds=1), *tone(1), *H264, *AAC, "-metadata", "title=<script>GPS+51.5</script>", path)


def two_in_one(path: Path) -> None:
    Image.new("RGB", (300, 200), "teal").save(path)
    path.write_bytes(path.read_bytes() + b"<html><script>alert(1)</script>")


MADE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "truncated.mp4": ("refused", truncated),
    "bomb.png": ("refused", bomb),
    "playlist_behind_a_head.mp4": ("refused", playlist_behind_a_head),
    "silent_film.mp4": ("accepted", silent_film),
    "named_film.mp4": ("accepted", named_film),
    "two_in_one.jpg": ("accepted", two_in_one),
}


@pytest.mark.parametrize("name", MADE)
def test_hostile_files_of_our_own_making(person: Person, tmp_path: Path, name: str) -> None:
    expected, make = MADE[name]
    (tmp_path / "neighbour.mp4").write_bytes(b"neighbour's secret")
    make(tmp_path / name)
    verdict, found = what_comes_of(person, tmp_path / name)
    assert verdict == expected, found
    if verdict == "accepted":
        holds_no_secret(person, found)


@pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="TWOTAP_CLIPS names no folder of hostile files: they were NOT tried"
)
@pytest.mark.parametrize(
    "path", sorted(COLLECTED.glob("*")) if COLLECTED.is_dir() else [], ids=lambda p: p.name
)
def test_collected_hostile_files(person: Person, path: Path) -> None:
    verdict, found = what_comes_of(person, path)
    family = path.stem.partition("_")[0]
    if family in REFUSED:
        assert verdict == "refused", found
    elif family not in BOUNDED:
        assert verdict == "accepted", found
    if verdict == "accepted":
        holds_no_secret(person, found)
        assert (found["duration_ms"] or 0) <= 31_000
