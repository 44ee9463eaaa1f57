"""The two engines as their callers see them, and the plain values that travel between steps.

Every value here can be written to JSON and read back, because callers checkpoint them between
the steps of a durable workflow. Paths are the exception: `Developed` lives within one step.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, Self

Kind = Literal["video", "voice", "photo"]
Role = Literal["play", "poster", "photo", "thumb"]
Verdict = Literal["speech", "no_speech"]


@dataclass(frozen=True)
class VideoStream:
    """Sizes are as stored; turning the picture `rotation_deg` clockwise (0, 90, 180, 270) makes it upright.

    `pixel_aspect` is the width of a stored pixel over its height; `transfer` is empty for SDR, and
    `matrix` where the file does not say how its colours are coded. `has_notes`: the stream may hold
    messages beside its pictures (H.264 SEI).
    """

    index: int
    codec: str
    profile: str
    pixel_format: str
    width_px: int
    height_px: int
    rotation_deg: int
    pixel_aspect: float
    frame_rate: float
    frame_count: int
    is_vfr: bool
    matrix: str
    transfer: str
    duration_ms: int
    has_notes: bool = True

    @property
    def is_sideways(self) -> bool:
        return self.rotation_deg in (90, 270)


@dataclass(frozen=True)
class AudioStream:
    index: int
    codec: str
    profile: str
    sample_rate_hz: int
    channel_count: int
    duration_ms: int


@dataclass(frozen=True)
class Probe:
    """What a file holds, measured. `kind` is what it will become, which may differ from what was sent.

    `duration_ms` is counted from the packets; it never comes from the header alone.
    """

    kind: Kind
    container: str
    demuxer: str | None
    size_bytes: int
    duration_ms: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    video: VideoStream | None = None
    audio: AudioStream | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        video, audio = stored.get("video"), stored.get("audio")
        return cls(
            **{
                **stored,
                "video": VideoStream(**video) if video else None,
                "audio": AudioStream(**audio) if audio else None,
            }
        )


@dataclass(frozen=True)
class Pass:
    """One run over the source. `short_side_px` is None when nothing is scaled."""

    name: Literal["remux", "480p", "720p", "voice", "photo"]
    short_side_px: int | None = None
    has_poster: bool = False
    has_samples: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)


@dataclass(frozen=True)
class Output:
    """One finished file. `name` is the rendition's name, unique within a clip."""

    name: str
    role: Role
    path: Path
    content_type: str
    size_bytes: int
    sha256: str
    width_px: int | None = None
    height_px: int | None = None
    duration_ms: int | None = None


@dataclass(frozen=True)
class Developed:
    """What one pass made. `samples` is raw mono 16 kHz s16le without any header, for a Transcriber.

    `peaks` and `samples` are None when the pass makes none or the clip has no sound.
    """

    outputs: tuple[Output, ...]
    duration_ms: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    peaks: tuple[int, ...] | None = None
    samples: Path | None = None


@dataclass(frozen=True)
class Word:
    start_ms: int
    end_ms: int
    text: str
    probability: float


@dataclass(frozen=True)
class Segment:
    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """What was said. Silence and noise are a result (`no_speech`), never an error."""

    verdict: Verdict
    language: str
    text: str
    segments: tuple[Segment, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        segments = tuple(
            Segment(**{**segment, "words": tuple(Word(**word) for word in segment["words"])})
            for segment in stored["segments"]
        )
        return cls(**{**stored, "segments": segments})


Progress = Callable[[float], None]


class Transcoder(Protocol):
    """Raises MediaRefused when the file is at fault (permanent), MediaFailed when we are (try again)."""

    def inspect(self, source: Path, *, kind: str) -> Probe:
        """Sniff, probe and hold against the limits. `kind` is what the sender says it is."""

    def passes(self, probe: Probe) -> tuple[Pass, ...]:
        """The first pass makes the clip playable, with poster and samples; later ones add renditions."""

    def develop(
        self, source: Path, probe: Probe, a_pass: Pass, into: Path, *, progress: Progress
    ) -> Developed:
        """Make one pass, into the existing folder `into`. `progress` is told 0..1, never going back."""


class Transcriber(Protocol):
    @property
    def model(self) -> str: ...

    def transcribe(self, samples: Path, *, language: str | None) -> Transcript:
        """`samples` as `Developed.samples`. A language the model does not know is detected instead."""

    def close(self) -> None: ...
