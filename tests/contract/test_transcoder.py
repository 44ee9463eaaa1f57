"""One contract for the real darkroom and the scripted one."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from media.darkroom import Pass, Probe, Transcoder
from media.errors import MediaRefused
from media.ffmpeg import FfmpegTranscoder
from tests.doubles.darkroom import ScriptedTranscoder
from tests.doubles.recordings import a_photo, a_video, a_voice_note
from tests.media.making import AAC, ffmpeg, tone, web_safe

KINDS = ("video", "voice", "photo")


@dataclass(frozen=True)
class Engine:
    """`source` makes a sound recording of a kind for it in a folder."""

    transcoder: Transcoder
    source: Callable[[str, Path], Path]


def scripted_source(kind: str, folder: Path) -> Path:
    make = {"video": a_video, "voice": a_voice_note}
    path = folder / "original"
    path.write_bytes(make[kind](says="Hello") if kind in make else a_photo())
    return path


def real_source(kind: str, folder: Path) -> Path:
    path = folder / {"video": "made.mp4", "voice": "made.m4a", "photo": "made.jpg"}[kind]
    if kind == "video":
        web_safe(path, seconds=1)
    elif kind == "voice":
        ffmpeg(*tone(1), *AAC, path)
    else:
        Image.new("RGB", (640, 480), "teal").save(path)
    return path.rename(folder / "original")


@pytest.fixture(params=["scripted", "real"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "scripted":
        return Engine(ScriptedTranscoder(), scripted_source)
    return Engine(FfmpegTranscoder(), real_source)


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_is_probed_and_planned(engine: Engine, tmp_path: Path, kind: str) -> None:
    source = engine.source(kind, tmp_path)
    probe = engine.transcoder.inspect(source, kind=kind)
    assert probe.kind == kind
    assert probe.size_bytes == source.stat().st_size
    assert (probe.duration_ms is None) == (kind == "photo")
    assert (probe.width_px is None) == (kind == "voice")
    passes = engine.transcoder.passes(probe)
    assert passes[0].name in {"video": {"remux", "480p"}, "voice": {"voice"}, "photo": {"photo"}}[kind]
    assert passes[0].has_samples == (kind != "photo")
    assert not any(later.has_samples for later in passes[1:])
    assert len({one.name for one in passes}) == len(passes)


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_finds_travels_as_json(engine: Engine, tmp_path: Path, kind: str) -> None:
    probe = engine.transcoder.inspect(engine.source(kind, tmp_path), kind=kind)
    assert Probe.from_json(json.loads(json.dumps(probe.to_json()))) == probe
    for one in engine.transcoder.passes(probe):
        assert Pass.from_json(json.loads(json.dumps(one.to_json()))) == one


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_pass_makes_it_playable(engine: Engine, tmp_path: Path, kind: str) -> None:
    source = engine.source(kind, tmp_path)
    probe = engine.transcoder.inspect(source, kind=kind)
    told: list[float] = []
    into = tmp_path / "into"
    into.mkdir()
    a_pass = engine.transcoder.passes(probe)[0]
    developed = engine.transcoder.develop(source, probe, a_pass, into, progress=told.append)
    roles = {output.role for output in developed.outputs}
    assert roles == {"video": {"play", "poster"}, "voice": {"play"}, "photo": {"photo", "thumb"}}[kind]
    for output in developed.outputs:
        content = output.path.read_bytes()
        assert output.path.is_relative_to(into)
        assert output.name == a_pass.name or output.name.startswith((f"{a_pass.name}_", "poster_", "thumb_"))
        assert output.size_bytes == len(content) > 0
        assert output.sha256 == hashlib.sha256(content).hexdigest()
        assert "/" in output.content_type
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)
    assert (developed.samples is not None) == (kind != "photo")
    if developed.samples is not None:
        assert developed.samples.stat().st_size % 2 == 0
        assert developed.peaks is not None
        assert all(0 <= peak <= 255 for peak in developed.peaks)


@pytest.mark.parametrize("content", [b"", b"\n".join([b"#EXTM3U", b"file:///etc/passwd"]), b"x" * 9_000])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_recording_is_refused(engine: Engine, tmp_path: Path, kind: str, content: bytes) -> None:
    source = tmp_path / "original"
    source.write_bytes(content)
    with pytest.raises(MediaRefused) as refused:
        engine.transcoder.inspect(source, kind=kind)
    assert refused.value.code.startswith("media.")
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(("kind", "claim"), [("photo", "video"), ("video", "photo"), ("photo", "voice")])
def test_a_photo_is_no_film(engine: Engine, tmp_path: Path, kind: str, claim: str) -> None:
    with pytest.raises(MediaRefused):
        engine.transcoder.inspect(engine.source(kind, tmp_path), kind=claim)


def test_sound_alone_is_a_voice_note_whatever_it_was_called(engine: Engine, tmp_path: Path) -> None:
    assert engine.transcoder.inspect(engine.source("voice", tmp_path), kind="video").kind == "voice"
