"""Whom a post is addressed to."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.feed.audience.models import AudienceKind
from app.people.schemas import Input, Named

PEOPLE_MAX_COUNT = 500
TEXT_MAX_CHARS = 20_000
DURATION_MAX_MS = 3_600_000


class AudienceIn(Input):
    """`person_ids` only when they are addressed by name."""

    kind: Annotated[AudienceKind, Field(strict=False)] = AudienceKind.TEAM
    person_ids: list[Annotated[UUID, Field(strict=False)]] = Field(
        default_factory=list, max_length=PEOPLE_MAX_COUNT
    )


class ReachIn(Input):
    """What is about to be sent. `duration_ms`: of its recording, as far as the phone knows it."""

    to: AudienceIn = Field(default_factory=AudienceIn)
    text: str = Field(default="", max_length=TEXT_MAX_CHARS)
    duration_ms: Annotated[int | None, Field(ge=0, le=DURATION_MAX_MS)] = None
    has_clip: bool = False


class ReachOut(BaseModel):
    """`over_budget` would be shown the post and not asked: their shift has no `cost_s` seconds left."""

    asked_count: int
    cost_s: int
    over_budget: list[Named]
