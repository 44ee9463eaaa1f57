"""A darkroom that does what the recording's script says, in no time."""

import hashlib
import threading
import time
from collections import Counter
from pathlib import Path

from media.darkroom import (
    AudioStream,
    Developed,
    Output,
    Pass,
    Probe,
    Progress,
    Role,
    Segment,
    Transcript,
    Word,
)
from media.errors import MediaFailed, MediaRefused
from media.sniff import HEAD_BYTES, sniff
from tests.doubles.recordings import Script

PEAKS = tuple(range(0, 200, 2))
WORD_MS = 400
_SOUND = AudioStream(
    index=1, codec="aac", profile="LC", sample_rate_hz=48_000, channel_count=1, duration_ms=4_000
)
_OUTPUTS: dict[str, tuple[tuple[str, Role, str], ...]] = {
    "remux": (("remux", "play", "video/mp4"),),
    "480p": (("480p", "play", "video/mp4"),),
    "voice": (("voice", "play", "audio/mp4"),),
    "photo": (
        ("photo_avif", "photo", "image/avif"),
        ("photo_jpeg", "photo", "image/jpeg"),
        ("thumb_avif", "thumb", "image/avif"),
        ("thumb_jpeg", "thumb", "image/jpeg"),
    ),
}
_POSTER: tuple[str, Role, str] = ("poster_jpeg", "poster", "image/jpeg")


class _Failures:
    """Fails the first so many times that a file is seen, or every time but the first."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def fail_first(self, source: Path, count: int) -> None:
        if self._see(source) <= count:
            raise MediaFailed("media.scripted", "It did not work this time.")

    def fail_after_first(self, source: Path) -> None:
        if self._see(source) > 1:
            raise MediaFailed("media.scripted", "It worked only once.")

    def _see(self, source: Path) -> int:
        with self._lock:
            digest = hashlib.sha256(source.read_bytes()).hexdigest()
            self._seen[digest] += 1
            return self._seen[digest]


class ScriptedTranscoder:
    def __init__(self) -> None:
        self._failures = _Failures()
        self._breaking = _Failures()

    def inspect(self, source: Path, *, kind: str) -> Probe:
        with source.open("rb") as file:
            container = sniff(file.read(HEAD_BYTES))
        if (container.family == "photo") != (kind == "photo"):
            raise MediaRefused("media.wrong_kind", "This is something else.")
        script = Script.in_file(source)
        if script.refusal is not None:
            raise MediaRefused(*script.refusal)
        self._failures.fail_first(source, script.fail_count)
        if script.breaks_later:
            self._breaking.fail_after_first(source)
        return Probe(
            kind=script.kind,
            container=container.name,
            demuxer=container.demuxer,
            size_bytes=source.stat().st_size,
            duration_ms=None if script.kind == "photo" else script.duration_ms,
            width_px=None if script.kind == "voice" else 720,
            height_px=None if script.kind == "voice" else 1280,
            audio=_SOUND if script.has_sound and script.kind != "photo" else None,
        )

    def passes(self, probe: Probe) -> tuple[Pass, ...]:
        has_samples = probe.audio is not None
        if probe.kind == "video":
            return (Pass("remux", has_poster=True, has_samples=has_samples), Pass("480p", 480))
        return (Pass(probe.kind, has_samples=has_samples),)

    def develop(
        self, source: Path, probe: Probe, a_pass: Pass, into: Path, *, progress: Progress
    ) -> Developed:
        script = Script.in_file(source)
        if script.breaks_later and a_pass.short_side_px is not None:
            raise MediaFailed("media.scripted", "It worked only once.")
        for tenth in range(11):
            time.sleep(script.takes_s / 11)
            progress(tenth / 10)
        wanted = _OUTPUTS[a_pass.name] + ((_POSTER,) if a_pass.has_poster else ())
        samples = None
        if a_pass.has_samples:
            samples = into / "samples.s16le"
            # An even number of bytes, as 16 bit samples are.
            written = script.written()
            samples.write_bytes(written + b"\n" * (len(written) % 2))
        return Developed(
            outputs=tuple(_output(into, probe, *one) for one in wanted),
            duration_ms=probe.duration_ms,
            width_px=probe.width_px,
            height_px=probe.height_px,
            peaks=PEAKS if a_pass.has_samples else None,
            samples=samples,
        )


def _output(into: Path, probe: Probe, name: str, role: Role, content_type: str) -> Output:
    content = f"{name} of {probe.size_bytes} bytes ".encode() * 20
    path = into / name
    path.write_bytes(content)
    is_picture = content_type != "audio/mp4"
    return Output(
        name=name,
        role=role,
        path=path,
        content_type=content_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        width_px=480 if is_picture else None,
        height_px=854 if is_picture else None,
        duration_ms=probe.duration_ms if role == "play" else None,
    )


class ScriptedTranscriber:
    """Hears what the recording's script says; samples without a script are silence."""

    model = "scripted"

    def __init__(self) -> None:
        self._failures = _Failures()

    def transcribe(self, samples: Path, *, language: str | None) -> Transcript:
        script = Script.in_file(samples)
        self._failures.fail_first(samples, script.caption_fail_count)
        spoken = script.says.split()
        if not spoken:
            return Transcript("no_speech", language or "en", "")
        words = tuple(
            Word(number * WORD_MS, (number + 1) * WORD_MS, f" {word}", 0.9)
            for number, word in enumerate(spoken)
        )
        segment = Segment(0, len(words) * WORD_MS, script.says, words)
        return Transcript("speech", language or "en", script.says, (segment,))

    def close(self) -> None:
        """Nothing is held open."""
