import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.darkroom import Developed, Output, Probe
from media.ffmpeg import FfmpegTranscoder
from media.weights import ensure_weights
from media.whisper import WhisperTranscriber

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Made:
    """Every pass of one file, in order, and how its progress went."""

    probe: Probe
    passes: dict[str, Developed]
    told: list[float]

    @property
    def first(self) -> Developed:
        return next(iter(self.passes.values()))

    def output(self, name: str) -> Output:
        return next(
            output
            for developed in self.passes.values()
            for output in developed.outputs
            if output.name == name
        )


Develop = Callable[..., Made]


@pytest.fixture(scope="session")
def transcoder() -> FfmpegTranscoder:
    return FfmpegTranscoder()


@pytest.fixture
def develop(transcoder: FfmpegTranscoder, tmp_path: Path) -> Develop:
    """Send a file through the whole darkroom, as the worker does."""

    def run(source: Path, kind: str = "video", *, with_engine: FfmpegTranscoder = transcoder) -> Made:
        probe = with_engine.inspect(source, kind=kind)
        told: list[float] = []
        passes = {}
        for a_pass in with_engine.passes(probe):
            into = tmp_path / f"{source.stem}-{a_pass.name}"
            into.mkdir()
            again = Probe.from_json(probe.to_json())
            assert again == probe
            passes[a_pass.name] = with_engine.develop(source, again, a_pass, into, progress=told.append)
        return Made(probe, passes, told)

    return run


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The weights `make test` set up; fetched now when pytest is run by itself."""
    var = Path(os.environ.get("TWOTAP_VAR_DIR", ROOT / "var"))
    return ensure_weights(var / "weights", lambda _share: None)


@pytest.fixture(scope="session")
def transcriber(model_folder: Path) -> Iterator[WhisperTranscriber]:
    transcriber = WhisperTranscriber(model_folder, device="cpu")
    yield transcriber
    transcriber.close()
