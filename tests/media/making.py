"""Files of our own making, as the common phones make them, and a look at what came out.

Nothing here uses the darkroom: ffmpeg is run bare, and finished files are read with PyAV and Pillow.
"""

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest_audioeval.samples.registry as audioeval
from numpy.typing import NDArray

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SPEECH = Path(audioeval.__file__).parent / "audio"

GPS = "+48.8577+002.2950/"
PICTURE = "testsrc2=size={size}:rate={rate}:duration={seconds}"
TONE = "sine=frequency=440:sample_rate=48000:duration={seconds}"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-profile:v", "main")
AAC = ("-c:a", "aac", "-b:a", "64k")


def ffmpeg(*arguments: str | Path) -> None:
    """Bare ffmpeg, by the test, on files the test made."""
    subprocess.run(
        [FFMPEG, "-nostdin", "-v", "error", "-y", *map(str, arguments)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def picture(size: str = "640x360", rate: float = 30, seconds: float = 2) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", PICTURE.format(size=size, rate=rate, seconds=seconds))


def tone(seconds: float = 2) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", TONE.format(seconds=seconds))


def web_safe(path: Path, size: str = "640x360", seconds: float = 2, *more: str) -> Path:
    ffmpeg(*picture(size, seconds=seconds), *tone(seconds), *H264, *AAC, *more, path)
    return path


def speech(language: str, name: str) -> tuple[Path, str]:
    """A spoken sentence and its words, from the test dependency."""
    wav = SPEECH / language / f"{name}.wav"
    return wav, wav.with_suffix(".txt").read_text().strip()


def samples_of(sound: Path, into: Path, *filters: str) -> Path:
    """Raw mono 16 kHz, as the darkroom hands it to a transcriber."""
    chosen = ("-af", ",".join(filters)) if filters else ()
    ffmpeg("-i", sound, *chosen, "-ac", "1", "-ar", "16000", "-f", "s16le", into)
    return into


@dataclass(frozen=True)
class Seen:
    """What a player would find in a finished file. `words` is every tag of the container and its tracks."""

    codecs: tuple[str, ...]
    pixel_format: str
    frame_rate: float
    duration_ms: int
    frame_count: int
    first: NDArray[np.uint8]
    words: str

    @property
    def size(self) -> tuple[int, int]:
        return self.first.shape[1], self.first.shape[0]


@lru_cache(maxsize=32)
def seen(path: Path) -> Seen:
    """Decode a finished file to its end, turned as a player turns it."""
    with av.open(str(path)) as container:
        words = {**container.metadata}
        for stream in container.streams:
            words |= stream.metadata
        frames = list(container.decode(video=0))
        turns = frames[0].rotation // 90 % 4
        video = container.streams.video[0]
        return Seen(
            codecs=tuple(stream.codec_context.name for stream in container.streams),
            pixel_format=frames[0].format.name,
            frame_rate=float(video.average_rate or 0),
            duration_ms=round((container.duration or 0) / 1000),
            frame_count=len(frames),
            first=np.rot90(frames[0].to_ndarray(format="rgb24"), turns),
            words=" ".join(f"{key}={value}" for key, value in words.items()),
        )


def heard(path: Path) -> tuple[str, float, NDArray[np.float32]]:
    """Codec, seconds and samples of a finished file's sound, decoded to its end."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16000)
        parts = [
            piece.to_ndarray().ravel()
            for frame in container.decode(stream)
            for piece in resampler.resample(frame)
        ]
        sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return stream.codec_context.name, len(sound) / 16000, sound
