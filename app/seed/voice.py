"""Speaks a sentence into a file, in a process of its own."""

import subprocess
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

SPOKEN_S = 30


@dataclass(frozen=True)
class Voice:
    """`name` is eSpeak NG's."""

    name: str
    words_per_minute: int


# Chosen by ear of Whisper base: with these it wrote the story's sentences down word for word. It
# understands the synthesiser's Brazilian and Latin American better than its European voices.
VOICES = {
    "de": Voice("de", 140),
    "en": Voice("en-us", 140),
    "es": Voice("es-419", 150),
    "pt": Voice("pt-br", 140),
}


def speak(text: str, target: Path, *, language: str) -> float | None:
    """Its length in seconds. None: this machine cannot speak it, which is said aloud."""
    voice = VOICES[language.partition("-")[0]]
    command = [sys.executable, "-m", "app.seed.voice_child", str(target), voice.name]
    try:
        subprocess.run(
            [*command, str(voice.words_per_minute)],
            input=text.encode(),
            check=True,
            capture_output=True,
            timeout=SPOKEN_S,
        )
    except subprocess.SubprocessError as error:
        sys.stderr.write(f"A clip of the demo hums instead of speaking: {error}\n")
        return None
    with wave.open(str(target)) as file:
        return float(file.getnframes() / file.getframerate())
