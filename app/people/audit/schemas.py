from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.people.schemas import Named


class AuditOut(BaseModel):
    """`action` is the key of a sentence. Without `person` it was done at the console, without `device`
    not from a phone; `object_name` is today's name of what `object_id` stands for, where it still has one.
    """

    seq: int
    at: datetime
    person: Named | None
    device: str | None
    action: str
    object_id: UUID | None
    object_name: str | None
    facts: dict[str, Any]


class AuditPage(BaseModel):
    """Newest first. `next` is the `before` of the following page, None on the last."""

    entries: list[AuditOut]
    next: int | None
