"""The darkroom's pure rules, as tables."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from media.arguments import Workbench, pass_arguments
from media.darkroom import AudioStream, Pass, Probe, Segment, Transcript, VideoStream, Word
from media.facts import Bounds, read_facts
from media.ffprobe import read_ffprobe
from media.gates import is_believable, is_speech
from media.peaks import peaks_of
from media.plan import is_web_safe, plan_passes, scaled_size
from media.sniff import sniff

VIDEO = VideoStream(
    index=0, codec="h264", profile="High", pixel_format="yuv420p", width_px=1920, height_px=1080,
    rotation_deg=0, pixel_aspect=1.0, frame_rate=30.0, frame_count=900, is_vfr=False, matrix="bt709",
    transfer="", duration_ms=30_000,
)  # fmt: skip
AUDIO = AudioStream(
    index=1, codec="aac", profile="LC", sample_rate_hz=48_000, channel_count=2, duration_ms=30_000
)
PROBE = Probe(
    kind="video", container="mp4", demuxer="mov", size_bytes=60_000_000, duration_ms=30_000,
    width_px=1920, height_px=1080, video=VIDEO, audio=AUDIO,
)  # fmt: skip


def probe_of(*, size_bytes: int = 60_000_000, audio: AudioStream | None = AUDIO, **video: Any) -> Probe:
    return replace(PROBE, size_bytes=size_bytes, audio=audio, video=replace(VIDEO, **video))


@pytest.mark.parametrize(
    ("head", "name", "demuxer"),
    [
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "quicktime", "mov"),
        (b"\0\0\0\x18ftypisom\0\0\2\0", "mp4", "mov"),
        (b"\0\0\0\x1cftyp3gp4\0\0\0\0", "mp4", "mov"),
        (b"\0\0\0\x08wide\0\1\0\0mdat", "quicktime", "mov"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "webm", "matroska"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", "matroska", "matroska"),
        (b"OggS\0\2", "ogg", "ogg"),
        (b"fLaC\0\0\0\x22", "flac", "flac"),
        (b"RIFF\x24\x08\0\0WAVEfmt ", "wav", "wav"),
        (b"#!AMR\n", "amr", "amr"),
        (b"#!AMR-WB\n", "amr", "amr"),
        (b"ID3\4\0", "mp3", "mp3"),
        ((b"\xff\xfb\x90\x64" + b"\0" * 413) * 2, "mp3", "mp3"),
        ((b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\0" * 9) * 2, "aac", "aac"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg", None),
        (b"\x89PNG\r\n\x1a\n", "png", None),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp", None),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heif", None),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "heif", None),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "avif", None),
    ],
)
def test_first_bytes_say_what_a_file_is(head: bytes, name: str, demuxer: str | None) -> None:
    found = sniff(head)

    assert (found.name, found.demuxer) == (name, demuxer)
    assert found.family == ("av" if demuxer else "photo")


@pytest.mark.parametrize(
    ("probe", "planned"),
    [
        (probe_of(), ["remux", "480p", "720p"]),
        (probe_of(rotation_deg=90), ["remux", "480p", "720p"]),
        (probe_of(width_px=1280, height_px=720), ["remux", "480p"]),
        (probe_of(width_px=854, height_px=480), ["remux", "480p"]),
        (probe_of(width_px=640, height_px=360, size_bytes=3_000_000), ["remux"]),
        (probe_of(codec="hevc", profile="Main"), ["480p", "720p"]),
        (probe_of(codec="hevc", profile="Main", width_px=640, height_px=480), ["480p"]),
        (probe_of(codec="vp8", width_px=480, height_px=854), ["480p"]),
        (probe_of(audio=None), ["remux", "480p", "720p"]),
        (replace(PROBE, video=None, kind="voice"), ["voice"]),
        (replace(PROBE, video=None, audio=None, kind="photo"), ["photo"]),
    ],
)
def test_what_is_made_of_a_file(probe: Probe, planned: list[str]) -> None:
    passes = plan_passes(probe)

    assert [a_pass.name for a_pass in passes] == planned
    assert [a_pass.has_poster for a_pass in passes] == [probe.kind == "video"] + [False] * (len(passes) - 1)
    assert passes[0].has_samples == (probe.audio is not None)
    assert not any(a_pass.has_samples for a_pass in passes[1:])


@pytest.mark.parametrize(
    ("change", "is_safe"),
    [
        ({}, True),
        ({"profile": "Constrained Baseline"}, True),
        ({"width_px": 1080, "height_px": 1920}, True),
        ({"frame_rate": 60.0}, True),
        ({"codec": "hevc"}, False),
        ({"profile": "High 10"}, False),
        ({"pixel_format": "yuv420p10le"}, False),
        ({"pixel_format": "yuv444p"}, False),
        ({"width_px": 3840, "height_px": 2160}, False),
        ({"transfer": "arib-std-b67"}, False),
        ({"pixel_aspect": 1.5}, False),
        ({"frame_rate": 120.0}, False),
        ({"audio": replace(AUDIO, codec="opus")}, False),
        ({"audio": replace(AUDIO, channel_count=6)}, False),
        ({"audio": None}, True),
    ],
)
def test_what_every_browser_plays_as_it_is(change: dict[str, Any], is_safe: bool) -> None:
    assert is_web_safe(probe_of(**change)) is is_safe


@pytest.mark.parametrize(
    ("size", "rotation_deg", "aspect", "short_side_px", "scaled"),
    [
        ((1920, 1080), 0, 1.0, 480, (854, 480)),
        ((1920, 1080), 90, 1.0, 480, (480, 854)),
        ((1920, 1080), 180, 1.0, 720, (1280, 720)),
        ((640, 480), 0, 1.0, 720, (640, 480)),
        ((321, 241), 0, 1.0, 480, (320, 240)),
        ((360, 360), 0, 2.0, 480, (720, 360)),
        ((1, 1), 0, 1.0, 480, (2, 2)),
        ((1440, 1080), 0, 1.0, 480, (640, 480)),
    ],
)
def test_sizes_are_upright_even_and_never_enlarged(
    size: tuple[int, int], rotation_deg: int, aspect: float, short_side_px: int, scaled: tuple[int, int]
) -> None:
    video = replace(
        VIDEO, width_px=size[0], height_px=size[1], rotation_deg=rotation_deg, pixel_aspect=aspect
    )

    assert scaled_size(video, short_side_px) == scaled


BENCH = Workbench(source="/in", folder="/out", thread_count=2, can_tone_map=True, max_duration_s=40)


def arguments(probe: Probe, a_pass: Pass, bench: Workbench = BENCH) -> list[str]:
    """Of the first run, which makes the rendition."""
    return pass_arguments(bench, probe, a_pass)[0]


def follows(written: list[str], name: str) -> str:
    return written[written.index(name) + 1]


def test_a_copy_is_told_to_ffmpeg_in_these_words() -> None:
    assert arguments(probe_of(audio=None), Pass("remux")) == [
        "-f", "mov", "-protocol_whitelist", "file", "-t", "40", "-threads", "2", "-i", "file:/in",
        "-map", "0:0", "-f", "mp4", "-bsf:v", "filter_units=remove_types=6", "-c", "copy",
        "-fflags", "+bitexact", "-map_chapters", "-1", "-map_metadata", "-1", "-movflags", "+faststart",
        "file:/out/remux.mp4",
        "-nostdin", "-hide_banner", "-nostats", "-v", "warning", "-progress", "pipe:1", "-y",
    ]  # fmt: skip


PASSES = plan_passes(probe_of(codec="hevc")) + plan_passes(PROBE)


@pytest.mark.parametrize("a_pass", PASSES, ids=lambda a_pass: a_pass.name)
def test_every_run_is_bound_to_one_file_and_leaves_metadata_behind(a_pass: Pass) -> None:
    written = [word for run in pass_arguments(BENCH, PROBE, a_pass) for word in run]

    inputs = [at for at, word in enumerate(written) if word == "-i"]
    assert {written[at + 1] for at in inputs} == {"file:/in"}
    assert written.count("-protocol_whitelist") == len(inputs)
    outputs = [word for word in written if word.startswith("file:/out/")]
    assert written.count("-f") == len(inputs) + len(outputs)
    assert written.count("-map_metadata") >= sum(word.endswith((".mp4", ".jpg")) for word in outputs)
    assert all(not word.startswith("/") for word in written)


@pytest.mark.parametrize(
    ("change", "present", "absent"),
    [
        ({"frame_rate": 59.94}, "fps=30", "tonemap"),
        ({"frame_rate": 29.97}, "scale=854:480", "fps=30"),
        ({"transfer": "smpte2084", "matrix": "bt2020nc"}, "tonemap=", "setparams"),
        ({"matrix": ""}, "setparams=colorspace=bt709", "tonemap"),
        ({"matrix": "", "width_px": 640, "height_px": 360}, "setparams=colorspace=smpte170m", "bt709"),
    ],
)
def test_the_picture_is_scaled_capped_and_tone_mapped_only_where_needed(
    change: dict[str, Any], present: str, absent: str
) -> None:
    probe = probe_of(codec="hevc", **change)

    graph = follows(arguments(probe, plan_passes(probe)[0]), "-filter_complex")

    assert present in graph
    assert absent not in graph


def test_hdr_without_the_filters_is_only_scaled() -> None:
    probe = probe_of(codec="hevc", transfer="smpte2084", matrix="bt2020nc")
    without = replace(BENCH, can_tone_map=False)

    assert "zscale" not in follows(arguments(probe, plan_passes(probe)[0], without), "-filter_complex")


@pytest.mark.parametrize(
    ("speech_s", "spoken"), [(0.0, False), (0.1, False), (0.3, True), (0.9, True), (29.0, True)]
)
def test_a_short_word_is_speech_and_a_click_is_not(speech_s: float, spoken: bool) -> None:
    assert is_speech(speech_s) is spoken


@pytest.mark.parametrize(
    ("no_speech_prob", "avg_logprob", "compression_ratio", "text", "believed"),
    [
        (0.10, -0.30, 1.2, "Forklift two is down.", True),
        (0.31, -0.83, 0.9, "Got it.", True),
        (0.90, -0.30, 1.2, "Sure of itself.", True),
        (0.73, -0.98, 1.2, "FIFO, FIFO, Kungsgatan,", False),
        (0.10, -0.30, 3.1, "Thank you. Thank you. Thank you.", False),
        (0.10, -0.30, 1.2, "  ", False),
    ],
)
def test_which_segments_are_believed(
    no_speech_prob: float, avg_logprob: float, compression_ratio: float, text: str, believed: bool
) -> None:
    segment = {
        "no_speech_prob": no_speech_prob,
        "avg_logprob": avg_logprob,
        "compression_ratio": compression_ratio,
        "text": text,
    }

    assert is_believable(segment) is believed


def test_peaks_draw_loud_as_tall_and_silence_as_silence(tmp_path: Path) -> None:
    sound = np.zeros(16_000, np.int16)
    sound[8_000:] = 16_000
    sound.tofile(tmp_path / "half")
    np.zeros(16_000, np.int16).tofile(tmp_path / "silence")
    np.zeros(0, np.int16).tofile(tmp_path / "nothing")
    np.full(30, 9_000, np.int16).tofile(tmp_path / "click")

    assert peaks_of(tmp_path / "half") == (0,) * 50 + (255,) * 50
    assert peaks_of(tmp_path / "silence") == (0,) * 100
    assert peaks_of(tmp_path / "nothing") == ()
    assert peaks_of(tmp_path / "click") == (255,) * 30


def test_everything_checkpointed_comes_back_the_same() -> None:
    word = Word(0, 400, "Hello", 0.9)
    transcript = Transcript("speech", "en", "Hello", (Segment(0, 400, "Hello", (word,)),))

    assert Probe.from_json(json.loads(json.dumps(PROBE.to_json()))) == PROBE
    assert Pass.from_json(json.loads(json.dumps(PASSES[0].to_json()))) == PASSES[0]
    assert Transcript.from_json(json.loads(json.dumps(transcript.to_json()))) == transcript


def test_ffprobe_is_read_as_pyav_is() -> None:
    said = {
        "format": {"duration": "2.0"},
        "streams": [
            {
                "index": 0, "codec_type": "video", "codec_name": "hevc", "profile": "Main", "width": 1920,
                "height": 1080, "pix_fmt": "yuv420p", "sample_aspect_ratio": "1:1", "color_transfer": "bt709",
                "side_data_list": [{"side_data_type": "Display Matrix", "rotation": -90}],
            },
            {"index": 1, "codec_type": "audio", "codec_name": "aac", "sample_rate": "48000", "channels": 1},
            {"index": 2, "codec_type": "data"},
        ],
        "packets": [
            {"stream_index": 0, "pts_time": "-0.5", "duration_time": "0.5", "flags": "KD_"},
            *({"stream_index": 0, "pts_time": str(at / 2), "duration_time": "0.5"} for at in range(4)),
            *({"stream_index": 1, "pts_time": str(at / 2), "duration_time": "0.5"} for at in range(4)),
        ],
    }  # fmt: skip

    raw = read_ffprobe(said, stop_after_ms=40_000)
    probe = read_facts(raw, sniff(b"\0\0\0\x14ftypqt  "), kind="video", size_bytes=1, bounds=Bounds())

    assert (probe.width_px, probe.height_px, probe.duration_ms) == (1080, 1920, 2000)
    assert probe.video is not None
    assert (probe.video.rotation_deg, probe.video.frame_count, probe.video.is_vfr) == (90, 4, False)
    assert probe.audio == AudioStream(1, "aac", "", 48_000, 1, 2000)
