"""The process that holds Whisper: `python -m media.whisper_child`, spoken to over its pipes.

The first message says which model to load, every later one names samples to transcribe. It ends
when its input does, so it never outlives its parent for longer than one note. The library's own
decoder is never used: it opens files that a playlist names.
"""

import os
import sys
from typing import Any, BinaryIO

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps

from media.arguments import SAMPLE_RATE_HZ
from media.frames import read_frame, write_frame
from media.gates import is_speech

_FULL_SCALE = 32768.0
SETTINGS = {
    "beam_size": 5,
    "vad_filter": True,
    # Two tries: noise sends the default ladder of six through all its steps, at twice the cost.
    "temperature": [0.0, 0.4],
    "max_new_tokens": 224,
    "word_timestamps": True,
    "condition_on_previous_text": False,
}


def main(asked: BinaryIO, told: BinaryIO) -> None:
    setup = read_frame(asked)
    if setup is None:
        return
    model = WhisperModel(
        setup["model"],
        device=setup["device"],
        compute_type=setup["compute_type"],
        cpu_threads=setup["cpu_threads"],
        local_files_only=setup["is_local"],
    )
    write_frame(told, {"ready": True})
    while (request := read_frame(asked)) is not None:
        write_frame(told, transcribed(model, request["samples"], request["language"]))


def transcribed(model: WhisperModel, samples: str, language: str | None) -> dict[str, Any]:
    """Raw facts; `media.whisper` decides what to believe."""
    audio = np.fromfile(samples, dtype="<i2").astype(np.float32) / _FULL_SCALE
    speech_s = _speech_s(audio)
    if not is_speech(speech_s):
        return {"speech_s": speech_s, "language": language, "segments": []}
    known = language if language in model.supported_languages else None
    segments, info = model.transcribe(audio, language=known, **SETTINGS)
    return {
        "speech_s": speech_s,
        "language": info.language,
        "segments": [_plain(segment) for segment in segments],
    }


def _speech_s(audio: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    """Seconds of voice, without the padding and the pauses that transcription wants around it."""
    if audio.size == 0:
        return 0.0
    found = get_speech_timestamps(audio, VadOptions(speech_pad_ms=0, min_silence_duration_ms=100))
    return float(sum(part["end"] - part["start"] for part in found) / SAMPLE_RATE_HZ)


def _plain(segment: Any) -> dict[str, Any]:
    return {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "no_speech_prob": segment.no_speech_prob,
        "avg_logprob": segment.avg_logprob,
        "compression_ratio": segment.compression_ratio,
        "words": [
            {"start": word.start, "end": word.end, "text": word.word, "probability": word.probability}
            for word in segment.words or ()
        ],
    }


if __name__ == "__main__":
    # The pipe is kept aside, so that a library that prints cannot break into a message.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(sys.stdin.buffer, answers)
