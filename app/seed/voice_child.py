"""The process that speaks: text from its input, a WAV file at the path it is told.

eSpeak NG is native code from another house, loaded here and nowhere else: when it crashes, this
process is gone and the seed goes on without a voice. Numbers are those of its `speak_lib.h`.
"""

import ctypes
import sys
import wave

from espeakng_loader import get_data_path, get_library_path

AUDIO_OUTPUT_SYNCHRONOUS = 2
PARAMETER_RATE = 1
CHARS_UTF8 = 1
SAMPLE_BYTES = 2
HEARD = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def speak(text: str, target: str, *, voice: str, words_per_minute: int) -> None:
    engine = ctypes.CDLL(get_library_path())
    # Without the folder, the library looks where it was built.
    rate_hz = engine.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, get_data_path().encode(), 0)
    if rate_hz <= 0:
        raise RuntimeError("the synthesiser does not start")
    samples = bytearray()

    def hear(address: int | None, count: int, _events: int | None) -> int:
        if address and count > 0:
            samples.extend(ctypes.string_at(address, count * SAMPLE_BYTES))
        return 0

    # Named, because the engine keeps only its address.
    heard = HEARD(hear)
    engine.espeak_SetSynthCallback(heard)
    _require(engine.espeak_SetVoiceByName(voice.encode()), f"no voice {voice}")
    _require(engine.espeak_SetParameter(PARAMETER_RATE, words_per_minute, 0), "no such rate")
    said = text.encode()
    size = ctypes.c_size_t(len(said) + 1)
    _require(engine.espeak_Synth(said, size, 0, 0, 0, CHARS_UTF8, None, None), "nothing said")
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(rate_hz)
        file.writeframes(bytes(samples))


def _require(error: int, why: str) -> None:
    if error:
        raise RuntimeError(f"{why} ({error})")


if __name__ == "__main__":
    speak(sys.stdin.buffer.read().decode(), sys.argv[1], voice=sys.argv[2], words_per_minute=int(sys.argv[3]))
