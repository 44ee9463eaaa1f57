from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id


class ImportState(StrEnum):
    READ = "read"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"


class RosterImport(SQLModel, table=True):
    """One file as it was read. Without `site_id` it speaks for the whole organisation.

    `counts` and `errors` are what the admin saw before asking to apply it; at most 1,000 errors are kept.
    """

    __tablename__ = "roster_import"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    site_id: UUID | None = Field(default=None, foreign_key="site.id")
    created_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    state: ImportState = Field(sa_type=word(ImportState))
    row_count: int
    applied_count: int = 0
    counts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    errors: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    applied_at: datetime | None = None


class RosterRow(SQLModel, table=True):
    """A row waiting to be applied; `change` is what it would do, None when nothing."""

    __tablename__ = "roster_row"
    __table_args__ = (Index("ix_roster_row_import_line", "import_id", "line", unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    import_id: UUID = Field(foreign_key="roster_import.id")
    line: int
    external_id: str
    wanted: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    change: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
