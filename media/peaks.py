"""The waveform a card draws, from the samples the darkroom made."""

from pathlib import Path

import numpy as np

PEAK_COUNT = 100
_QUIET = 0.05
"""Full height is at least this share of full scale, so that silence is drawn as silence."""


def peaks_of(samples: Path, count: int = PEAK_COUNT) -> tuple[int, ...]:
    """The loudest moment of each of `count` equal parts, 0..255, in order. Fewer when there is less."""
    loudness = np.abs(np.fromfile(samples, dtype="<i2").astype(np.float32)) / 32768.0
    if loudness.size == 0:
        return ()
    parts = np.array_split(loudness, min(count, loudness.size))
    heights = np.array([part.max() for part in parts])
    return tuple(int(height) for height in np.round(heights / max(float(heights.max()), _QUIET) * 255))
