"""Speech becomes words with times; silence and noise become an honest nothing; a dead model comes back."""

import os
import threading
import time
from pathlib import Path

import jiwer
import numpy as np
import pytest
from whisper_normalizer.basic import BasicTextNormalizer

from media.captions import webvtt
from media.darkroom import Transcript
from media.errors import MediaFailed
from media.whisper import WhisperTranscriber, read_transcript
from tests.media.making import ffmpeg, samples_of, speech

plain = BasicTextNormalizer(remove_diacritics=True)

NOISES = {
    "white": "anoisesrc=color=white:amplitude=0.3:duration=8:seed=1",
    "brown": "anoisesrc=color=brown:amplitude=0.8:duration=8:seed=2",
    "hum": "sine=50:duration=8,volume=0.5",
    "clatter": "aevalsrc='0.8*(random(0)-0.5)*exp(-20*mod(t,0.7))':d=8",
    "beeps": "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.15)':d=8",
    "siren": "aevalsrc='0.5*sin(2*PI*(600+300*sin(2*PI*0.5*t))*t)':d=8",
    "silence": "anullsrc=r=16000:cl=mono,atrim=duration=8",
}


@pytest.mark.parametrize(
    ("language", "name", "errors_max"),
    [
        ("en", "quick_brown_fox", 0.0),
        ("pt", "pangrama", 0.0),
        ("it", "pangrama", 0.7),
        ("fr", "pangrama", 0.5),
        ("en", "hello_world", 0.0),
    ],
)
def test_speech_becomes_words_in_its_own_language(
    tmp_path: Path, transcriber: WhisperTranscriber, language: str, name: str, errors_max: float
) -> None:
    wav, words = speech(language, name)

    transcript = transcriber.transcribe(samples_of(wav, tmp_path / "samples"), language=f"{language}-XX")

    assert (transcript.verdict, transcript.language) == ("speech", language)
    assert jiwer.wer(plain(words), plain(transcript.text)) <= errors_max, transcript.text


def test_words_carry_times_and_probabilities(tmp_path: Path, transcriber: WhisperTranscriber) -> None:
    wav, _ = speech("en", "quick_brown_fox")
    late = samples_of(wav, tmp_path / "samples", "adelay=3000")

    transcript = transcriber.transcribe(late, language="en")

    words = [word for segment in transcript.segments for word in segment.words]
    assert len(words) == 9
    assert all(0 <= word.probability <= 1 for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert 2_500 <= words[0].start_ms <= 3_600
    assert words[-1].end_ms <= 6_200
    assert Transcript.from_json(transcript.to_json()) == transcript
    assert "The quick brown fox" in webvtt(transcript)


@pytest.mark.parametrize("noise", NOISES)
def test_noise_and_silence_are_no_speech(tmp_path: Path, transcriber: WhisperTranscriber, noise: str) -> None:
    ffmpeg("-f", "lavfi", "-i", NOISES[noise], tmp_path / "noise.wav")

    transcript = transcriber.transcribe(
        samples_of(tmp_path / "noise.wav", tmp_path / "samples"), language="en"
    )

    assert transcript == Transcript("no_speech", "en", "")


@pytest.mark.parametrize("padding", [(), ("adelay=1500", "apad=pad_dur=3")])
def test_a_single_short_word_is_not_lost(
    tmp_path: Path, transcriber: WhisperTranscriber, padding: tuple[str, ...]
) -> None:
    wav, _ = speech("en", "hello_world")
    word = samples_of(wav, tmp_path / "samples", "atrim=end=0.45", *padding)

    transcript = transcriber.transcribe(word, language="en")

    assert transcript.verdict == "speech"
    assert plain(transcript.text) == "hello"


def test_almost_nothing_is_no_speech(tmp_path: Path, transcriber: WhisperTranscriber) -> None:
    for count in (0, 1, 320):
        np.zeros(count, np.int16).tofile(tmp_path / "samples")
        assert transcriber.transcribe(tmp_path / "samples", language="en").verdict == "no_speech"


def test_an_unknown_language_is_detected(tmp_path: Path, transcriber: WhisperTranscriber) -> None:
    wav, words = speech("en", "quick_brown_fox")
    samples = samples_of(wav, tmp_path / "samples")

    for language in (None, "tlh", ""):
        transcript = transcriber.transcribe(samples, language=language)
        assert (transcript.language, plain(transcript.text)) == ("en", plain(words))


def test_doubtful_segments_are_left_out() -> None:
    def segment(text: str, no_speech: float, log_probability: float) -> dict[str, object]:
        return {
            "start": 0.0, "end": 1.0, "text": text, "no_speech_prob": no_speech,
            "avg_logprob": log_probability, "compression_ratio": 1.0, "words": [],
        }  # fmt: skip

    invented, spoken = segment(" Thanks for watching!", 0.8, -1.1), segment(" Door four.", 0.2, -0.4)

    assert read_transcript({"language": "en", "segments": [invented]}).verdict == "no_speech"
    assert read_transcript({"language": "en", "segments": [invented, spoken]}).text == "Door four."


def test_a_model_that_is_killed_fails_one_note_and_comes_back(tmp_path: Path, model_folder: Path) -> None:
    wav, _ = speech("en", "counting")
    long = samples_of(wav, tmp_path / "samples", "aloop=loop=8:size=48000")
    transcriber = WhisperTranscriber(model_folder, device="cpu")
    try:
        killer = threading.Thread(target=kill_a_new_model, args=(set(models_of(os.getpid())),))
        killer.start()
        with pytest.raises(MediaFailed, match=r"media\.transcriber_died"):
            transcriber.transcribe(long, language="en")
        killer.join()

        wav, words = speech("en", "quick_brown_fox")
        samples = samples_of(wav, tmp_path / "short")
        assert plain(transcriber.transcribe(samples, language="en").text) == plain(words)
    finally:
        transcriber.close()


def kill_a_new_model(known: set[int]) -> None:
    """Kill the model process that is not among the `known`, as soon as it holds its model."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for process in set(models_of(os.getpid())) - known:
            os.kill(process, 9)
            return
        time.sleep(0.02)


def models_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or b"media.whisper_child" not in (entry / "cmdline").read_bytes():
                continue
            started_by = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            is_loaded = memory_of(entry) > 150_000
        except OSError:
            continue
        if started_by == parent and is_loaded:
            found.append(int(entry.name))
    return found


def memory_of(process: Path) -> int:
    """Resident kilobytes: a process that has loaded its model holds far more than one that has not."""
    lines = (process / "status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def test_a_note_that_takes_too_long_is_our_failure(tmp_path: Path, model_folder: Path) -> None:
    wav, _ = speech("en", "counting")
    samples = samples_of(wav, tmp_path / "samples")
    transcriber = WhisperTranscriber(model_folder, device="cpu", timeout_s=0.2)
    try:
        with pytest.raises(MediaFailed, match=r"media\.timeout"):
            transcriber.transcribe(samples, language="en")
    finally:
        transcriber.close()


def test_a_model_that_is_not_there_is_our_failure(tmp_path: Path) -> None:
    (tmp_path / "samples").write_bytes(bytes(3200))
    transcriber = WhisperTranscriber(tmp_path / "nowhere", device="cpu")
    try:
        with pytest.raises(MediaFailed, match=r"media\.transcriber_died"):
            transcriber.transcribe(tmp_path / "samples", language="en")
    finally:
        transcriber.close()
