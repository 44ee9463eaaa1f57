"""A hostile file is refused with a code and a sentence, or bounded; nothing hangs, no neighbour is read."""

import random
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from media.errors import MediaRefused
from media.ffmpeg import FfmpegTranscoder
from tests.media.conftest import Develop
from tests.media.making import AAC, H264, ffmpeg, picture, seen, tone, web_safe

TEXTS = {
    "playlist.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nneighbour.mp4\n#EXT-X-ENDLIST\n",
    "playlist_http.mp4": "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret\n#EXT-X-ENDLIST\n",
    "concat.mp4": "ffconcat version 1.0\nfile neighbour.mp4\n",
    "vector.png": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "xml.svg": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "manifest.mp4": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>',
    "session.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "plain.mp4": "hello " * 200,
    "script.jpg": "<?php system($_GET['c']); ?>",
    "postscript.png": "%!PS\n(/etc/passwd) (r) file",
    "zip.mp4": "PK\x03\x04" + "\0" * 60,
    "avi.mp4": "RIFF\x00\x10\x00\x00AVI LIST",
    "gif.jpg": "GIF89a" + "\0" * 60,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["video", "voice", "photo"])
def test_what_is_no_recording_is_refused_by_its_first_bytes(
    tmp_path: Path, transcoder: FfmpegTranscoder, name: str, kind: str
) -> None:
    web_safe_neighbour = tmp_path / "neighbour.mp4"
    web_safe_neighbour.write_bytes(b"secret")
    (tmp_path / name).write_text(TEXTS[name])

    assert refusal(transcoder, tmp_path / name, kind).code == "media.unknown_format"


def refusal(transcoder: FfmpegTranscoder, source: Path, kind: str = "video") -> MediaRefused:
    with pytest.raises(MediaRefused) as refused:
        transcoder.inspect(source, kind=kind)
    assert refused.value.sentence.endswith(".")
    assert str(source.parent) not in refused.value.sentence
    return refused.value


def test_nothing_and_noise_are_refused(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    empty, noise = tmp_path / "zero.mp4", tmp_path / "random.mp4"
    empty.touch()
    noise.write_bytes(random.Random(5).randbytes(65_536))

    assert refusal(transcoder, empty).code == "media.empty"
    assert refusal(transcoder, noise).code == "media.unknown_format"


def test_a_right_beginning_with_noise_behind_it_is_damaged(
    tmp_path: Path, transcoder: FfmpegTranscoder
) -> None:
    chance = random.Random(7)
    beginnings = {
        "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        "webm": b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01webm",
        "ogg": b"OggS\0\x02",
        "flac": b"fLaC\0\0\0\x22",
        "wav": b"RIFF\xff\xff\xff\x7fWAVEfmt ",
        "mp3": b"ID3\x04\0\0\0\0\0\x10",
    }
    for suffix, beginning in beginnings.items():
        source = tmp_path / f"noise.{suffix}"
        source.write_bytes(beginning + chance.randbytes(30_000))
        assert refusal(transcoder, source).code in (
            "media.damaged", "media.nothing_playable", "media.too_long",
        ), suffix  # fmt: skip


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_a_recording_cut_off_in_transit_is_refused(
    tmp_path: Path, transcoder: FfmpegTranscoder, share: float
) -> None:
    """ffmpeg itself ends such a file with exit code 0."""
    whole = web_safe(tmp_path / "whole.mp4", "320x240", 4, "-movflags", "+faststart").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: int(len(whole) * share)])

    assert refusal(transcoder, cut).code == "media.damaged"


def test_a_recording_without_its_index_is_refused(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    whole = web_safe(tmp_path / "whole.mp4", "320x240", 4).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])

    assert refusal(transcoder, cut).code == "media.damaged"


def test_a_lie_about_length_is_found_out(
    tmp_path: Path, develop: Develop, transcoder: FfmpegTranscoder
) -> None:
    """One file says it lasts four hours in every header it has, the other in the movie's alone."""
    honest = web_safe(tmp_path / "honest.mp4", "320x240", 2, "-movflags", "+faststart").read_bytes()
    movie = honest.index(b"mvhd") + 20
    first_lie = honest[:movie] + struct.pack(">I", 14_400_000) + honest[movie + 4 :]
    (tmp_path / "lie.mp4").write_bytes(first_lie)

    made = develop(tmp_path / "lie.mp4")

    assert made.probe.duration_ms == pytest.approx(2000, abs=60)
    assert seen(made.output("remux").path).duration_ms == pytest.approx(2000, abs=60)

    long_note = tmp_path / "long.mka"
    ffmpeg(*tone(2), "-c:a", "libopus", "-f", "matroska", long_note)
    written = bytearray(long_note.read_bytes())
    place = written.index(b"\x44\x89\x88") + 3
    written[place : place + 8] = struct.pack(">d", 14_400_000.0)
    long_note.write_bytes(written)

    assert refusal(transcoder, long_note, "voice").code == "media.damaged"


