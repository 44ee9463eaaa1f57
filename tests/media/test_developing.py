"""A phone's recording becomes files that any other phone plays upright, and nothing else of it remains."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media.ffmpeg import FfmpegTranscoder
from tests.media.conftest import Develop
from tests.media.making import AAC, FFMPEG, H264, ffmpeg, picture, seen, tone, web_safe

CORNERS = {"top_left": "red", "top_right": "lime", "bottom_left": "blue", "bottom_right": "white"}


def test_a_web_safe_video_is_playable_without_being_encoded_again(tmp_path: Path, develop: Develop) -> None:
    made = develop(web_safe(tmp_path / "phone.mp4", "1280x720", 3))

    assert list(made.passes) == ["remux", "480p"]
    copied, small = made.output("remux"), made.output("480p")
    assert seen(copied.path).codecs == ("h264", "aac")
    assert (copied.width_px, copied.height_px) == seen(copied.path).size == (1280, 720)
    assert (small.width_px, small.height_px) == seen(small.path).size == (854, 480)
    assert small.size_bytes < copied.size_bytes
    assert copied.path.read_bytes()[4:40].find(b"ftyp") == 0
    assert copied.path.read_bytes().find(b"moov") < copied.path.read_bytes().find(b"mdat")


def test_the_first_pass_brings_poster_waveform_and_samples(tmp_path: Path, develop: Develop) -> None:
    made = develop(web_safe(tmp_path / "phone.mp4", seconds=3))

    poster = made.output("poster_jpeg")
    with Image.open(poster.path) as image:
        assert image.format == "JPEG"
        assert image.size == (poster.width_px, poster.height_px) == (640, 360)
    assert made.first.peaks is not None
    assert len(made.first.peaks) == 100
    assert max(made.first.peaks) == 255
    assert made.first.samples is not None
    samples = np.fromfile(made.first.samples, dtype="<i2")
    assert len(samples) / 16_000 == pytest.approx(3, abs=0.05)
    assert made.first.duration_ms == pytest.approx(3000, abs=60)


def test_progress_only_goes_forward_and_ends_at_one(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "phone.webm"
    ffmpeg(
        *picture("1280x720", seconds=4), "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", source
    )

    told = develop(source).told

    passes = told.count(1.0)
    assert passes == 2
    first = told[: told.index(1.0) + 1]
    assert first == sorted(first)
    assert all(0 <= share <= 1 for share in told)


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_a_turned_recording_comes_out_upright(
    tmp_path: Path, develop: Develop, turn: int, codec: str
) -> None:
    source = turned_phone_video(tmp_path, turn, codec)

    made = develop(source)

    for name in made.passes:
        output = made.output(name)
        shown = seen(output.path).first
        assert corners_of(shown) == CORNERS, name
        assert (output.width_px, output.height_px) == seen(output.path).size
    with Image.open(made.output("poster_jpeg").path) as poster:
        assert corners_of(np.asarray(poster.convert("RGB"))) == CORNERS


def turned_phone_video(folder: Path, turn: int, codec: str) -> Path:
    """Coloured corners, stored turned, with the display matrix a phone writes to turn them back."""
    upright = (
        "color=black:size=360x640:rate=30:duration=1,"
        "drawbox=0:0:180:320:red:fill,drawbox=180:0:180:320:lime:fill,"
        "drawbox=0:320:180:320:blue:fill,drawbox=180:320:180:320:white:fill"
    )
    stored = {90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}[turn]
    encoder = (
        H264
        if codec == "h264"
        else ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    )
    flat, source = folder / "flat.mp4", folder / "turned.mov"
    ffmpeg("-f", "lavfi", "-i", f"{upright},{stored}", *encoder, flat)
    ffmpeg("-display_rotation", str(-turn), "-i", flat, "-c", "copy", source)
    return source


def corners_of(image: np.ndarray) -> dict[str, str]:
    height, width = image.shape[:2]
    places = {
        "top_left": image[height // 4, width // 4],
        "top_right": image[height // 4, width * 3 // 4],
        "bottom_left": image[height * 3 // 4, width // 4],
        "bottom_right": image[height * 3 // 4, width * 3 // 4],
    }
    return {place: colour_of(*(int(value) for value in pixel)) for place, pixel in places.items()}


def colour_of(red: int, green: int, blue: int) -> str:
    bright = (red > 128, green > 128, blue > 128)
    return {
        (True, False, False): "red",
        (False, True, False): "lime",
        (False, False, True): "blue",
        (True, True, True): "white",
    }.get(bright, f"{red},{green},{blue}")


def test_fast_and_uneven_recordings_play_at_thirty_frames_or_fewer(tmp_path: Path, develop: Develop) -> None:
    fast, uneven = tmp_path / "fast.webm", tmp_path / "uneven.mov"
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
    ffmpeg(*picture(rate=60), *vp9, fast)
    drop_every_third = ("-vf", "select='mod(n,3)'", "-fps_mode", "vfr")
    ffmpeg(*picture(rate=30), *drop_every_third, "-c:v", "libx265", "-x265-params", "log-level=none", uneven)

    quick, made = develop(fast), develop(uneven)

    assert quick.probe.video is not None
    assert quick.probe.video.frame_rate == pytest.approx(60, abs=0.5)
    assert seen(quick.output("480p").path).frame_count == pytest.approx(60, abs=1)
    assert made.probe.video is not None
    assert made.probe.video.is_vfr
    assert seen(made.output("480p").path).frame_count == made.probe.video.frame_count


def test_odd_sizes_become_even_and_small_ones_are_never_enlarged(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "odd.mkv"
    ffmpeg(*picture("321x241"), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p", source)

    made = develop(source)

    assert list(made.passes) == ["480p"]
    assert seen(made.output("480p").path).size == (320, 240)
    assert seen(made.output("480p").path).pixel_format == "yuv420p"


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "wide.mp4"
    ffmpeg(*picture("360x360"), "-vf", "setsar=2/1", *H264, source)

    made = develop(source)

    assert (made.probe.width_px, made.probe.height_px) == (720, 360)
    assert seen(made.output("480p").path).size == (720, 360)


def test_ten_bit_hlg_becomes_eight_bit_sdr(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "hdr.mov"
    tags = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=none"
    ffmpeg(
        *picture(seconds=1), "-vf", "format=yuv420p10le", "-c:v", "libx265", "-preset", "ultrafast",
        "-x265-params", tags, "-color_trc", "arib-std-b67", "-color_primaries", "bt2020",
        "-colorspace", "bt2020nc", source,
    )  # fmt: skip

    made = develop(source)

    assert made.probe.video is not None
    assert made.probe.video.transfer == "arib-std-b67"
    output = made.output("480p").path
    assert seen(output).pixel_format == "yuv420p"
    said = subprocess.run(
        [FFMPEG, "-hide_banner", "-i", output], capture_output=True, check=False
    ).stderr.decode()
    assert "bt709" in said
    assert "arib-std-b67" not in said


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (
            "webm_without_duration",
            ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-live", "1", "-f", "webm"),
        ),
        ("fragmented", (*H264, *AAC, "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4")),
        ("index_at_the_end", (*H264, *AAC, "-f", "mp4")),
        ("old_phone", ("-c:v", "mpeg4", "-c:a", "aac", "-f", "3gp")),
    ],
)
def test_every_phones_container_plays(
    tmp_path: Path, develop: Develop, name: str, arguments: tuple[str, ...]
) -> None:
    source = tmp_path / name
    ffmpeg(*picture(seconds=3), *tone(3), *arguments, source)

    made = develop(source)

    assert made.probe.duration_ms == pytest.approx(3000, abs=120)
    playable = made.first.outputs[0]
    assert seen(playable.path).codecs == ("h264", "aac")
    assert seen(playable.path).duration_ms == pytest.approx(3000, abs=120)
    assert playable.duration_ms == pytest.approx(3000, abs=120)


def test_the_poster_is_not_the_black_beginning(tmp_path: Path, develop: Develop) -> None:
    black, bright = (f"{what}size=640x360:rate=30:duration=1.5" for what in ("color=black:", "testsrc2="))
    pocket = f"{black}[a];{bright}[b];[a][b]concat"
    for name, encoder in (
        ("remux.mp4", (*H264, "-g", "15")),
        ("encode.webm", ("-c:v", "libvpx", "-deadline", "realtime")),
    ):
        source = tmp_path / name
        ffmpeg("-f", "lavfi", "-i", pocket, *encoder, source)
        with Image.open(develop(source).output("poster_jpeg").path) as poster:
            assert np.asarray(poster.convert("L")).mean() > 60, name


def test_a_clip_that_is_dark_throughout_still_has_a_poster(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "night.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=black:size=320x240:rate=30:duration=1", *H264, source)

    assert develop(source).output("poster_jpeg").size_bytes > 0


def test_one_frame_is_a_video(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "one.mp4"
    ffmpeg(*picture(seconds=1), "-frames:v", "1", *H264, source)

    made = develop(source)

    assert seen(made.first.outputs[0].path).frame_count == 1
    assert made.output("poster_jpeg").size_bytes > 0


def test_the_newer_of_two_ffmpegs_is_used_and_says_so(transcoder: FfmpegTranscoder) -> None:
    assert transcoder.engine.version >= (8, 0)
    assert transcoder.engine.can_tone_map
    assert str(transcoder.engine.ffmpeg) in transcoder.describe()
