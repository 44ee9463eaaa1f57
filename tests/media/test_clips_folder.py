"""Acceptance on real phones' files, where TWOTAP_CLIPS names the folder that holds them.

The folder's README says what each file must get. Without the folder these tests are skipped, and
pytest's summary says so: everything they prove, other tests prove on files of our own making.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
import pytest
from faster_whisper import WhisperModel
from PIL import Image
from whisper_normalizer.basic import BasicTextNormalizer

from media.errors import MediaRefused
from media.ffmpeg import FfmpegTranscoder
from media.whisper import WhisperTranscriber
from tests.media.conftest import Develop
from tests.media.making import heard, samples_of, seen

CLIPS = Path(os.environ.get("TWOTAP_CLIPS", "no folder named"))
pytestmark = pytest.mark.skipif(
    not CLIPS.is_dir(), reason="TWOTAP_CLIPS names no folder of real phones' files: they were NOT tried"
)
TRACES = re.compile(rb"iPhone|Apple i|\+51\.5|GPSLat|ISO6709|Exif\0\0|<script|<html|xmpmeta|Samsung")
POINTS_MAX = 0.03
plain = BasicTextNormalizer()


@pytest.mark.parametrize(
    ("name", "first", "size"),
    [
        ("iphone_hevc_1080_rot_gps_4s.mov", "480p", (480, 854)),
        ("android_h264_1080_vfr_rot_moovend_2s.mp4", "remux", (1080, 1920)),
        ("mediarecorder_vp8_noduration_4s.webm", "480p", (480, 854)),
        ("safari_fmp4_noduration_4s.mp4", "remux", (720, 1280)),
        ("websafe_720_moovend_6s.mp4", "remux", (720, 1280)),
    ],
)
def test_phones_videos_come_out_upright_playable_and_nameless(
    develop: Develop, name: str, first: str, size: tuple[int, int]
) -> None:
    made = develop(CLIPS / "video" / name)

    assert next(iter(made.passes)) == first
    assert seen(made.output(first).path).size == size
    for developed in made.passes.values():
        for output in developed.outputs:
            assert not TRACES.search(output.path.read_bytes()), output.name
            if output.role == "play":
                assert seen(output.path).codecs == ("h264", "aac")
                assert seen(output.path).duration_ms == pytest.approx(made.probe.duration_ms, abs=200)
    with Image.open(made.output("poster_jpeg").path) as poster:
        assert poster.height > poster.width
        assert np.asarray(poster.convert("L")).mean() > 40


@pytest.mark.parametrize(
    "name", ["voice_36s_8k.ogg", "voice_android_opus_noduration.webm", "voice_ios_aac_frag.mp4"]
)
def test_voice_notes_play(develop: Develop, name: str) -> None:
    made = develop(CLIPS / "audio" / name, "voice")

    codec, seconds, _ = heard(made.output("voice").path)
    assert codec == "aac"
    assert seconds * 1000 == pytest.approx(made.probe.duration_ms, abs=150)
    assert not TRACES.search(made.output("voice").path.read_bytes())


@pytest.mark.parametrize("name", ["iphone8_gps.heic", "IMG_1034.jpg"])
def test_photos_lose_their_place(develop: Develop, name: str) -> None:
    made = develop(CLIPS / "photo" / name, "photo")

    assert len(made.first.outputs) == 4
    for output in made.first.outputs:
        with Image.open(output.path) as picture:
            assert max(picture.size) in (1600, 400)
            assert not picture.getexif()
        assert not TRACES.search(output.path.read_bytes()), output.name


@dataclass(frozen=True)
class Spoken:
    name: str
    language: str
    words: str


def spoken() -> list[Spoken]:
    references = CLIPS / "audio" / "refs.json"
    if not references.is_file():
        return []
    return [
        Spoken(name, said["lang"], said["text"]) for name, said in json.loads(references.read_text()).items()
    ]


def test_captions_are_as_good_as_the_bare_models(
    tmp_path: Path,
    develop: Develop,
    transcriber: WhisperTranscriber,
    model_folder: Path,
) -> None:
    """Ours hears what the darkroom made; the bare model is given the recording itself."""
    bare = WhisperModel(str(model_folder), device="cpu", compute_type="int8", local_files_only=True)
    for clip in spoken():
        source = CLIPS / "audio" / clip.name
        made = develop(source, "voice")
        assert made.first.samples is not None
        ours = transcriber.transcribe(made.first.samples, language=clip.language).text
        raw = np.fromfile(samples_of(source, tmp_path / "bare"), dtype="<i2").astype(np.float32) / 32768
        segments, _ = bare.transcribe(raw, language=clip.language, beam_size=5)
        theirs = " ".join(segment.text for segment in segments)
        errors, errors_bare = (jiwer.wer(plain(clip.words), plain(text)) for text in (ours, theirs))
        assert errors <= errors_bare + POINTS_MAX, (clip.name, ours, theirs)


REFUSED = {
    "zero.mp4": "media.empty",
    "text.mp4": "media.unknown_format",
    "random.mp4": "media.unknown_format",
    "truncated_faststart.mp4": "media.damaged",
    "truncated_nomoov.mp4": "media.damaged",
    "ffconcat_neighbour.mp4": "media.unknown_format",
    "hls_file.mp4": "media.unknown_format",
    "hls_http.mp4": "media.unknown_format",
    "svg.png": "media.unknown_format",
    "bomb_15k.png": "media.too_large_picture",
    "streams_60.mkv": "media.too_many_streams",
    "real_4h_silence.flac": "media.too_long",
}
ACCEPTED = {
    "bitrot.mp4": "video",
    "lying_duration_4h.mp4": "video",
    "video_only.mp4": "video",
    "audio_only.mp4": "video",
    "audio_silence.ogg": "voice",
    "audio_20ms.ogg": "voice",
    "odd_321x241_444.mp4": "video",
    "one_frame.mp4": "video",
    "poly_jpg_html.jpg": "photo",
    "meta_html_gps.mp4": "video",
    "ok_faststart.mp4": "video",
    "ok_moovend.mp4": "video",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("kind", ["video", "voice", "photo"])
def test_hostile_files_are_refused(transcoder: FfmpegTranscoder, name: str, kind: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        transcoder.inspect(CLIPS / "hostile" / name, kind=kind)

    wrong_kind = {"media.not_a_photo", "media.not_a_recording", "media.not_a_voice_note"}
    assert refused.value.code in wrong_kind | {REFUSED[name]}
    assert refused.value.sentence


@pytest.mark.parametrize("name", ACCEPTED)
def test_odd_files_are_taken_as_what_they_are(
    develop: Develop, transcriber: WhisperTranscriber, name: str
) -> None:
    made = develop(CLIPS / "hostile" / name, ACCEPTED[name])

    for developed in made.passes.values():
        for output in developed.outputs:
            assert not TRACES.search(output.path.read_bytes()), output.name
            if output.role == "play" and made.probe.video:
                assert seen(output.path).frame_count > 0
    if name in ("audio_silence.ogg", "audio_20ms.ogg"):
        assert made.first.samples is not None
        assert transcriber.transcribe(made.first.samples, language="en").verdict == "no_speech"
