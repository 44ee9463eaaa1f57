"""What clips reads from a tus client and answers to everyone."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.clips.models import ClipKind

State = Literal["preparing", "playable", "ready", "refused"]
Stage = Literal["queued", "preparing", "captioning"]

# A BCP 47 tag as far as we need it: language, then subtags.
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$")]


class UploadMetadata(BaseModel):
    """The keys of Upload-Metadata that mean something here; other clients may send more."""

    model_config = ConfigDict(extra="ignore")

    clip_id: UUID
    team_id: UUID
    kind: ClipKind
    captured_at: Annotated[
        AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
    ]
    language: Language | None = None


class ProgressOut(BaseModel):
    stage: Stage
    percent: int


class RefusalOut(BaseModel):
    code: str
    sentence: str


class RenditionOut(BaseModel):
    id: UUID
    name: str
    role: Literal["play", "poster", "photo", "thumb"]
    url: str
    content_type: str
    size_bytes: int
    width_px: int | None
    height_px: int | None


class WordOut(BaseModel):
    start_ms: int
    end_ms: int
    text: str
    probability: float


class SegmentOut(BaseModel):
    start_ms: int
    end_ms: int
    text: str
    words: list[WordOut]


class TranscriptOut(BaseModel):
    verdict: Literal["speech", "no_speech"]
    language: str
    text: str
    segments: list[SegmentOut]


class ClipOut(BaseModel):
    """`peaks` is the loudness over time, about 100 values of 0..255."""

    id: UUID
    kind: ClipKind
    author_id: UUID
    state: State
    progress: ProgressOut | None
    refusal: RefusalOut | None
    duration_ms: int | None
    width_px: int | None
    height_px: int | None
    peaks: list[int] | None
    renditions: list[RenditionOut]
    captions_url: str | None
    transcript: TranscriptOut | None
