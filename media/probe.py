"""Measures a foreign file in a child process inside the sandbox, by ffprobe or by PyAV."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGXCPU
from typing import Any

from media.darkroom import Probe
from media.errors import MediaFailed, MediaRefused
from media.facts import Bounds, read_facts
from media.ffprobe import FFPROBE_ARGUMENTS, read_ffprobe
from media.runner import Ended, run
from media.sandbox import Limits, Sandbox, program_tool, python_tool
from media.sniff import HEAD_BYTES, Container, sniff

TIMEOUT_S = 30
LIMITS = Limits(cpu_s=20, file_bytes=1024**2)
_OVERSHOOT_MS = 5_000


@dataclass(frozen=True)
class Prober:
    """`ffprobe` None: PyAV measures, which every installation has."""

    sandbox: Sandbox
    bounds: Bounds
    ffprobe: Path | None = None

    def probe(self, source: Path, *, kind: str) -> Probe:
        """Sniff and measure `source`, and hold it against the bounds. Raises MediaRefused."""
        with source.open("rb") as file:
            container = sniff(file.read(HEAD_BYTES))
        if container.family == "photo":
            return self._photo(source, container, kind=kind)
        stop_after_ms = self.bounds.duration_ms + _OVERSHOOT_MS
        if self.ffprobe:
            raw = self._by_ffprobe(self.ffprobe, source, container, stop_after_ms)
        else:
            raw = self._by_pyav(source, container, stop_after_ms)
        return read_facts(raw, container, kind=kind, size_bytes=source.stat().st_size, bounds=self.bounds)

    def _by_pyav(self, source: Path, container: Container, stop_after_ms: int) -> Mapping[str, Any]:
        room = self.sandbox.room(python_tool("probe_child.py"), source, None, limits=LIMITS)
        argv = [*room.argv, room.source, container.demuxer or "", str(stop_after_ms)]
        return child_says(run(argv, timeout_s=TIMEOUT_S))

    def _by_ffprobe(
        self, ffprobe: Path, source: Path, container: Container, stop_after_ms: int
    ) -> Mapping[str, Any]:
        room = self.sandbox.room(program_tool(ffprobe), source, None, limits=LIMITS)
        argv = [*room.argv, *FFPROBE_ARGUMENTS, "-read_intervals", f"%+{stop_after_ms // 1000}"]
        ended = run([*argv, "-f", container.demuxer or "", f"file:{room.source}"], timeout_s=TIMEOUT_S)
        if ended.code and ended.signal is None:
            return {"error": "unreadable"}
        return read_ffprobe(child_says(ended), stop_after_ms)

    def _photo(self, source: Path, container: Container, *, kind: str) -> Probe:
        if kind != "photo":
            raise MediaRefused("media.not_a_recording", "This file is a photo, not a recording.")
        room = self.sandbox.room(python_tool("photo_child.py"), source, None, limits=LIMITS)
        argv = [*room.argv, "probe", room.source, str(self.bounds.photo_pixels)]
        facts = child_says(run(argv, timeout_s=TIMEOUT_S))
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
    if ended.signal == SIGXCPU:
        raise MediaRefused("media.too_complex", "This file takes too much work to read.")
    if ended.signal is not None and ended.signal not in (9, 15):
        raise MediaRefused("media.damaged", "This file cannot be read: it is damaged.", signal=ended.signal)
    raise MediaFailed(
        "media.probe_failed",
        "The file could not be looked at.",
        exit_code=ended.code,
        said=ended.stderr[-2000:],
    )
