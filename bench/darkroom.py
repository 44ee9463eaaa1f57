"""The darkroom beside bare ffmpeg and bare faster-whisper doing the same work, in the same run.

Runs alternate, ours first, and medians are compared. Ours includes all it does for safety: the
probe, two sandboxes, the check of the output and its hashes. Both sides get the same files, the
same encoder settings, the same priority and, for transcripts, a model that is loaded already.
"""

import ctypes
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest_audioeval.samples.registry as audioeval
from faster_whisper import WhisperModel

from bench.table import Row, print_table
from media.darkroom import Pass
from media.ffmpeg import FfmpegTranscoder
from media.runner import run
from media.sandbox import Limits
from media.weights import ensure_weights
from media.whisper import WhisperTranscriber
from media.whisper_child import SETTINGS

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SPEECH = Path(audioeval.__file__).parent / "audio" / "en"
VAR = Path(os.environ.get("TWOTAP_VAR_DIR", "var"))
CLIP_S, RUNG_S = 30, 10
REMUX_ROUNDS, RUNG_ROUNDS, SPEECH_ROUNDS = 9, 3, 5
PR_SET_CHILD_SUBREAPER = 36
THREADS = min(4, os.cpu_count() or 1)
LOUDNESS = "aresample=async=1:first_pts=0,loudnorm=I=-16:TP=-1.5:LRA=11"


@dataclass(frozen=True)
class Cost:
    wall_s: float
    cpu_s: float


def measure() -> list[Row]:
    adopt_grandchildren()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        return [*measure_remux(work), *measure_rung(work), *measure_transcript(work)]


def measure_remux(work: Path) -> list[Row]:
    source = web_safe_clip(work)
    probe = FfmpegTranscoder().inspect(source, kind="video")
    first = FfmpegTranscoder().passes(probe)[0]
    remux = [*bare(source), "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", *mp4(work / "bare.mp4")]
    keys = ["-skip_frame", "nokey", "-t", "10", "-i", str(source)]
    same = [
        *bare(source), *keys, "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", *mp4(work / "bare.mp4"),
        "-map", "0:a:0", *samples(work), "-map", "1:v:0", *poster(work, "scale=-2:480,thumbnail=24"),
    ]  # fmt: skip
    ours, theirs = alternate(REMUX_ROUNDS, ours_doing(work, source, first), lambda: run_bare(remux))
    _, theirs_same = alternate(REMUX_ROUNDS, lambda: None, lambda: run_bare(same))
    megabytes = source.stat().st_size / 1e6
    what = f"remux, poster, samples, {CLIP_S} s, {megabytes:.0f} MB"
    return [
        *ratios(f"{what}; bare: the remux alone", ours, theirs, target=2.0),
        *ratios(f"{what}; bare: the same with poster and samples", ours, theirs_same, target=2.0),
    ]


def measure_rung(work: Path) -> list[Row]:
    source = work / "hevc.mov"
    encoder = ["-c:v", "libx265", "-preset", "ultrafast", "-b:v", "8M", "-x265-params", "log-level=none"]
    run_bare([FFMPEG, *quiet(), *busy_picture(RUNG_S), *tone(RUNG_S), *encoder, "-c:a", "aac", str(source)])
    probe = FfmpegTranscoder().inspect(source, kind="video")
    first = FfmpegTranscoder().passes(probe)[0]
    graph = (
        "[0:v]scale=854:480,format=yuv420p,split[v][p];"
        "[p]select='not(mod(n,8))',thumbnail=24,scale=out_range=pc,format=yuvj420p[poster];"
        f"[0:a]asplit[a][s];[a]{LOUDNESS},aresample=48000[loud]"
    )
    encoder = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "26",
        "-maxrate",
        "1200k",
        "-bufsize",
        "2400k",
    ]
    same = [
        *bare(source), "-filter_complex", graph, "-map", "[v]", "-map", "[loud]", *encoder,
        "-profile:v", "high", "-g", "60", "-threads", str(THREADS), "-c:a", "aac", "-b:a", "80k",
        *mp4(work / "bare480.mp4"), "-map", "[s]", *samples(work), "-map", "[poster]", *poster(work, None),
    ]  # fmt: skip
    ours, theirs = alternate(RUNG_ROUNDS, ours_doing(work, source, first), lambda: run_bare(same))
    return ratios(f"480p, {RUNG_S} s of 1080p HEVC; bare: the same outputs", ours, theirs, target=1.15)


