"""Voice notes play everywhere, are loud enough to hear, and keep in step with their picture."""

import wave
from pathlib import Path

import numpy as np
import pytest

from tests.media.conftest import Develop
from tests.media.making import AAC, H264, ffmpeg, heard, picture, seen, tone


def test_a_clip_without_sound_has_no_samples_and_no_waveform(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "mute.mp4"
    ffmpeg(*picture(), *H264, source)

    made = develop(source)

    assert made.first.samples is None
    assert made.first.peaks is None
    assert seen(made.first.outputs[0].path).codecs == ("h264",)


def test_sound_sent_as_a_video_becomes_a_voice_note(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "pocket.mp4"
    ffmpeg(*tone(), *AAC, source)

    made = develop(source, "video")

    assert made.probe.kind == "voice"
    assert [output.name for output in made.first.outputs] == ["voice"]


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        ("webm", "libopus"),
        ("ogg", "libopus"),
        ("m4a", "aac"),
        ("wav", "pcm_s16le"),
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
    ],
)
def test_voice_notes_of_every_make_play_and_are_small(
    tmp_path: Path, develop: Develop, suffix: str, codec: str
) -> None:
    source = tmp_path / f"note.{suffix}"
    ffmpeg(*tone(4), "-c:a", codec, "-metadata", "title=secret", source)

    made = develop(source, "voice")

    voice = made.output("voice")
    assert voice.content_type == "audio/mp4"
    codec_heard, seconds, _ = heard(voice.path)
    assert codec_heard == "aac"
    assert seconds == pytest.approx(4, abs=0.15)
    assert voice.size_bytes < 4 * 4_096 + 1_500
    assert b"secret" not in voice.path.read_bytes()


def test_quiet_speech_is_made_loud_for_ears_and_left_raw_for_whisper(
    tmp_path: Path, develop: Develop
) -> None:
    source = tmp_path / "quiet.wav"
    ffmpeg(*tone(6), "-af", "volume=-30dB", source)

    made = develop(source, "voice")

    _, _, loud = heard(made.output("voice").path)
    assert made.first.samples is not None
    raw = np.fromfile(made.first.samples, dtype="<i2") / 32768
    assert np.abs(loud).max() > 3 * np.abs(raw).max()
    with wave.open(str(source)) as original:
        assert np.abs(raw).max() == pytest.approx(
            np.abs(np.frombuffer(original.readframes(10**6), "<i2")).max() / 32768, rel=0.1
        )


@pytest.mark.parametrize("seconds", [0.02, 0.3, 0.7, 2.9, 3.1])
@pytest.mark.parametrize("sound", ["anullsrc=r=48000:cl=mono", "sine=440:sample_rate=48000"])
def test_sounds_too_short_or_too_quiet_to_measure_are_taken_as_they_are(
    tmp_path: Path, develop: Develop, seconds: float, sound: str
) -> None:
    source = tmp_path / "note.ogg"
    ffmpeg("-f", "lavfi", "-i", sound, "-t", str(seconds), "-c:a", "libopus", source)

    made = develop(source, "voice")

    assert made.output("voice").duration_ms == pytest.approx(seconds * 1000, abs=60)


def test_a_late_microphone_stays_in_step_with_the_picture(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "late.mov"
    ffmpeg(
        *picture(seconds=3), "-itsoffset", "1", *tone(2), "-map", "0:v", "-map", "1:a",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", *AAC, source,
    )  # fmt: skip

    made = develop(source)

    assert made.first.samples is not None
    raw = np.abs(np.fromfile(made.first.samples, dtype="<i2"))
    assert raw[: 16_000 - 2_000].max() < 500
    assert raw[16_000 + 2_000 :].max() > 2_000
    _, _, sound = heard(made.output("480p").path)
    assert np.abs(sound[:14_000]).max() < 0.05 < np.abs(sound[18_000:]).max()
