"""Whom a post is addressed to, and what it would cost them."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.feed.audience.models import AudienceKind
from app.feed.models import Ask
from app.people.schemas import Input, Named

PEOPLE_MAX_COUNT = 500


class AudienceIn(Input):
    """`person_ids` only when they are addressed by name."""

    kind: Annotated[AudienceKind, Field(strict=False)] = AudienceKind.TEAM
    person_ids: list[Annotated[UUID, Field(strict=False)]] = Field(
        default_factory=list, max_length=PEOPLE_MAX_COUNT
    )


class ReachIn(Input):
    """A post that is about to be sent. `clip_ms`: how long its recording is; null without one."""

    team_id: Annotated[UUID, Field(strict=False)]
    to: AudienceIn = Field(default_factory=AudienceIn)
    ask: Annotated[Ask, Field(strict=False)] = Ask.NONE
    text: Annotated[str, Field(max_length=10_000)] = ""
    clip_ms: Annotated[int | None, Field(ge=0, le=3_600_000)] = None


class ReachOut(BaseModel):
    """`count`: people addressed now. `cost_s` is each one's, `budget_s` what a shift may ask of anybody.

    `over`: those of whom this shift has asked too much already; they will not be asked.
    """

    count: int
    cost_s: int
    budget_s: int
    over: list[Named]
