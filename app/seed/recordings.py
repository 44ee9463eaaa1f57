"""Clips out of nothing: moving colours, and a voice where this machine's ffmpeg brings one."""

import subprocess
from functools import cache
from pathlib import Path
from shutil import which

from app.clips.models import ClipKind
from app.seed.story import Recording
from media.engine import find_engine

SIZE_PX = (720, 1280)
SUFFIXES = {ClipKind.VIDEO: "mp4", ClipKind.VOICE: "m4a", ClipKind.PHOTO: "jpg"}
MADE_S = 120


def make_recording(recording: Recording, into: Path, *, ffmpeg: Path | None) -> Path:
    """The file a phone would have recorded. `ffmpeg` None: the newest there is."""
    target = into / f"recording.{SUFFIXES[recording.kind]}"
    program = find_engine(ffmpeg).ffmpeg
    voice = _program_with_voice(program) if recording.says else None
    arguments = plan_arguments(recording, target, has_voice=voice is not None)
    subprocess.run([voice or program, *arguments], check=True, capture_output=True, timeout=MADE_S)
    return target


def plan_arguments(recording: Recording, target: Path, *, has_voice: bool) -> list[str]:
    graph = ";".join(_graph(recording, has_voice=has_voice))
    head = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-filter_complex", graph]
    picture = ["-map", "[v]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "27", "-pix_fmt", "yuv420p"]
    sound = ["-map", "[a]", "-c:a", "aac", "-b:a", "64k", "-ac", "1"]
    length = ["-t", str(recording.seconds), "-movflags", "+faststart"]
    if recording.kind is ClipKind.PHOTO:
        return [*head, "-map", "[v]", "-frames:v", "1", "-q:v", "3", str(target)]
    if recording.kind is ClipKind.VOICE:
        return [*head, *sound, *length, str(target)]
    return [*head, *picture, *sound, *length, str(target)]


def _graph(recording: Recording, *, has_voice: bool) -> list[str]:
    parts: list[str] = []
    if recording.kind is not ClipKind.VOICE:
        parts += _picture(recording)
    if recording.kind is not ClipKind.PHOTO:
        parts.append(_sound(recording, has_voice=has_voice))
    return parts


def _picture(recording: Recording) -> list[str]:
    """Slowly turning colours, and a light square that travels over them: motion to see at a glance."""
    width, height = SIZE_PX
    first, second, third = recording.colours
    return [
        f"gradients=s={width}x{height}:r=30:n=2:c0={first}:c1={second}:x0=0:y0=0:x1={width}:y1={height}:speed=0.02:seed=7:d={recording.seconds}[g]",
        f"color=c={third}:s=160x160:r=30:d={recording.seconds}[s]",
        "[g][s]overlay=x=(W-w)/2+220*sin(1.3*t):y=(H-h)/2+400*cos(0.9*t)[v]",
    ]


def _sound(recording: Recording, *, has_voice: bool) -> str:
    if recording.says and has_voice:
        return f"flite=text='{recording.says}':voice=slt,apad[a]"
    # A machine's hum that swells and falls three times in two seconds.
    return f"aevalsrc=0.2*sin(2*PI*140*t)*(0.6+0.4*sin(3*PI*t)):s=48000:d={recording.seconds}[a]"


@cache
def _program_with_voice(program: Path) -> Path | None:
    """The chosen ffmpeg or this machine's own, if it was built with the speech synthesiser flite."""
    installed = which("ffmpeg")
    for candidate in (program, *([Path(installed)] if installed else [])):
        listed = subprocess.run(
            [candidate, "-hide_banner", "-filters"], check=False, capture_output=True, timeout=30
        )
        if b" flite " in listed.stdout:
            return candidate
    return None
