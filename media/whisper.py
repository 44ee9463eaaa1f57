"""The real Transcriber: faster-whisper in a process of its own, started when first needed.

A crash in native code, a leak or a hang costs that process and one note's try, never the worker.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from media.darkroom import Segment, Transcript, Word
from media.errors import MediaFailed
from media.frames import read_frame, write_frame
from media.gates import is_believable
from media.weights import require_verified

_ALIASES = {"nb": "no", "fil": "tl", "iw": "he", "in": "id", "ji": "yi", "cmn": "zh"}
"""BCP 47 subtags that Whisper knows by another name."""

_KEPT_ENVIRONMENT = ("PATH", "HOME", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "HF_HOME", "SSL_CERT_FILE")
_PACKAGE_PARENT = Path(__file__).resolve().parent.parent


class WhisperTranscriber:
    """Serves one note at a time; a second caller waits. Safe to call from many threads."""

    def __init__(
        self,
        model: Path | str,
        compute_type: str = "int8",
        device: str = "auto",
        cpu_threads: int = 0,
        *,
        timeout_s: float = 300,
    ) -> None:
        """`model` is a folder, or a name the model hub knows. 0 threads: all cores, up to four.

        `timeout_s` bounds one note, and separately the loading of the model.
        """
        self._source = model
        self._compute_type = compute_type
        self._device = device
        self._cpu_threads = cpu_threads or min(4, os.cpu_count() or 1)
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._child: _Child | None = None

    @property
    def model(self) -> str:
        name = self._source.name if isinstance(self._source, Path) else self._source
        return f"{name}/{self._compute_type}"

    def transcribe(self, samples: Path, *, language: str | None) -> Transcript:
        """Raises MediaFailed when the model's process dies or takes too long; the next call starts anew."""
        spoken = _primary(language)
        with self._lock:
            child = self._running()
            try:
                said = child.ask({"samples": str(samples.resolve()), "language": spoken}, self._timeout_s)
            except MediaFailed:
                self._stop()
                raise
        return read_transcript(said)

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _running(self) -> "_Child":
        if self._child is None or not self._child.is_alive():
            self._stop()
            is_local = isinstance(self._source, Path)
            if isinstance(self._source, Path):
                require_verified(self._source)
            child = self._child = _Child(is_offline=is_local)
            setup = {
                "model": str(self._source),
                "is_local": is_local,
                "device": self._device,
                "compute_type": self._compute_type,
                "cpu_threads": self._cpu_threads,
            }
            try:
                child.ask(setup, self._timeout_s)
            except MediaFailed:
                self._stop()
                raise
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


class _Child:
    def __init__(self, *, is_offline: bool) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child; stop() closes it
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "media.whisper_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
            env=_environment(is_offline=is_offline),
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, message: Mapping[str, Any], timeout_s: float) -> dict[str, Any]:
        """Send and wait. A timer kills the process when time is up, which ends the wait."""
        assert self._process.stdin
        assert self._process.stdout
        killed = threading.Event()

        def give_up() -> None:
            killed.set()
            self._process.kill()

        timer = threading.Timer(timeout_s, give_up)
        timer.start()
        try:
            write_frame(self._process.stdin, dict(message))
            answer = read_frame(self._process.stdout)
        except (BrokenPipeError, ConnectionResetError):
            answer = None
        finally:
            timer.cancel()
        if answer is not None:
            return answer
        if killed.is_set():
            raise MediaFailed("media.timeout", "Captioning took too long.", timeout_s=timeout_s)
        raise MediaFailed("media.transcriber_died", "Captioning was interrupted.", said=self._last_words())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._errors.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)

    def _last_words(self) -> str:
        self._process.kill()
        self._process.wait()
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 2000))
        return self._errors.read().decode(errors="replace")


def _close(pipe: IO[bytes]) -> None:
    """Closing flushes, and what is left for a dead process cannot be delivered."""
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _environment(*, is_offline: bool) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    offline = {"HF_HUB_OFFLINE": "1"} if is_offline else {}
    return {**kept, **offline, "PYTHONPATH": str(_PACKAGE_PARENT), "LC_ALL": "C.UTF-8", "TQDM_DISABLE": "1"}


def _primary(language: str | None) -> str | None:
    if not language:
        return None
    subtag = language.replace("_", "-").split("-")[0].lower()
    return _ALIASES.get(subtag, subtag)


def read_transcript(said: Mapping[str, Any]) -> Transcript:
    """Keep what is believable; nothing believable is a result, "no_speech"."""
    segments = tuple(_segment(raw) for raw in said["segments"] if is_believable(raw))
    return Transcript(
        verdict="speech" if segments else "no_speech",
        language=said["language"] or "und",
        text=" ".join(segment.text for segment in segments),
        segments=segments,
    )


def _segment(raw: Mapping[str, Any]) -> Segment:
    words = tuple(
        Word(_ms(word["start"]), _ms(word["end"]), word["text"].strip(), round(word["probability"], 3))
        for word in raw["words"]
    )
    return Segment(_ms(raw["start"]), _ms(raw["end"]), raw["text"].strip(), words)


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
