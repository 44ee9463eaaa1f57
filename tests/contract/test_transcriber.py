"""One contract for the real Whisper and the scripted ear."""

import json
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.captions import webvtt
from media.darkroom import Transcriber, Transcript
from media.weights import ensure_weights
from media.whisper import WhisperTranscriber
from tests.doubles.darkroom import ScriptedTranscriber
from tests.doubles.recordings import Script
from tests.media.making import samples_of, speech

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = "en", "quick_brown_fox"


@dataclass(frozen=True)
class Ear:
    """`spoken` writes samples in which a fox jumps."""

    transcriber: Transcriber
    spoken: Callable[[Path], Path]


def scripted_samples(path: Path) -> Path:
    path.write_bytes(Script(kind="voice", says="The quick brown fox jumps over the lazy dog").written())
    return path


@pytest.fixture(scope="module", params=["scripted", "real"])
def ear(request: pytest.FixtureRequest) -> Generator[Ear]:
    if request.param == "scripted":
        yield Ear(ScriptedTranscriber(), scripted_samples)
        return
    var = Path(os.environ.get("TWOTAP_VAR_DIR", ROOT / "var"))
    whisper = WhisperTranscriber(ensure_weights(var / "weights", lambda _share: None), device="cpu")
    try:
        yield Ear(whisper, lambda path: samples_of(speech(*SPOKEN)[0], path))
    finally:
        whisper.close()


def test_it_says_which_model_it_is(ear: Ear) -> None:
    assert ear.transcriber.model


@pytest.mark.parametrize("language", ["en", None, "xx"])
def test_speech_becomes_words_with_times(ear: Ear, tmp_path: Path, language: str | None) -> None:
    transcript = ear.transcriber.transcribe(ear.spoken(tmp_path / "samples"), language=language)
    assert transcript.verdict == "speech"
    assert "fox" in transcript.text.lower()
    words = [word for segment in transcript.segments for word in segment.words]
    assert len(words) == 9
    assert all(0 <= word.start_ms <= word.end_ms for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert all(0 <= word.probability <= 1 for word in words)
    assert Transcript.from_json(json.loads(json.dumps(transcript.to_json()))) == transcript
    assert webvtt(transcript).count("-->") >= 1


@pytest.mark.parametrize("seconds", [0, 1, 5])
def test_silence_is_a_result(ear: Ear, tmp_path: Path, seconds: int) -> None:
    samples = tmp_path / "samples"
    samples.write_bytes(b"\0\0" * 16_000 * seconds)
    transcript = ear.transcriber.transcribe(samples, language="en")
    assert (transcript.verdict, transcript.text, transcript.segments) == ("no_speech", "", ())
    assert webvtt(transcript).strip() == "WEBVTT"
