"""What routes about sites and teams read and answer."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from app.people.models import PasskeyRule, Role
from app.people.schemas import HourIn, Input, Language, Name, Named, Zone

LANGUAGES_MAX_COUNT = 20


def _unique(languages: list[str]) -> list[str]:
    return list(dict.fromkeys(languages))


Languages = Annotated[list[Language], Field(max_length=LANGUAGES_MAX_COUNT), AfterValidator(_unique)]


class SiteIn(Input):
    name: Name
    zone: Zone
    languages: Languages | None = None
    quiet_from: HourIn | None = None
    quiet_until: HourIn | None = None


class SiteChange(Input):
    """What is left out stays; `quiet_from` and `quiet_until` are set, or taken away, together."""

    name: Name | None = None
    zone: Zone | None = None
    languages: Languages | None = None
    quiet_from: HourIn | None = None
    quiet_until: HourIn | None = None
    attention_budget_s: Annotated[int | None, Field(ge=15, le=900)] = None


class TeamIn(Input):
    name: Name
    site_id: Annotated[UUID, Field(strict=False)]


class TeamChange(Input):
    name: Name


class RoleIn(Input):
    role: Annotated[Role, Field(strict=False)]


class OrganisationChange(Input):
    name: Name | None = None
    passkeys: Annotated[PasskeyRule, Field(strict=False)] | None = None


class OrganisationOut(Named):
    passkeys: PasskeyRule


class MemberOut(BaseModel):
    person: Named
    role: Role
