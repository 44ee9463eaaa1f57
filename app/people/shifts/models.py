from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Index, false
from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class ShiftPattern(SQLModel, table=True):
    """Shifts that repeat weekly, in the site's local time. `weekdays`: 0 is Monday, of the day it starts.

    `ends` at or before `starts` is on the next day. Its shifts are kept as rows, weeks ahead: each day up
    to `kept_until` was seen to, once. `left_out` are the days whose shift a lead deleted, as ISO dates.
    """

    __tablename__ = "shift_pattern"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    weekdays: list[int] = Field(sa_column=Column(JSON, nullable=False))
    every_weeks: int = 1
    starts: time
    ends: time
    first_on: date
    last_on: date | None = None
    kept_until: date
    left_out: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime


class Shift(SQLModel, table=True):
    """A person's planned on-duty interval, half open: `starts_at` <= t < `ends_at`.

    `external_id` is the planning tool's own; `pattern_id` and `pattern_on` say which repetition made it.
    `is_edited`: somebody changed it by hand since, so its pattern lets it be.
    """

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="forwards"),
        Index("ix_shift_person_starts", "person_id", "starts_at"),
        Index("ix_shift_team_starts", "team_id", "starts_at"),
        Index("ix_shift_external", "team_id", "external_id", unique=True),
        Index("ix_shift_pattern", "pattern_id", "pattern_on", unique=True),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    team_id: UUID = Field(foreign_key="team.id")
    external_id: str | None = None
    pattern_id: UUID | None = Field(default=None, foreign_key="shift_pattern.id")
    pattern_on: date | None = None
    starts_at: datetime
    ends_at: datetime
    is_edited: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
