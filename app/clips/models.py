from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id


class ClipKind(StrEnum):
    VIDEO = "video"
    VOICE = "voice"
    PHOTO = "photo"


class Upload(SQLModel, table=True):
    """A tus upload. Its offset is derived: the end of its last part.

    `length_bytes` is None while the phone is still recording (creation-defer-length). Ended means
    terminated, expired or refused: its bytes are gone, and so is its address unless it was finished.
    `metadata_header` is what the client sent, which HEAD must repeat word for word.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    author_id: UUID = Field(foreign_key="person.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    clip_id: UUID = Field(unique=True)
    kind: ClipKind = Field(sa_type=word(ClipKind))
    language: str
    captured_at: datetime
    metadata_header: str
    length_bytes: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime
    expires_at: datetime = Field(index=True)
    finished_at: datetime | None = None
    ended_at: datetime | None = None


class UploadPart(SQLModel, table=True):
    """One stored run of bytes. The key (upload, offset) decides which of two racing PATCHes won."""

    __tablename__ = "upload_part"

    upload_id: UUID = Field(foreign_key="upload.id", primary_key=True)
    offset_bytes: int = Field(sa_type=BigInteger, primary_key=True)
    size_bytes: int = Field(sa_type=BigInteger)
    blob_key: str


class Clip(SQLModel, table=True):
    """Made when its upload finished. `id` was made on the phone, so a post can name it early.

    `samples_key` is the blob with its sound, kept until the clip is captioned. `shared_at` is set
    when a post or reply that names the clip is published: from then on its team may see it.
    """

    id: UUID = Field(primary_key=True)
    upload_id: UUID = Field(foreign_key="upload.id", unique=True)
    author_id: UUID = Field(foreign_key="person.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    kind: ClipKind = Field(sa_type=word(ClipKind))
    language: str
    captured_at: datetime
    created_at: datetime
    duration_ms: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    peaks: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    samples_key: str | None = None
    developed_at: datetime | None = None
    captioned_at: datetime | None = None
    shared_at: datetime | None = Field(default=None, index=True)


class ClipProgress(SQLModel, table=True):
    """How far the darkroom is with a clip, for its author. Gone when the clip is ready or refused."""

    __tablename__ = "clip_progress"

    clip_id: UUID = Field(foreign_key="clip.id", primary_key=True)
    stage: str
    percent: int
    updated_at: datetime


class ClipRefusal(SQLModel, table=True):
    """The file cannot become a clip, and why, in words for its author."""

    __tablename__ = "clip_refusal"

    clip_id: UUID = Field(foreign_key="clip.id", primary_key=True)
    code: str
    sentence: str
    refused_at: datetime


class Rendition(SQLModel, table=True):
    """One served file of a clip, e.g. `name` "480p", "poster_jpeg", "voice", "photo_avif"."""

    __table_args__ = (UniqueConstraint("clip_id", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    clip_id: UUID = Field(foreign_key="clip.id", index=True)
    name: str
    role: str
    content_type: str
    blob_key: str
    sha256: str
    size_bytes: int = Field(sa_type=BigInteger)
    width_px: int | None = None
    height_px: int | None = None
    duration_ms: int | None = None
    created_at: datetime


class Transcript(SQLModel, table=True):
    """What was said. `verdict` is "speech" or "no_speech"; `segments` hold words with times in ms."""

    __table_args__ = (Index("ix_transcript_clip_language", "clip_id", "language", unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    clip_id: UUID = Field(foreign_key="clip.id")
    verdict: str
    language: str
    text: str
    segments: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    model: str
    created_at: datetime
