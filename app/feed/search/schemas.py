"""What a search answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from app.clips.models import ClipKind
from app.people.schemas import Named


class PieceOut(BaseModel):
    text: str
    hit: bool


class SnippetOut(BaseModel):
    """`start_ms`: where in the clip the first hit is spoken."""

    source: Literal["text", "transcript"]
    pieces: list[PieceOut]
    start_ms: int | None = None


class HitOut(BaseModel):
    """A post, or a reply (`reply_id`) under one, and the place in it that was looked for."""

    post_id: UUID
    reply_id: UUID | None
    team_id: UUID
    author: Named
    post_author: Named
    published_at: datetime
    clip_id: UUID | None
    clip_kind: ClipKind | None
    snippet: SnippetOut | None


class SearchOut(BaseModel):
    """The newest first. `before` leads to the next page; null at the end."""

    hits: list[HitOut]
    before: UUID | None
