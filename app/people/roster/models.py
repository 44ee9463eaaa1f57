from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id
from app.people.models import Role


class ImportState(StrEnum):
    READING = "reading"
    READ = "read"
    APPLYING = "applying"
    APPLIED = "applied"


class ChangeKind(StrEnum):
    LEAVING = "leaving"
    ADDED = "added"
    CHANGED = "changed"


class RosterImport(SQLModel, table=True):
    """One file as it was read. Without `site_id` it speaks for the whole organisation.

    `counts`, `errors` and `warnings` are what was shown before anybody asked to apply it; of the errors
    at most 1,000 are kept. `reaches_all`: whoever sent it administers the organisation, and not only the
    site. `spares_leavers`: of some line could not even be told whose it is, so nobody leaves.
    `applied_by_id` on the device `applied_on_id`; neither: at the console.
    """

    __tablename__ = "roster_import"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    site_id: UUID | None = Field(default=None, foreign_key="site.id")
    created_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    applied_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    applied_on_id: UUID | None = Field(default=None, foreign_key="device.id")
    state: ImportState = Field(sa_type=word(ImportState))
    reaches_all: bool
    creates_teams: bool
    spares_leavers: bool = False
    row_count: int = 0
    applied_count: int = 0
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    errors: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    applied_at: datetime | None = None


class RosterRow(SQLModel, table=True):
    """A line about a person. Empty texts: the line says nothing about it.

    `team_id` is None, too, when a team of the name `team` has yet to be made. A row with a `fault` is
    not applied, and no other of the person's rows is.
    """

    __tablename__ = "roster_row"
    __table_args__ = (Index("ix_roster_row_import_external", "import_id", "external_id"),)

    import_id: UUID = Field(foreign_key="roster_import.id", primary_key=True)
    line: int = Field(primary_key=True)
    external_id: str
    name: str
    language: str
    site_id: UUID | None = Field(default=None, foreign_key="site.id")
    team: str
    team_id: UUID | None = Field(default=None, foreign_key="team.id")
    role: Role | None = Field(default=None, sa_column=Column(word(Role), nullable=True))
    fault: str | None = None


class RosterChange(SQLModel, table=True):
    """What an import means for one person: numbered in the order of showing and applying, leavers first.

    `fields` are the differences, each with what was and what becomes.
    """

    __tablename__ = "roster_change"

    import_id: UUID = Field(foreign_key="roster_import.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: ChangeKind = Field(sa_type=word(ChangeKind))
    external_id: str
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str
    fields: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    applied_at: datetime | None = None
