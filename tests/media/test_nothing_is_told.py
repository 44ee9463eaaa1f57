"""What a recording says beside its pictures and sound is gone: place, device, title, notes, tracks."""

from pathlib import Path

import pytest

from tests.media.conftest import Develop
from tests.media.making import AAC, GPS, H264, ffmpeg, picture, seen, tone, web_safe


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_place_device_and_title_are_gone(tmp_path: Path, develop: Develop, codec: str) -> None:
    encoder = (
        H264
        if codec == "h264"
        else ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    )
    source = tmp_path / "holiday.mov"
    ffmpeg(
        *picture(), *tone(), *encoder, *AAC,
        "-movflags", "use_metadata_tags",
        "-metadata", f"com.apple.quicktime.location.ISO6709={GPS}",
        "-metadata", "com.apple.quicktime.model=iPhone 15",
        "-metadata", "title=<script>alert(1)</script>",
        "-metadata:s:v", "handler_name=Core Media Secret",
        source,
    )  # fmt: skip
    assert GPS.encode() in source.read_bytes()

    made = develop(source)

    for developed in made.passes.values():
        for output in developed.outputs:
            written = output.path.read_bytes()
            for trace in (GPS, "iPhone", "script", "Secret", "holiday", "location"):
                assert trace.encode() not in written, (output.name, trace)


def test_a_cameras_notes_inside_the_picture_stream_are_gone(tmp_path: Path, develop: Develop) -> None:
    """libx264 writes its settings where cameras write their serial numbers: into an SEI message."""
    source = web_safe(tmp_path / "phone.mp4")
    assert b"x264 - core" in source.read_bytes()

    made = develop(source)

    assert made.probe.video is not None
    assert made.probe.video.has_notes
    assert b"x264 - core" not in made.output("remux").path.read_bytes()
    assert b"x264 - core" not in made.output("480p").path.read_bytes()


def test_chapters_subtitles_and_extra_tracks_stay_behind(tmp_path: Path, develop: Develop) -> None:
    subtitles = tmp_path / "words.srt"
    subtitles.write_text("1\n00:00:00,000 --> 00:00:01,000\nsecret words\n")
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=secret chapter\n")
    source = tmp_path / "phone.mkv"
    ffmpeg(
        *picture(), *tone(), "-i", subtitles, "-i", chapters, *tone(), "-map", "0", "-map", "1", "-map", "2",
        "-map", "4", "-map_metadata", "3", *H264, *AAC, source,
    )  # fmt: skip

    copied = develop(source).output("remux").path

    assert seen(copied).codecs == ("h264", "aac")
    assert b"secret" not in copied.read_bytes()
