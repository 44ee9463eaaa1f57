"""Whom a post is addressed to."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.feed.audience.models import AudienceKind
from app.people.schemas import Input

PEOPLE_MAX_COUNT = 500


class AudienceIn(Input):
    """`person_ids` only when they are addressed by name."""

    kind: Annotated[AudienceKind, Field(strict=False)] = AudienceKind.TEAM
    person_ids: list[Annotated[UUID, Field(strict=False)]] = Field(
        default_factory=list, max_length=PEOPLE_MAX_COUNT
    )
