"""What the handover reads and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.feed.handover.policy import ItemKind
from app.feed.schemas import Id, Input
from app.people.schemas import Named

NUMBER_MAX = 2**31 - 1
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]


class TakeBody(Input):
    """The body of the command `handover.take`."""

    team_id: Id
    number: Number


class TakeForm(Input):
    """`number` as the handover that was read said it."""

    number: Number


class SettleBody(Input):
    """The body of the command `handover.settle`."""

    post_id: Id


class ItemOut(BaseModel):
    """`since`: open from then on. `said`: as much as there is time for. `people`: who objects."""

    post_id: UUID
    kind: ItemKind
    author: str
    said: str
    since: datetime
    people: list[str]
    missing_count: int


class TakenOut(BaseModel):
    by: Named
    at: datetime


class HandoverOut(BaseModel):
    """`number` is the one to take over with; `last` who did before. `more`: further open posts, in a line."""

    number: int
    last: TakenOut | None
    budget_s: int
    cost_s: int
    items: list[ItemOut]
    more: list[UUID]
