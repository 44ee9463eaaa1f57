from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, false, text
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.feed.audience.models import AudienceKind


class Ask(StrEnum):
    NONE = "none"
    ACKNOWLEDGE = "acknowledge"


class AnswerKind(StrEnum):
    GOT_IT = "got_it"
    PROBLEM = "problem"


def _held() -> bool:
    """A column: only its author sees it, for they did it off shift."""
    held: bool = Field(
        default=False, sa_column=Column("is_held", Boolean, nullable=False, server_default=false())
    )
    return held


def _held_index(table: str, owner: str) -> Index:
    """Few rows are held, and all of one person's are looked for whenever they act."""
    return Index(
        f"ix_{table}_held", owner, sqlite_where=text("is_held = 1"), postgresql_where=text("is_held")
    )


class Post(SQLModel, table=True):
    """`id` was made on the phone. Not published: held, or waiting for its clip to become playable.

    `held_until` is when the author's next shift starts, None while none is planned. To others nothing
    of it is earlier than that, also when it is held no more.
    """

    __table_args__ = (
        Index("ix_post_team_published", "team_id", "published_at"),
        _held_index("post", "author_id"),
    )

    id: UUID = Field(primary_key=True)
    team_id: UUID = Field(foreign_key="team.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    clip_id: UUID | None = Field(default=None, foreign_key="clip.id", unique=True)
    text: str
    ask: Ask = Field(sa_type=word(Ask))
    audience: AudienceKind = Field(
        default=AudienceKind.TEAM,
        sa_column=Column(
            "audience", word(AudienceKind), nullable=False, server_default=AudienceKind.TEAM.value
        ),
    )
    version: int = 1
    captured_at: datetime
    arrived_at: datetime
    is_held: bool = _held()
    held_until: datetime | None = None
    published_at: datetime | None = None


class Asked(SQLModel, table=True):
    """A person whose answer a post asks for. The author is never asked.

    `cost_s`: the seconds it took of their attention then.
    """

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    asked_at: datetime | None = None
    cost_s: int = Field(default=0, sa_column=Column("cost_s", Integer, nullable=False, server_default="0"))


class Answer(SQLModel, table=True):
    """Recorded once: the key is the lock. Held as a post is."""

    __table_args__ = (_held_index("answer", "person_id"),)

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    version: int = Field(primary_key=True)
    kind: AnswerKind = Field(sa_type=word(AnswerKind))
    captured_at: datetime
    arrived_at: datetime
    is_held: bool = _held()
    held_until: datetime | None = None


class Reply(SQLModel, table=True):
    """Text or a voice note (or both) under a post. Shown once its clip, if any, can be played; held as a
    post is.
    """

    __table_args__ = (
        Index("ix_reply_post_captured", "post_id", "captured_at"),
        _held_index("reply", "author_id"),
    )

    id: UUID = Field(primary_key=True)
    post_id: UUID = Field(foreign_key="post.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    clip_id: UUID | None = Field(default=None, foreign_key="clip.id", unique=True)
    text: str
    captured_at: datetime
    arrived_at: datetime
    is_held: bool = _held()
    held_until: datetime | None = None
    published_at: datetime | None = None
