"""Whether what Whisper wrote was said at all. Pure.

Whisper invents words on silence and noise. Measured on 29 noises (six colours at three volumes, hum,
siren, beeps, clatter, engine, chords, café, fan): the voice detector hears 0.0 s in every one. On 24
clipped single words, bare, in silence and in café noise, it hears 0.24 to 0.58 s, but for one of
0.13 s that came out as other words. 0.2 s parts them; a gate on the padded duration would lose
"got it", since padding alone is 0.8 s.
"""

from collections.abc import Mapping
from typing import Any

MIN_SPEECH_S = 0.2
_MAX_NO_SPEECH = 0.6
_MIN_LOG_PROBABILITY = -0.7
_MAX_COMPRESSION = 2.4


def is_speech(speech_s: float) -> bool:
    """`speech_s`: what the voice detector found, without the padding it adds around it."""
    return speech_s >= MIN_SPEECH_S


def is_believable(segment: Mapping[str, Any]) -> bool:
    """False for a segment that the model doubts was speech, and for one that repeats itself."""
    is_doubted = segment["no_speech_prob"] > _MAX_NO_SPEECH and segment["avg_logprob"] < _MIN_LOG_PROBABILITY
    return (
        not is_doubted and segment["compression_ratio"] <= _MAX_COMPRESSION and bool(segment["text"].strip())
    )
