"""`python -m media FILE`: what the darkroom makes of one file, for people who debug."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from media.captions import webvtt
from media.darkroom import Developed, Kind, Probe
from media.errors import MediaFailed, MediaProblem
from media.ffmpeg import FfmpegTranscoder
from media.sniff import HEAD_BYTES, sniff
from media.weights import MODEL_NAME
from media.whisper import WhisperTranscriber


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file became a clip, 1 when it was refused, 2 when the darkroom failed."""
    asked = _parser().parse_args(arguments)
    try:
        _show(asked)
    except MediaFailed as failure:
        print(f"FAILED   {failure.code}: {failure.sentence} {failure.facts or ''}")
        return 2
    except MediaProblem as refusal:
        print(f"REFUSED  {refusal.code}: {refusal.sentence} {refusal.facts or ''}")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m media", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--kind", choices=("video", "voice", "photo"), help="what the sender says it is")
    parser.add_argument("--into", type=Path, help="keep the results in this folder")
    parser.add_argument("--language", help="the speaker's language, e.g. de; detected when not given")
    parser.add_argument(
        "--model", type=Path, default=Path("var/weights") / MODEL_NAME, help="Whisper's folder"
    )
    parser.add_argument("--ffmpeg", type=Path, help="another ffmpeg than the default")
    return parser


def _show(asked: argparse.Namespace) -> None:
    transcoder = FfmpegTranscoder(asked.ffmpeg)
    print(transcoder.describe())
    kind = asked.kind or _guessed_kind(asked.file)
    began = time.monotonic()
    probe = transcoder.inspect(asked.file, kind=kind)
    print(f"\nprobe    {time.monotonic() - began:.2f} s   {_sentence(probe)}")
    passes = transcoder.passes(probe)
    print(f"plan     {', then '.join(a_pass.name for a_pass in passes)}\n")
    with tempfile.TemporaryDirectory() as scratch:
        for a_pass in passes:
            into = (asked.into or Path(scratch)) / a_pass.name
            into.mkdir(parents=True, exist_ok=True)
            began = time.monotonic()
            developed = transcoder.develop(asked.file, probe, a_pass, into, progress=_draw)
            print(f"\r{a_pass.name:8} {time.monotonic() - began:.2f} s{' ' * 44}")
            _list(developed)
            if developed.samples:
                _caption(developed.samples, asked.model, asked.language)


def _guessed_kind(file: Path) -> Kind:
    with file.open("rb") as opened:
        is_photo = sniff(opened.read(HEAD_BYTES)).family == "photo"
    return "photo" if is_photo else "video"


def _sentence(probe: Probe) -> str:
    words = [f"{probe.kind} in {probe.container}"]
    if probe.duration_ms is not None:
        words.append(f"{probe.duration_ms / 1000:.2f} s")
    if probe.width_px:
        words.append(f"{probe.width_px}x{probe.height_px}")
    if video := probe.video:
        words.append(f"{video.codec} {video.profile} {video.pixel_format} {video.frame_rate:g} fps".strip())
        words += [f"turned {video.rotation_deg} degrees"] if video.rotation_deg else []
        words += ["variable frame rate"] if video.is_vfr else []
        words += [video.transfer] if video.transfer else []
    if audio := probe.audio:
        words.append(f"{audio.codec} {audio.sample_rate_hz} Hz, {audio.channel_count} channels")
    return ", ".join(words)


def _draw(share: float) -> None:
    filled = int(share * 40)
    sys.stdout.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {share:4.0%}")
    sys.stdout.flush()


def _list(developed: Developed) -> None:
    for output in developed.outputs:
        size = f"{output.width_px}x{output.height_px}" if output.width_px else ""
        length = f"{output.duration_ms / 1000:.2f} s" if output.duration_ms else ""
        print(
            f"   {output.name:12} {output.size_bytes / 1000:9.1f} kB  {size:10} {length:8} "
            f"{output.content_type}"
        )
    if developed.peaks:
        print("   " + "".join("▁▂▃▄▅▆▇█"[peak // 32] for peak in developed.peaks))


def _caption(samples: Path, model: Path, language: str | None) -> None:
    if not model.is_dir():
        print(f"   no captions: no speech model in {model} (python -m media.weights {model.parent})")
        return
    transcriber = WhisperTranscriber(model)
    try:
        began = time.monotonic()
        transcript = transcriber.transcribe(samples, language=language)
    finally:
        transcriber.close()
    print(f"   {transcript.verdict}, {transcript.language}, {time.monotonic() - began:.2f} s with loading")
    if transcript.segments:
        print("\n" + "\n".join(f"   {line}" for line in webvtt(transcript).splitlines()[2:]))


if __name__ == "__main__":
    sys.exit(main())
