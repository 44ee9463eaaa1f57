"""Rows of a planning tool's file into shifts that are wanted. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.errors import Refused
from app.core.rows_in import Column, Fault, Row
from app.people.shifts.planned import Interval
from app.people.shifts.policy import require_plausible
from app.people.shifts.zones import instant_of

COLUMNS = (
    Column("external_id", aliases=("shift_id", "id"), is_required=True),
    Column("person_external_id", aliases=("employee_id", "personnel_number", "staff_id")),
    Column("person", aliases=("name", "person_name", "employee")),
    Column("starts", aliases=("start", "starts_at", "from", "begin"), is_required=True),
    Column("ends", aliases=("end", "ends_at", "to", "until"), is_required=True),
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?([ ]?(Z|[+-]\d\d:?\d\d))?", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]24:00(:00)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who can be planned in a team: by the employer's number, and by name where only one has it."""

    by_external_id: Mapping[str, UUID]
    by_name: Mapping[str, Sequence[UUID]]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    line: int
    external_id: str
    person_id: UUID
    interval: Interval


def crew_of(people: Sequence[tuple[UUID, str | None, str]]) -> Crew:
    """Of (id, external id, name)."""
    by_name: dict[str, list[UUID]] = {}
    for person_id, _, name in people:
        by_name.setdefault(_plain(name), []).append(person_id)
    return Crew(
        by_external_id={number: person_id for person_id, number, _ in people if number is not None},
        by_name=by_name,
    )


def read_row(row: Row, crew: Crew, zone: ZoneInfo) -> Wanted | list[Fault]:
    """The first thing that is wrong with each cell, or the shift."""
    faults = [
        Fault(row.line, name, "cell.empty")
        for name in ("external_id", "starts", "ends")
        if not row.cells[name]
    ]
    moments = {name: read_moment(row.cells[name], zone) for name in ("starts", "ends")}
    faults += [
        Fault(row.line, name, "time.unreadable")
        for name, moment in moments.items()
        if moment is None and row.cells[name]
    ]
    person = _person(row, crew)
    starts_at, ends_at = moments["starts"], moments["ends"]
    if isinstance(person, Fault):
        faults.append(person)
    if faults or isinstance(person, Fault) or starts_at is None or ends_at is None:
        return faults
    try:
        require_plausible(starts_at, ends_at)
    except Refused as refusal:
        return [Fault(row.line, "ends", refusal.code)]
    return Wanted(
        line=row.line,
        external_id=row.cells["external_id"],
        person_id=person,
        interval=Interval(starts_at, ends_at),
    )


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """ "2026-11-24 06:00" by the site's clock, or with an offset of its own; a day may end at 24:00."""
    days = timedelta()
    if midnight := _MIDNIGHT.fullmatch(text):
        text, days = f"{midnight[1]} 00:00", timedelta(days=1)
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(f"{text[:10]}T{text[11:].replace(' ', '')}")
        if not 2000 <= moment.year <= 2199:
            return None
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        return instant_of(moment.date() + days, moment.time(), zone)
    except ValueError:
        return None


def _person(row: Row, crew: Crew) -> UUID | Fault:
    number, name = row.cells["person_external_id"], row.cells["person"]
    if number:
        found = crew.by_external_id.get(number)
        return found or Fault(row.line, "person_external_id", "person.unknown")
    if not name:
        return Fault(row.line, "person_external_id", "cell.empty")
    namesakes = crew.by_name.get(_plain(name), ())
    if len(namesakes) == 1:
        return namesakes[0]
    return Fault(row.line, "person", "person.not_unique" if namesakes else "person.unknown")


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
