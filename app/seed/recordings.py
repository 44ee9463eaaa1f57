"""Clips out of nothing: drawn scenes, a synthetic voice, and a machine's hum."""

import math
import subprocess
from pathlib import Path
from typing import IO

from app.clips.models import ClipKind
from app.seed.pictures import PICTURES, SIZE_PX
from app.seed.story import Recording
from app.seed.voice import speak
from media.engine import find_engine

SUFFIXES = {ClipKind.VIDEO: "mp4", ClipKind.VOICE: "m4a", ClipKind.PHOTO: "jpg"}
FRAMES_PER_S = 20
MADE_S = 120
LEAD_IN_S = 0.5
TAIL_S = 1.0
# A machine's hum that swells and falls three times in two seconds.
HUM = "aevalsrc=0.2*sin(2*PI*140*t)*(0.6+0.4*sin(3*PI*t)):s=48000"
HUM_BEHIND = "0.06"


def make_recording(recording: Recording, into: Path, *, language: str, ffmpeg: Path | None) -> Path:
    """The file a phone would have recorded. `ffmpeg` None: the newest there is."""
    target = into / f"recording.{SUFFIXES[recording.kind]}"
    if recording.kind is ClipKind.PHOTO:
        PICTURES[recording.scene](0.0).save(target, quality=90)
        return target
    spoken = into / "spoken.wav" if recording.says else None
    spoken_s = speak(recording.says, spoken, language=language) if spoken else None
    # To the frame, so that picture and sound end together.
    length_s = recording.seconds if spoken_s is None else LEAD_IN_S + spoken_s + TAIL_S
    frames_count = math.ceil(length_s * FRAMES_PER_S)
    arguments = plan_arguments(
        recording, target, spoken=None if spoken_s is None else spoken, length_s=frames_count / FRAMES_PER_S
    )
    _encode([str(find_engine(ffmpeg).ffmpeg), *arguments], recording, frames_count=frames_count)
    return target


def plan_arguments(recording: Recording, target: Path, *, spoken: Path | None, length_s: float) -> list[str]:
    """A video's frames are expected as raw RGB on the standard input."""
    width, height = SIZE_PX
    raw = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width}x{height}",
        "-r",
        str(FRAMES_PER_S),
        "-i",
        "-",
    ]
    picture = ["-map", "0:v", "-r", "30", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"]
    is_video = recording.kind is ClipKind.VIDEO
    sound_input = ["-i", str(spoken)] if spoken else []
    graph = _sound(recording, f"[{int(is_video)}:a]" if spoken else None)
    return [
        *("-hide_banner", "-loglevel", "error", "-y"),
        *(raw if is_video else []),
        *sound_input,
        *("-filter_complex", graph),
        *([*picture, "-pix_fmt", "yuv420p"] if is_video else []),
        *("-map", "[a]", "-c:a", "aac", "-b:a", "96k", "-ac", "1", "-ar", "48000"),
        *("-t", str(length_s), "-movflags", "+faststart", str(target)),
    ]


def _sound(recording: Recording, voice: str | None) -> str:
    if voice is None:
        return f"{HUM}[a]"
    heard = f"{voice}adelay={LEAD_IN_S * 1000:.0f},apad"
    if not recording.is_loud:
        return f"{heard}[a]"
    return f"{heard}[v];{HUM},volume={HUM_BEHIND}[h];[v][h]amix=normalize=0[a]"


def _encode(command: list[str], recording: Recording, *, frames_count: int) -> None:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as encoder:
        assert encoder.stdin is not None
        try:
            if recording.kind is ClipKind.VIDEO:
                _draw(recording, encoder.stdin, frames_count=frames_count)
            encoder.stdin.close()
            status = encoder.wait(MADE_S)
        except BaseException:
            encoder.kill()
            raise
    if status:
        raise subprocess.CalledProcessError(status, command)


def _draw(recording: Recording, into: IO[bytes], *, frames_count: int) -> None:
    draw = PICTURES[recording.scene]
    for number in range(frames_count):
        into.write(draw(number / FRAMES_PER_S).tobytes())
