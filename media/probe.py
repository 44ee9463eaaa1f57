"""Measures a foreign file in a child process inside the sandbox, by ffprobe or by PyAV."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from media import sandbox
from media.darkroom import Probe
from media.errors import MediaFailed, MediaRefused
from media.facts import Bounds, read_facts
from media.ffprobe import FFPROBE_ARGUMENTS, read_ffprobe
from media.runner import Ended, run
from media.sniff import HEAD_BYTES, Container, sniff

TIMEOUT_S = 30
LIMITS = sandbox.Limits(cpu_s=20, file_bytes=1024**2)
_OVERSHOOT_MS = 5_000


def probe(source: Path, *, kind: str, bounds: Bounds, ffprobe: Path | None) -> Probe:
    """Sniff and measure `source`, and hold it against `bounds`. Raises MediaRefused."""
    with source.open("rb") as file:
        container = sniff(file.read(HEAD_BYTES))
    if container.family == "photo":
        return _photo(source, container, kind=kind, bounds=bounds)
    stop_after_ms = bounds.duration_ms + _OVERSHOOT_MS
    raw = (
        _by_ffprobe(ffprobe, source, container, stop_after_ms)
        if ffprobe
        else _by_pyav(source, container, stop_after_ms)
    )
    return read_facts(raw, container, kind=kind, size_bytes=source.stat().st_size, bounds=bounds)


def _by_pyav(source: Path, container: Container, stop_after_ms: int) -> Mapping[str, Any]:
    room = sandbox.room(sandbox.python_tool("probe_child.py"), source, None, limits=LIMITS)
    return child_says(
        run([*room.argv, room.source, container.demuxer or "", str(stop_after_ms)], timeout_s=TIMEOUT_S)
    )


def _by_ffprobe(ffprobe: Path, source: Path, container: Container, stop_after_ms: int) -> Mapping[str, Any]:
    room = sandbox.room(sandbox.program_tool(ffprobe), source, None, limits=LIMITS)
    argv = [*room.argv, *FFPROBE_ARGUMENTS, "-read_intervals", f"%+{stop_after_ms // 1000}"]
    ended = run([*argv, "-f", container.demuxer or "", f"file:{room.source}"], timeout_s=TIMEOUT_S)
    return (
        {"error": "unreadable"}
        if ended.code and not ended.signal
        else read_ffprobe(child_says(ended), stop_after_ms)
    )


def _photo(source: Path, container: Container, *, kind: str, bounds: Bounds) -> Probe:
    if kind != "photo":
        raise MediaRefused("media.not_a_recording", "This file is a photo, not a recording.")
    room = sandbox.room(sandbox.python_tool("photo_child.py"), source, None, limits=LIMITS)
    facts = child_says(run([*room.argv, "probe", room.source, str(bounds.photo_pixels)], timeout_s=TIMEOUT_S))
    require_photo(facts)
    return Probe(
        kind="photo",
        container=container.name,
        demuxer=None,
        size_bytes=source.stat().st_size,
        width_px=facts["width_px"],
        height_px=facts["height_px"],
    )


def require_photo(facts: Mapping[str, Any]) -> None:
    """Raise MediaRefused when the photo child found fault with the file."""
    if facts.get("error") == "too_many_pixels":
        raise MediaRefused("media.too_large_picture", "This photo has more pixels than we can take.")
    if "error" in facts:
        raise MediaRefused(
            "media.damaged", "This photo is damaged and cannot be shown.", why=facts.get("why")
        )


def child_says(ended: Ended) -> Mapping[str, Any]:
    """The JSON a child wrote. A child that crashed on the file is the file's fault; one killed is not."""
    if ended.code == 0:
        said: Mapping[str, Any] = json.loads(ended.stdout)
        return said
    if ended.ran_out_of_cpu:
        raise MediaRefused("media.too_complex", "This file takes too much work to read.")
    if ended.signal is not None and ended.signal not in (9, 15):
        raise MediaRefused("media.damaged", "This file cannot be read: it is damaged.", signal=ended.signal)
    raise MediaFailed(
        "media.probe_failed",
        "The file could not be looked at.",
        exit_code=ended.code,
        said=ended.stderr[-2000:],
    )
