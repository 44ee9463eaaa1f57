"""Collects what a pass left in its folder, and holds it against what the probe promised."""

import hashlib
from pathlib import Path

from media.arguments import POSTER_NAME, SAMPLES_NAME
from media.darkroom import Developed, Output, Pass, Probe, Role
from media.errors import MediaRefused
from media.facts import HEARD_AND_SEEN, SLACK_MS, upright_size
from media.mp4 import Track, tracks_of
from media.peaks import peaks_of
from media.plan import MAX_FRAME_RATE, SMALL_SHORT_SIDE_PX, scaled_size

_ENOUGH_FRAMES = 0.5
"""Decoders conceal damage by repeating pictures; with half of them gone there is nothing to repeat."""


def collect(folder: Path, probe: Probe, a_pass: Pass) -> Developed:
    """The outputs of a finished pass. Raises MediaRefused `media.damaged` when they fall short."""
    played = _played(folder, probe, a_pass)
    outputs = [played]
    if a_pass.has_poster and probe.video:
        outputs.append(_poster(folder, probe))
    samples = folder / SAMPLES_NAME if a_pass.has_samples else None
    return Developed(
        outputs=tuple(outputs),
        duration_ms=played.duration_ms,
        width_px=played.width_px,
        height_px=played.height_px,
        peaks=peaks_of(samples) if samples else None,
        samples=samples,
    )


def describe_output(
    path: Path,
    name: str,
    role: Role,
    content_type: str,
    *,
    size_px: tuple[int, int] | None,
    duration_ms: int | None,
) -> Output:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    width_px, height_px = size_px or (None, None)
    return Output(
        name, role, path, content_type, path.stat().st_size, digest, width_px, height_px, duration_ms
    )


def _played(folder: Path, probe: Probe, a_pass: Pass) -> Output:
    path = folder / ("voice.m4a" if a_pass.name == "voice" else f"{a_pass.name}.mp4")
    tracks = {track.kind: track for track in tracks_of(path)} if path.is_file() else {}
    if probe.video:
        _require_video(tracks.get("vide"), probe, is_copied=a_pass.name == "remux")
    if probe.audio:
        _require_duration(tracks.get("soun"), probe.audio.duration_ms)
    duration_ms = max(track.duration_ms for track in tracks.values())
    size_px = None
    if probe.video:
        size_px = (
            scaled_size(probe.video, a_pass.short_side_px)
            if a_pass.short_side_px
            else upright_size(probe.video)
        )
    content_type = "video/mp4" if probe.video else "audio/mp4"
    return describe_output(path, a_pass.name, "play", content_type, size_px=size_px, duration_ms=duration_ms)


def _poster(folder: Path, probe: Probe) -> Output:
    assert probe.video
    path = folder / POSTER_NAME
    if not path.is_file() or not path.stat().st_size:
        raise MediaRefused("media.damaged", "This video's picture cannot be decoded.")
    size_px = scaled_size(probe.video, SMALL_SHORT_SIDE_PX)
    return describe_output(path, "poster_jpeg", "poster", "image/jpeg", size_px=size_px, duration_ms=None)


def _require_video(track: Track | None, probe: Probe, *, is_copied: bool) -> None:
    assert probe.video
    _require_duration(track, probe.video.duration_ms)
    promised = probe.video.frame_count
    if not is_copied:
        promised = min(promised, round(MAX_FRAME_RATE * probe.video.duration_ms / 1000))
    if track and track.sample_count < promised * _ENOUGH_FRAMES:
        raise MediaRefused(
            "media.damaged", "Most of this video's pictures are damaged.",
            promised=promised, found=track.sample_count,
        )  # fmt: skip


def _require_duration(track: Track | None, promised_ms: int) -> None:
    found_ms = track.duration_ms if track else 0
    if track is None or not track.sample_count or found_ms + SLACK_MS < promised_ms * HEARD_AND_SEEN:
        raise MediaRefused(
            "media.damaged", "This recording is damaged: not enough of it can be played.",
            promised_ms=promised_ms, found_ms=found_ms,
        )  # fmt: skip
