"""Which ffmpeg there is, and what it can do."""

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import which

import imageio_ffmpeg

from media.errors import MediaFailed

_VERSION = re.compile(r"ff(?:mpeg|probe) version n?(\d+)\.(\d+)")
_TONE_MAPPING = {"zscale", "tonemap"}


@dataclass(frozen=True)
class Engine:
    """`ffprobe` is None where there is none as new as this ffmpeg: PyAV probes instead."""

    ffmpeg: Path
    ffprobe: Path | None
    version: tuple[int, int]
    can_tone_map: bool

    def describe(self) -> str:
        prober = "ffprobe" if self.ffprobe else "PyAV"
        return f"ffmpeg {self.version[0]}.{self.version[1]} at {self.ffmpeg}, probing by {prober}."


@lru_cache(maxsize=8)
def find_engine(ffmpeg: Path | None = None, ffprobe: Path | None = None) -> Engine:
    """The configured ffmpeg; else the machine's own if it is newer than the wheel's; else the wheel's.

    Old demuxers read what newer ones refuse (5.1 followed a playlist into a neighbour's file), so
    being installed is no recommendation. Raises MediaFailed when a configured program is missing.
    """
    chosen = _resolved(ffmpeg) if ffmpeg else _newest()
    prober = _resolved(ffprobe) if ffprobe else _prober(chosen)
    filters = {line.split()[1] for line in _said(chosen, "-filters").splitlines() if len(line.split()) > 2}
    return Engine(chosen, prober, _version(chosen), can_tone_map=filters >= _TONE_MAPPING)


def _prober(chosen: Path) -> Path | None:
    """The ffprobe that came with the chosen ffmpeg, or one of this machine's that is not older."""
    beside = chosen.with_name("ffprobe")
    if beside.is_file():
        return beside
    installed = which("ffprobe")
    if installed is None or _version(Path(installed)) < _version(chosen):
        return None
    return Path(installed).resolve()


def _newest() -> Path:
    ours = Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    installed = which("ffmpeg")
    if installed is None:
        return ours
    theirs = Path(installed).resolve()
    return theirs if _version(theirs) > _version(ours) else ours


def _resolved(program: Path) -> Path:
    found = which(str(program))
    if found is None:
        raise MediaFailed("media.no_ffmpeg", "A configured media tool is not there.", program=str(program))
    return Path(found).resolve()


def _version(program: Path) -> tuple[int, int]:
    found = _VERSION.search(_said(program, "-version"))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _said(program: Path, question: str) -> str:
    try:
        answer = subprocess.run(
            [program, "-hide_banner", question] if question != "-version" else [program, question],
            capture_output=True, timeout=30, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise MediaFailed("media.no_ffmpeg", "ffmpeg cannot be started.", why=str(failure)) from None
    return answer.stdout.decode(errors="replace")
