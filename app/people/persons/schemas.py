"""What routes about people read and answer, for those who look after them."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.people.models import Role
from app.people.schemas import Input, Language, Name, Named

SEARCH_MAX_CHARS = 100
CURSOR_MAX_CHARS = 1000


class Scope(StrEnum):
    TEAM = "team"
    SITE = "site"
    ORGANISATION = "organisation"


class PersonIn(Input):
    name: Name
    language: Language
    team_id: Annotated[UUID, Field(strict=False)]
    role: Annotated[Role, Field(strict=False)] = Role.WORKER


class PersonChange(Input):
    name: Name | None = None
    language: Language | None = None


class RolePut(Input):
    scope: Annotated[Scope, Field(strict=False)]
    id: Annotated[UUID, Field(strict=False)]
    role: Annotated[Role, Field(strict=False)]


class TeamRole(Named):
    role: Role


class HeldRole(Named):
    scope: Scope
    role: Role


class PersonRow(Named):
    """`teams`: those of theirs that the reader leads. `above`: roles in whole sites and the organisation."""

    language: str
    external_id: str | None
    teams: list[TeamRole]
    above: list[HeldRole]
    is_departed: bool


class PersonDetail(PersonRow):
    """`roles`: in teams, sites and the organisation, as far as the reader leads there."""

    roles: list[HeldRole]


class PeopleOut(BaseModel):
    """`next`: the cursor of the page after this one, None on the last."""

    people: list[PersonRow]
    next: str | None
