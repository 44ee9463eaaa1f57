from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.people.models import Role
from app.people.roster.models import ChangeKind, ImportState
from app.people.schemas import Input


class RosterError(BaseModel):
    """`column` is None when the line as a whole is broken; `reason` is a code."""

    line: int
    column: str | None
    reason: str


class RosterWarning(BaseModel):
    """`shown` is what a person should look at."""

    line: int
    reason: str
    shown: str


class RosterField(BaseModel):
    """One difference. For "team", `was` and `becomes` are roles in `team`, None: not in it."""

    field: Literal["name", "language", "team"]
    team: str | None
    was: str | None
    becomes: str | None


class RosterChangeOut(BaseModel):
    """`person_id` is None for somebody who has never been here."""

    number: int
    kind: ChangeKind
    external_id: str
    person_id: UUID | None
    name: str
    fields: list[RosterField]
    is_applied: bool


class RosterCounts(BaseModel):
    """People, and of errors lines."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    leaving: int = 0
    errors: int = 0


class RosterOut(BaseModel):
    """`diff_sample` holds the first changes of each kind. `leaving` must be repeated to apply it.

    `spares_leavers`: of some line could not be told whose it is, so the file lets nobody go.
    `progress` counts the changes that are done, of `change_count`.
    """

    id: UUID
    state: ImportState
    site_id: UUID | None
    row_count: int
    change_count: int
    progress: int
    counts: RosterCounts
    spares_leavers: bool
    errors: list[RosterError]
    warnings: list[RosterWarning]
    diff_sample: list[RosterChangeOut]
    created_at: datetime
    applied_at: datetime | None


class RosterChanges(BaseModel):
    """`next` is the `after` of the following page, None on the last."""

    changes: list[RosterChangeOut]
    next: int | None


class ApplyIn(Input):
    leaving_count: int = Field(ge=0, le=10_000_000)


# What an export writes as the role of an administrator: a file neither makes nor unmakes one.
EXPORTED_ROLES = {Role.WORKER: "worker", Role.LEAD: "lead", Role.ADMIN: ""}
