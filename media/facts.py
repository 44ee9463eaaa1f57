"""What the probe measured, turned into a Probe and held against the limits. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from media.darkroom import AudioStream, Probe, VideoStream
from media.errors import MediaRefused
from media.sniff import Container

HEARD_AND_SEEN = 0.9
"""The share of the promised duration a file must hold. A recording cut off in transit holds less."""

SLACK_MS = 150
"""One frame at ten a second and one AAC packet: what honest counts of very short clips differ by."""

_VIDEO_CODECS = {"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "h263", "prores", "mjpeg"}
_AUDIO_CODECS = {"aac", "opus", "vorbis", "mp3", "flac", "alac", "amr_nb", "amr_wb"}
_ALIASES = {
    "libdav1d": "av1", "mp3float": "mp3", "libopus": "opus", "amrnb": "amr_nb", "amrwb": "amr_wb",
    "libvpx": "vp8", "libvpx-vp9": "vp9",
}  # fmt: skip
_PROMISE_IS_GUESSED = {"mp3", "aac", "amr"}


@dataclass(frozen=True)
class Bounds:
    """What a clip may be.

    A person records 30 s here. A note that another app recorded may be longer and is not turned
    away for it: a minute of 4K is still prepared in bounded time.
    """

    duration_ms: int = 60_000
    video_pixels: int = 9_000_000
    video_frames: int = 60 * 240
    photo_pixels: int = 64_000_000
    stream_count: int = 16


def read_facts(
    raw: Mapping[str, Any], container: Container, *, kind: str, size_bytes: int, bounds: Bounds
) -> Probe:
    """Make a Probe of the raw facts, or raise MediaRefused with the first reason against the file."""
    if "error" in raw:
        raise _damaged("This file cannot be read: it is damaged or was cut off.")
    streams: Sequence[Mapping[str, Any]] = raw["streams"]
    if len(streams) > bounds.stream_count:
        raise MediaRefused(
            "media.too_many_streams",
            "This file holds more tracks than any phone records.",
            streams=len(streams),
        )
    video, audio = _video(streams, bounds), _audio(streams)
    if video is None and audio is None:
        raise MediaRefused(
            "media.nothing_playable", "This file holds no picture and no sound that we can play."
        )
    _require_fit(kind, video, audio)
    duration_ms = max(stream.duration_ms for stream in (video, audio) if stream)
    _require_length(raw, container, duration_ms, bounds)
    width_px, height_px = upright_size(video) if video else (None, None)
    return Probe(
        kind="video" if video else "voice",
        container=container.name,
        demuxer=container.demuxer,
        size_bytes=size_bytes,
        duration_ms=duration_ms,
        width_px=width_px,
        height_px=height_px,
        video=video,
        audio=audio,
    )


def upright_size(video: VideoStream) -> tuple[int, int]:
    """Width and height as a person sees them: square pixels, turned upright."""
    width_px = max(1, round(video.width_px * video.pixel_aspect))
    return (video.height_px, width_px) if video.is_sideways else (width_px, video.height_px)


def _require_fit(kind: str, video: VideoStream | None, audio: AudioStream | None) -> None:
    if kind == "photo":
        raise MediaRefused("media.not_a_photo", "This file is a recording, not a photo.")
    if kind == "voice" and audio is None:
        raise MediaRefused("media.no_sound", "This voice note holds no sound.")
    if kind == "voice" and video is not None:
        raise MediaRefused("media.not_a_voice_note", "This file is a video. Send it as a video.")


def _require_length(raw: Mapping[str, Any], container: Container, duration_ms: int, bounds: Bounds) -> None:
    promised_ms = raw["promised_ms"] or 0
    if container.name in _PROMISE_IS_GUESSED:
        promised_ms = 0
    if raw["stopped"] or duration_ms > bounds.duration_ms:
        raise MediaRefused(
            "media.too_long",
            f"This recording is longer than {bounds.duration_ms // 1000} seconds.",
            duration_ms=max(duration_ms, promised_ms),
        )
    if duration_ms + SLACK_MS < promised_ms * HEARD_AND_SEEN:
        raise _damaged(
            "This recording was cut off: it holds less than it says.",
            promised_ms=promised_ms, duration_ms=duration_ms,
        )  # fmt: skip


def _video(streams: Sequence[Mapping[str, Any]], bounds: Bounds) -> VideoStream | None:
    found = _first(streams, "video", _VIDEO_CODECS)
    if found is None:
        return None
    if found["width_px"] * found["height_px"] > bounds.video_pixels:
        raise MediaRefused(
            "media.too_large_picture", "This video's picture is larger than 4K.",
            width_px=found["width_px"], height_px=found["height_px"],
        )  # fmt: skip
    if found["packet_count"] > bounds.video_frames:
        raise MediaRefused("media.too_many_frames", "This video holds more frames than any phone records.")
    if not found["is_decoded"]:
        raise _damaged("This video's picture cannot be decoded.")
    shown = sorted(start for start in found["starts"] if start >= 0)
    duration_ms = _duration_ms(found)
    return VideoStream(
        index=found["index"],
        codec=_ALIASES.get(found["codec"], found["codec"]),
        profile=found["profile"],
        pixel_format=found["pixel_format"],
        width_px=found["width_px"],
        height_px=found["height_px"],
        rotation_deg=round(found["rotation_deg"] / 90) * 90 % 360,
        pixel_aspect=found["pixel_aspect"] if 0.1 < found["pixel_aspect"] < 10 else 1.0,
        frame_rate=round(len(shown) * 1000 / duration_ms, 3) if duration_ms else 0.0,
        frame_count=len(shown),
        is_vfr=_is_uneven(shown),
        matrix=found["matrix"],
        transfer=found["transfer"],
        has_notes=found["has_notes"],
        duration_ms=duration_ms,
    )


def _is_uneven(shown: Sequence[float]) -> bool:
    """Two gaps between pictures differ by more than the rounding of a millisecond time base."""
    gaps = [later - earlier for earlier, later in pairwise(shown)]
    return bool(gaps) and max(gaps) - min(gaps) > 2.1


def _audio(streams: Sequence[Mapping[str, Any]]) -> AudioStream | None:
    found = _first(streams, "audio", _AUDIO_CODECS)
    if found is None or not found["sample_rate_hz"] or not found["channel_count"]:
        return None
    return AudioStream(
        index=found["index"],
        codec=_ALIASES.get(found["codec"], found["codec"]),
        profile=found["profile"],
        sample_rate_hz=found["sample_rate_hz"],
        channel_count=found["channel_count"],
        duration_ms=_duration_ms(found),
    )


def _first(streams: Sequence[Mapping[str, Any]], kind: str, codecs: set[str]) -> Mapping[str, Any] | None:
    """The first track of this kind that we decode and that holds anything; cover art is none."""
    for stream in streams:
        codec = _ALIASES.get(stream["codec"], stream["codec"])
        known = codec in codecs or (kind == "audio" and codec.startswith("pcm_"))
        if stream["type"] == kind and known and stream["packet_count"] and not stream["is_picture"]:
            return stream
    return None


def _duration_ms(stream: Mapping[str, Any]) -> int:
    """From the first moment shown to the end of the last packet.

    What lies before zero was cut away by an edit list. A last packet without a duration lasts as
    long as the ones before it.
    """
    starts = sorted(start for start in stream["starts"] if start >= 0) or [0.0]
    end = max(stream["end_ms"], starts[-1])
    if end == starts[-1] and len(starts) > 1:
        end += (starts[-1] - starts[0]) / (len(starts) - 1)
    return max(0, round(float(end) - float(starts[0])))


def _damaged(sentence: str, **facts: object) -> MediaRefused:
    return MediaRefused("media.damaged", sentence, **facts)
