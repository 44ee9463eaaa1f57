"""What a brief answers."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class BriefCard(BaseModel):
    post_id: UUID
    asked: bool
    cost_s: int


class BriefRest(BaseModel):
    """What is not in the stack, for one line."""

    post_ids: list[UUID]
    asked_count: int
    authors: list[str]


class BriefOut(BaseModel):
    """`cards` are worth `cost_s` seconds together, never more than `budget_s`. `since`: news from then on."""

    budget_s: int
    cost_s: int
    since: datetime
    cards: list[BriefCard]
    rest: BriefRest
