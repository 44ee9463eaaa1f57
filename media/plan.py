"""Which passes to make of a probed file. Pure, and tested as tables.

A video every browser plays is copied without decoding, so that people can watch it at once; the
480p rendition follows because a ward's basement has one bar of signal, and 720p only where there
is more to see. Nothing is ever enlarged.
"""

from media.darkroom import Pass, Probe, VideoStream
from media.facts import upright_size

SMALL_SHORT_SIDE_PX = 480
LARGE_SHORT_SIDE_PX = 720
MAX_FRAME_RATE = 30.0

_WEB_SAFE_PROFILES = {"Constrained Baseline", "Baseline", "Main", "High"}
_WEB_SAFE_PIXELS = {"yuv420p", "yuvj420p"}
_SMALL_BITS_PER_S = 1_200_000


def plan_passes(probe: Probe) -> tuple[Pass, ...]:
    """The first pass makes the clip playable and brings poster and samples; the others only add."""
    if probe.kind == "photo":
        return (Pass("photo"),)
    has_samples = probe.audio is not None
    if probe.video is None:
        return (Pass("voice", has_samples=has_samples),)
    short_side_px = min(upright_size(probe.video))
    if is_web_safe(probe):
        first = Pass("remux", has_poster=True, has_samples=has_samples)
        small = () if _is_small_already(probe, short_side_px) else (Pass("480p", SMALL_SHORT_SIDE_PX),)
        large = (Pass("720p", LARGE_SHORT_SIDE_PX),) if short_side_px > LARGE_SHORT_SIDE_PX else ()
        return (first, *small, *large)
    first = Pass("480p", SMALL_SHORT_SIDE_PX, has_poster=True, has_samples=has_samples)
    large = (Pass("720p", LARGE_SHORT_SIDE_PX),) if short_side_px > SMALL_SHORT_SIDE_PX else ()
    return (first, *large)


def is_web_safe(probe: Probe) -> bool:
    """Whether every browser plays the streams as they are: H.264 8-bit 4:2:0 up to 1080p SDR, AAC."""
    video, audio = probe.video, probe.audio
    if video is None:
        return False
    return (
        video.codec == "h264"
        and video.profile in _WEB_SAFE_PROFILES
        and video.pixel_format in _WEB_SAFE_PIXELS
        and video.transfer == ""
        and max(video.width_px, video.height_px) <= 1920
        and min(video.width_px, video.height_px) <= 1080
        and abs(video.pixel_aspect - 1) < 0.01
        and video.frame_rate <= 61
        and (audio is None or (audio.codec == "aac" and audio.channel_count <= 2))
    )


def _is_small_already(probe: Probe, short_side_px: int) -> bool:
    bits_per_s = probe.size_bytes * 8000 / max(probe.duration_ms or 1, 1)
    return short_side_px <= SMALL_SHORT_SIDE_PX and bits_per_s <= _SMALL_BITS_PER_S


def scaled_size(video: VideoStream, short_side_px: int) -> tuple[int, int]:
    """The upright size with its short side brought down to `short_side_px`, both sides even."""
    width_px, height_px = upright_size(video)
    scale = short_side_px / min(width_px, height_px)
    if scale >= 1:
        return max(2, width_px // 2 * 2), max(2, height_px // 2 * 2)
    return _nearest_even(width_px * scale), _nearest_even(height_px * scale)


def _nearest_even(side: float) -> int:
    return max(2, round(side / 2) * 2)
