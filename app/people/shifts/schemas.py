"""What routes about shifts read and answer. Shifts are instants; patterns are the site's local time."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic import BaseModel as Output

from app.people.schemas import Input, Named
from app.sync.schemas import PhoneTime

EVERY_WEEKS_MAX = 8
LISTED_DAYS_MAX = 92

Moment = Annotated[PhoneTime, Field(strict=False)]
Id = Annotated[UUID, Field(strict=False)]


def _weekdays(days: list[int]) -> list[int]:
    return sorted(set(days))


def _minute(wall: time) -> time:
    if wall.tzinfo is not None:
        raise ValueError("a local time has no offset")
    return wall.replace(second=0, microsecond=0)


def _within_reason(day: date) -> date:
    if not 2000 <= day.year <= 2199:
        raise ValueError("not a plausible day")
    return day


Weekday = Annotated[int, Field(ge=0, le=6)]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_weekdays)]
EveryWeeks = Annotated[int, Field(ge=1, le=EVERY_WEEKS_MAX)]
Wall = Annotated[time, Field(strict=False), AfterValidator(_minute)]
Day = Annotated[date, Field(strict=False), AfterValidator(_within_reason)]


class ShiftIn(Input):
    person_id: Id
    starts_at: Moment
    ends_at: Moment


class ShiftChange(Input):
    """What is left out stays. Another `person_id`: they swapped."""

    person_id: Id | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class ShiftOut(Output):
    id: UUID
    team_id: UUID
    person: Named
    starts_at: datetime
    ends_at: datetime
    external_id: str | None
    pattern_id: UUID | None


class ShiftsOut(Output):
    """`zone`: the site's, in which people read these times."""

    zone: str
    shifts: list[ShiftOut]


class PatternIn(Input):
    """`weekdays`: 0 is Monday, of the day a shift starts. `ends` at or before `starts`: the next day."""

    person_id: Id
    weekdays: Weekdays
    every_weeks: EveryWeeks = 1
    starts: Wall
    ends: Wall
    first_on: Day
    last_on: Day | None = None


class PatternChange(Input):
    """What is left out stays; `last_on` null: it goes on."""

    weekdays: Weekdays | None = None
    every_weeks: EveryWeeks | None = None
    starts: Wall | None = None
    ends: Wall | None = None
    first_on: Day | None = None
    last_on: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_only_where_it_means_something(cls, said: Any) -> Any:
        if isinstance(said, dict) and any(
            value is None and name != "last_on" for name, value in said.items()
        ):
            raise ValueError("leave out what is to stay")
        return said


class PatternOut(Output):
    id: UUID
    team_id: UUID
    person: Named
    weekdays: list[int]
    every_weeks: int
    starts: time
    ends: time
    first_on: date
    last_on: date | None


class PatternsOut(Output):
    zone: str
    patterns: list[PatternOut]


class OnShift(Output):
    """`until` null: nobody plans this person, who may always be here."""

    person: Named
    until: datetime | None


class ImportFault(Output):
    """`column` null: the line as a whole. `reason` is a code."""

    line: int
    column: str | None
    reason: str


class ImportNotice(Output):
    """`shown` is what a person should look at."""

    line: int
    reason: str
    shown: str


class ImportedShift(Output):
    person: Named
    starts_at: datetime
    ends_at: datetime


class ImportChange(Output):
    """`line` null: what is removed stands on none."""

    kind: Literal["added", "changed", "removed"]
    line: int | None
    external_id: str
    before: ImportedShift | None
    after: ImportedShift | None


class ImportCounts(Output):
    """Shifts, and of errors lines."""

    added: int
    changed: int
    removed: int
    unchanged: int
    errors: int


class ImportOut(Output):
    """`changes` and `errors` hold the first ones; `counts` all of them."""

    applied: bool
    counts: ImportCounts
    changes: list[ImportChange]
    errors: list[ImportFault]
    warnings: list[ImportNotice]
