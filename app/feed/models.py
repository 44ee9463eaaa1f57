from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.core.columns import word


class Ask(StrEnum):
    NONE = "none"
    ACKNOWLEDGE = "acknowledge"


class AnswerKind(StrEnum):
    GOT_IT = "got_it"
    PROBLEM = "problem"


class Post(SQLModel, table=True):
    """`id` was made on the phone. Not published: waiting for its clip to become playable."""

    __table_args__ = (Index("ix_post_team_published", "team_id", "published_at"),)

    id: UUID = Field(primary_key=True)
    team_id: UUID = Field(foreign_key="team.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    clip_id: UUID | None = Field(default=None, foreign_key="clip.id", unique=True)
    text: str
    ask: Ask = Field(sa_type=word(Ask))
    version: int = 1
    captured_at: datetime
    arrived_at: datetime
    published_at: datetime | None = None


class Asked(SQLModel, table=True):
    """A person whose answer a post asks for. The author is never asked."""

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)


class Answer(SQLModel, table=True):
    """Recorded once: the key is the lock."""

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    version: int = Field(primary_key=True)
    kind: AnswerKind = Field(sa_type=word(AnswerKind))
    captured_at: datetime
    arrived_at: datetime


class Reply(SQLModel, table=True):
    """Text or a voice note (or both) under a post. Shown once its clip, if any, can be played."""

    __table_args__ = (Index("ix_reply_post_captured", "post_id", "captured_at"),)

    id: UUID = Field(primary_key=True)
    post_id: UUID = Field(foreign_key="post.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    clip_id: UUID | None = Field(default=None, foreign_key="clip.id", unique=True)
    text: str
    captured_at: datetime
    arrived_at: datetime
    published_at: datetime | None = None
