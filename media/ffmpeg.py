"""The real Transcoder: ffmpeg for what moves or sounds, Pillow for photos, both in the sandbox."""

import os
from pathlib import Path
from signal import SIGKILL, SIGTERM

from media.arguments import Workbench, pass_arguments, poster_arguments
from media.darkroom import Developed, Pass, Probe, Progress
from media.engine import Engine, find_engine
from media.errors import MediaFailed, MediaRefused
from media.facts import Bounds
from media.outputs import collect
from media.photo import PhotoDarkroom
from media.plan import plan_passes
from media.probe import Prober
from media.runner import Ended, run, run_together
from media.sandbox import Limits, Mode, Room, Sandbox, program_tool

_MAX_THREADS = 4
"""More helps little at 480p, and each costs address space."""

_INTERRUPTED = 255
"""What ffmpeg ends with after SIGTERM, and after SIGXCPU, which only much work can bring."""


class FfmpegTranscoder:
    """Every call runs child processes and holds no state, so one instance serves many threads."""

    def __init__(
        self,
        ffmpeg: Path | None = None,
        ffprobe: Path | None = None,
        *,
        bounds: Bounds | None = None,
        limits: Limits | None = None,
        sandbox: Mode = "auto",
        thread_count: int | None = None,
        timeout_s: float = 600,
    ) -> None:
        """`timeout_s` bounds one pass by the clock; `limits` bound what it may use.

        Raises MediaFailed when a configured program or a demanded sandbox is not there.
        """
        self.engine: Engine = find_engine(ffmpeg, ffprobe)
        self.bounds = bounds or Bounds()
        self.sandbox = Sandbox(sandbox)
        self.sandbox.is_walled()
        self.limits = limits or Limits()
        self.thread_count = thread_count or min(_MAX_THREADS, os.cpu_count() or 1)
        self.timeout_s = timeout_s

    def describe(self) -> str:
        return f"{self.engine.describe()} {self.sandbox.describe()}"

    def inspect(self, source: Path, *, kind: str) -> Probe:
        return Prober(self.sandbox, self.bounds, self.engine.ffprobe).probe(source.resolve(), kind=kind)

    def passes(self, probe: Probe) -> tuple[Pass, ...]:
        return plan_passes(probe)

    def develop(
        self, source: Path, probe: Probe, a_pass: Pass, into: Path, *, progress: Progress
    ) -> Developed:
        source, into = source.resolve(), into.resolve()
        if a_pass.name == "photo":
            darkroom = PhotoDarkroom(self.sandbox, self.bounds, self.timeout_s)
            return darkroom.develop(source, into, progress=progress)
        told = _ProgressListener(progress, probe.duration_ms or 0)
        bench, room = self._bench(source, into)
        argvs = [[*room.argv, *arguments] for arguments in pass_arguments(bench, probe, a_pass)]
        for ended in run_together(argvs, timeout_s=self.timeout_s, on_line=told):
            self._require_success(ended)
        if a_pass.has_poster and not has_poster(into):
            run([*room.argv, *poster_arguments(bench, probe)], timeout_s=self.timeout_s)
        developed = collect(into, probe, a_pass)
        progress(1.0)
        return developed

    def _bench(self, source: Path, into: Path) -> tuple[Workbench, Room]:
        room = self.sandbox.room(program_tool(self.engine.ffmpeg), source, into, limits=self.limits)
        bench = Workbench(
            source=room.source,
            folder=room.folder,
            thread_count=self.thread_count,
            can_tone_map=self.engine.can_tone_map,
            max_duration_s=self.bounds.duration_ms // 1000 + 5,
        )
        return bench, room

    def _require_success(self, ended: Ended) -> None:
        if ended.code == 0:
            return
        if "No space left on device" in ended.stderr:
            raise MediaFailed("media.disk_full", "There is no room left to prepare this recording.")
        if ended.code == _INTERRUPTED and ended.wall_s * (os.cpu_count() or 1) >= self.limits.cpu_s:
            raise MediaRefused("media.too_complex", "This recording takes too much work to prepare.")
        if ended.code == _INTERRUPTED or ended.signal in (SIGKILL, SIGTERM):
            raise MediaFailed(
                "media.killed", "Preparing this recording was interrupted.", exit_code=ended.code
            )
        raise MediaRefused(
            "media.damaged",
            "This recording is damaged and cannot be played.",
            exit_code=ended.code,
            said=ended.stderr[-2000:],
        )


class _ProgressListener:
    """Turns ffmpeg's -progress lines into 0..1 that never goes back, leaving the last step to the end."""

    def __init__(self, progress: Progress, duration_ms: int) -> None:
        self._progress = progress
        self._duration_ms = duration_ms
        self._said = 0.0

    def __call__(self, line: bytes) -> None:
        key, _, value = line.partition(b"=")
        if key != b"out_time_us" or not value.strip().isdigit() or not self._duration_ms:
            return
        share = min(0.99, int(value) / 1000 / self._duration_ms)
        if share > self._said:
            self._said = share
            self._progress(share)


def has_poster(folder: Path) -> bool:
    poster = folder / "poster.jpg"
    return poster.is_file() and poster.stat().st_size > 0