def measure_transcript(work: Path) -> list[Row]:
    spoken = work / "spoken.s16le"
    parts = [word for name in ("counting", "quick_brown_fox", "hello_world") for word in said(name)]
    graph = "".join(f"[{at}:a]" for at in range(9)) + "concat=n=9:v=0:a=1"
    run_bare(
        [FFMPEG, *quiet(), *(parts * 3), "-filter_complex", graph, "-t", str(CLIP_S), *samples(work, spoken)]
    )
    folder = ensure_weights(VAR / "weights", lambda _share: None)
    ours = WhisperTranscriber(folder, device="cpu", cpu_threads=THREADS)
    theirs = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS)

    def bare_transcript() -> None:
        audio = np.fromfile(spoken, dtype="<i2").astype(np.float32) / 32768
        segments, _ = theirs.transcribe(audio, language="en", **SETTINGS)
        list(segments)

    try:
        costs = alternate(SPEECH_ROUNDS, lambda: ours.transcribe(spoken, language="en"), bare_transcript)
    finally:
        ours.close()
    seconds = spoken.stat().st_size / 32_000
    what = f"transcript of {seconds:.0f} s; bare: faster-whisper, same model, settings and samples"
    return [wall_row(what, *costs, target=1.15)]


def ours_doing(work: Path, source: Path, a_pass: Pass) -> Callable[[], object]:
    """The way of an upload: from a finished file to a playable rendition, probe included."""
    transcoder = FfmpegTranscoder(limits=Limits(nice=0))

    def develop() -> None:
        with tempfile.TemporaryDirectory(dir=work) as into:
            probe = transcoder.inspect(source, kind="video")
            transcoder.develop(source, probe, a_pass, Path(into), progress=lambda _share: None)

    return develop


def alternate(
    rounds: int, ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[list[Cost], list[Cost]]:
    """One unmeasured round to warm caches, then A B A B."""
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for number in range(rounds + 1):
        for side, act in zip(costs, (ours, theirs), strict=True):
            cost = timed(act)
            if number:
                side.append(cost)
    return costs


def timed(act: Callable[[], object]) -> Cost:
    wall, cpu = time.monotonic(), cpu_s()
    act()
    return Cost(time.monotonic() - wall, cpu_s() - cpu)


def adopt_grandchildren() -> None:
    """What bubblewrap leaves behind comes to us, so that its processor time is counted on our side."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def cpu_s() -> float:
    """Of this process and of all that ended below it."""
    reap()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return


def ratios(what: str, ours: list[Cost], theirs: list[Cost], *, target: float | None) -> list[Row]:
    mine, peer = (statistics.median(cost.cpu_s for cost in side) for side in (ours, theirs))
    cpu = Row(what=f"{what}: CPU", value=mine / peer, ours=f"{mine:.3f} s", peer=f"{peer:.3f} s")
    return [wall_row(f"{what}: wall", ours, theirs, target=target), cpu]


def wall_row(what: str, ours: list[Cost], theirs: list[Cost], *, target: float | None) -> Row:
    mine, peer = (statistics.median(cost.wall_s for cost in side) for side in (ours, theirs))
    return Row(what=what, value=mine / peer, target=target, ours=f"{mine:.3f} s", peer=f"{peer:.3f} s")


def run_bare(argv: list[str]) -> None:
    ended = run(argv, timeout_s=600)
    assert ended.code == 0, ended.stderr


def quiet() -> list[str]:
    return ["-nostdin", "-v", "error", "-y"]


def bare(source: Path) -> list[str]:
    return [FFMPEG, *quiet(), "-i", str(source)]


def mp4(path: Path) -> list[str]:
    return ["-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4", str(path)]


def samples(work: Path, path: Path | None = None) -> list[str]:
    return ["-ac", "1", "-ar", "16000", "-f", "s16le", str(path or work / "bare.s16le")]


def poster(work: Path, filters: str | None) -> list[str]:
    return [
        *(["-vf", filters] if filters else []),
        "-frames:v",
        "1",
        "-q:v",
        "5",
        "-f",
        "mjpeg",
        str(work / "bare.jpg"),
    ]


def busy_picture(seconds: int) -> list[str]:
    """Moving, with grain: a phone's picture is never as easy as a test card."""
    return ["-f", "lavfi", "-i", f"testsrc2=size=1920x1080:rate=30:duration={seconds},noise=alls=12:allf=t"]


def tone(seconds: int) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine=frequency=300:sample_rate=48000:duration={seconds}"]


def said(name: str) -> list[str]:
    return ["-i", str(SPEECH / f"{name}.wav")]


def web_safe_clip(work: Path) -> Path:
    """What a phone's camera app writes: 1080p at 17 Mbit/s, index at the end, no encoder's notes."""
    source = work / "phone.mp4"
    encoder = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "17M", "-maxrate", "17M", "-bufsize", "17M"]
    encoder += ["-g", "30", "-pix_fmt", "yuv420p", "-bsf:v", "filter_units=remove_types=6", "-c:a", "aac"]
    run_bare([FFMPEG, *quiet(), *busy_picture(CLIP_S), *tone(CLIP_S), *encoder, str(source)])
    return source


if __name__ == "__main__":
    print_table(measure())