def test_four_hours_of_silence_in_a_small_file_cost_nothing(
    tmp_path: Path, transcoder: FfmpegTranscoder
) -> None:
    source = tmp_path / "silence.flac"
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "14400", "-c:a", "flac", source)
    assert source.stat().st_size < 3_000_000
    began = time.monotonic()

    refused = refusal(transcoder, source, "voice")

    assert refused.code == "media.too_long"
    assert "60 seconds" in refused.sentence
    assert time.monotonic() - began < 20


def test_sixty_tracks_are_refused(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    source = tmp_path / "tracks.mkv"
    maps = [word for _ in range(60) for word in ("-map", "0:a")]
    ffmpeg(*tone(1), *maps, "-c:a", "pcm_u8", source)

    assert refusal(transcoder, source, "voice").code == "media.too_many_streams"


def test_a_picture_larger_than_any_phones_is_refused(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    source = tmp_path / "huge.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=black:size=7680x4320:rate=1:duration=1", *H264, source)

    assert refusal(transcoder, source).code == "media.too_large_picture"


def test_more_frames_than_any_phone_records_are_refused(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    source = tmp_path / "frames.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=black:size=64x64:rate=1000:duration=15", *H264, source)

    assert refusal(transcoder, source).code == "media.too_many_frames"


def test_a_stream_of_scrambled_pictures_is_refused_or_bounded(tmp_path: Path, develop: Develop) -> None:
    whole = bytearray(web_safe(tmp_path / "whole.mp4", "320x240", 3, "-movflags", "+faststart").read_bytes())
    chance, start = random.Random(3), whole.index(b"mdat") + 64
    for place in range(start, len(whole), 97):
        whole[place] = chance.randrange(256)
    (tmp_path / "rot.mp4").write_bytes(whole)

    try:
        made = develop(tmp_path / "rot.mp4")
    except MediaRefused:
        return
    assert made.first.duration_ms == pytest.approx(3000, abs=300)


def test_a_file_must_be_what_its_sender_says(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    video = web_safe(tmp_path / "video.mp4")
    mute = tmp_path / "mute.mp4"
    ffmpeg(*picture(), *H264, mute)
    photo = tmp_path / "photo.jpg"
    ffmpeg(*picture(), "-frames:v", "1", photo)
    voice = tmp_path / "voice.m4a"
    ffmpeg(*tone(), *AAC, voice)

    assert refusal(transcoder, video, "voice").code == "media.not_a_voice_note"
    assert refusal(transcoder, mute, "voice").code == "media.no_sound"
    assert refusal(transcoder, video, "photo").code == "media.not_a_photo"
    assert refusal(transcoder, photo, "video").code == "media.not_a_recording"
    assert refusal(transcoder, voice, "photo").code == "media.not_a_photo"


def png_bomb(path: Path) -> None:
    """A valid PNG of 15,000 by 15,000 black pixels in a few kilobytes."""
    side = 15_000

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(bytes(side // 8 + 1) * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def cut_jpeg(path: Path) -> None:
    whole = path.with_name("whole.jpg")
    ffmpeg(*picture("1280x720"), "-frames:v", "1", whole)
    path.write_bytes(whole.read_bytes()[:9_000])


def fake_heic(path: Path) -> None:
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + random.Random(2).randbytes(9_000))


@pytest.mark.parametrize(
    ("make", "code"),
    [(png_bomb, "media.too_large_picture"), (cut_jpeg, "media.damaged"), (fake_heic, "media.damaged")],
)
def test_hostile_photos_are_refused(
    tmp_path: Path, develop: Develop, make: Callable[[Path], None], code: str
) -> None:
    source = tmp_path / "photo.jpg"
    make(source)

    with pytest.raises(MediaRefused) as refused:
        develop(source, "photo")

    assert refused.value.code == code


def test_mutations_of_a_good_file_crash_nothing(tmp_path: Path, transcoder: FfmpegTranscoder) -> None:
    whole = web_safe(tmp_path / "whole.mp4", "160x120", 1, "-movflags", "+faststart").read_bytes()
    chance = random.Random(11)
    source = tmp_path / "mutant.mp4"
    for _ in range(40):
        mutant = bytearray(whole)
        for _ in range(chance.choice((1, 4, 32))):
            mutant[chance.randrange(chance.choice((200, 2_000, len(mutant))))] = chance.randrange(256)
        source.write_bytes(mutant)
        try:
            probe = transcoder.inspect(source, kind="video")
        except MediaRefused:
            continue
        assert 0 <= (probe.duration_ms or 0) <= 60_000
