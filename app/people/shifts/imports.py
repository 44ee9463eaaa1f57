"""Importing a planning tool's shifts: the difference first, and applied only when asked to.

A shift is known by its external id within the team, so bringing a file again changes nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.rows_in import Fault, Row
from app.people.access import team_for, team_member_ids
from app.people.audit.service import record_audit
from app.people.models import Person, Role
from app.people.schemas import Named
from app.people.shifts.models import Shift
from app.people.shifts.planned import SHIFT_MAX
from app.people.shifts.queries import is_of_member, zone_of
from app.people.shifts.reading import Crew, Wanted, crew_of, read_row
from app.people.shifts.schemas import ImportChange, ImportedShift
from app.people.shifts.service import tell_changed

ROWS_MAX_COUNT = 10_000
# An overlap keeps its line out, and with it what its line would have moved away; that may meet another.
_ROUNDS_COUNT = 10
_Slot = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Importing:
    """`is_complete`: what was imported before and starts within the file's time, but is not in it, goes.

    `skips_errors`: lines with errors are left out, and the others are applied all the same.
    """

    rows: Sequence[Row | Fault]
    is_applied: bool
    is_complete: bool
    skips_errors: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`changes` tell the same as the lists before them, as it was before it was applied."""

    added: Sequence[Wanted]
    changed: Sequence[tuple[Shift, Wanted]]
    removed: Sequence[Shift]
    unchanged_count: int
    changes: Sequence[ImportChange]
    faults: Sequence[Fault]


def import_shifts(
    session: Session, actor: Actor, team_id: UUID, importing: Importing, *, at: datetime
) -> tuple[Plan, bool]:
    """What would change, and whether it has. A file with errors changes nothing unless they are skipped."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    plan = _plan(session, team.id, importing, at=at)
    is_applied = importing.is_applied and (importing.skips_errors or not plan.faults)
    if is_applied:
        _apply(session, actor, team.id, plan, at=at)
    return plan, is_applied


def _plan(session: Session, team_id: UUID, importing: Importing, *, at: datetime) -> Plan:
    people = [
        (person_id, external_id, name)
        for person_id, external_id, name in session.execute(
            select(col(Person.id), col(Person.external_id), col(Person.name))
            .where(col(Person.id).in_(team_member_ids(team_id)))
            .order_by(col(Person.id))
            .with_for_update()
        )
    ]
    zone = ZoneInfo(zone_of(session, team_id))
    wanted, faults = _read(importing.rows, crew_of(people), zone)
    known = _known(session, team_id, wanted)
    # Of a line that makes no sense nobody can tell which shift it means: then none is missing.
    removed = _missing(session, team_id, wanted, at=at) if importing.is_complete and not faults else []
    overlapping = _overlapping(wanted, known, removed, _standing(session, wanted))
    faults += [Fault(line, "starts", "shift.overlaps") for line in overlapping]
    good = [one for one in wanted if one.line not in overlapping]
    if overlapping:
        removed = []
    changed = [
        (known[one.external_id], one)
        for one in good
        if one.external_id in known and not _is_same(known[one.external_id], one)
    ]
    added = [one for one in good if one.external_id not in known]
    return Plan(
        changes=_told(session, added, changed, removed),
        added=added,
        changed=changed,
        removed=removed,
        unchanged_count=len(good) - len(added) - len(changed),
        faults=sorted(faults, key=lambda fault: fault.line),
    )


def _read(rows: Iterable[Row | Fault], crew: Crew, zone: ZoneInfo) -> tuple[list[Wanted], list[Fault]]:
    wanted: dict[str, Wanted] = {}
    faults: list[Fault] = []
    for row in rows:
        found = row if isinstance(row, Fault) else read_row(row, crew, zone)
        if isinstance(found, Fault):
            faults.append(found)
        elif isinstance(found, list):
            faults += found
        elif found.external_id in wanted:
            faults.append(Fault(found.line, "external_id", "row.twice"))
        else:
            wanted[found.external_id] = found
    return list(wanted.values()), faults


def _known(session: Session, team_id: UUID, wanted: Sequence[Wanted]) -> dict[str, Shift]:
    found = session.scalars(
        select(Shift).where(
            col(Shift.team_id) == team_id, col(Shift.external_id).in_([one.external_id for one in wanted])
        )
    )
    return {shift.external_id: shift for shift in found if shift.external_id is not None}


def _missing(session: Session, team_id: UUID, wanted: Sequence[Wanted], *, at: datetime) -> list[Shift]:
    """Imported before, within the time that the file speaks of, and still to come."""
    if not wanted:
        return []
    begin = min(one.interval.starts_at for one in wanted)
    end = max(one.interval.ends_at for one in wanted)
    listed = {one.external_id for one in wanted}
    found = session.scalars(
        select(Shift)
        .where(
            col(Shift.team_id) == team_id,
            col(Shift.external_id).is_not(None),
            col(Shift.starts_at) >= max(begin, at),
            col(Shift.starts_at) < end,
        )
        .order_by(col(Shift.starts_at), col(Shift.id))
    )
    return [shift for shift in found if shift.external_id not in listed]


def _standing(session: Session, wanted: Sequence[Wanted]) -> list[Shift]:
    """Everything that these people do, in any team, about the time of the file."""
    if not wanted:
        return []
    begin = min(one.interval.starts_at for one in wanted)
    end = max(one.interval.ends_at for one in wanted)
    found = session.scalars(
        select(Shift).where(
            col(Shift.person_id).in_({one.person_id for one in wanted}),
            col(Shift.starts_at) > begin - SHIFT_MAX,
            col(Shift.starts_at) < end,
            is_of_member(),
        )
    )
    return list(found)


def _overlapping(
    wanted: Sequence[Wanted], known: dict[str, Shift], removed: Sequence[Shift], standing: Sequence[Shift]
) -> set[int]:
    """Lines whose shift meets one that stands, or an earlier line's."""
    bad: set[int] = set()
    for _ in range(_ROUNDS_COUNT):
        good = [one for one in wanted if one.line not in bad]
        gone = {known[one.external_id].id for one in good if one.external_id in known}
        # With an error in the file nothing is removed.
        gone |= set() if bad else {shift.id for shift in removed}
        fresh = _meeting(good, [shift for shift in standing if shift.id not in gone])
        if not fresh:
            return bad
        bad |= fresh
    return {one.line for one in wanted}


def _meeting(wanted: Sequence[Wanted], standing: Sequence[Shift]) -> set[int]:
    taken: dict[UUID, list[_Slot]] = {}
    for shift in standing:
        taken.setdefault(shift.person_id, []).append((shift.starts_at, shift.ends_at))
    for slots in taken.values():
        slots.sort()
    found: set[int] = set()
    for one in wanted:
        slots = taken.setdefault(one.person_id, [])
        place = bisect_left(slots, one.interval)
        meets_before = place > 0 and slots[place - 1][1] > one.interval.starts_at
        meets_after = place < len(slots) and slots[place][0] < one.interval.ends_at
        if meets_before or meets_after:
            found.add(one.line)
        else:
            slots.insert(place, (one.interval.starts_at, one.interval.ends_at))
    return found


def _told(
    session: Session,
    added: Sequence[Wanted],
    changed: Sequence[tuple[Shift, Wanted]],
    removed: Sequence[Shift],
) -> list[ImportChange]:
    people = {one.person_id for one in added} | {shift.person_id for shift in removed}
    people |= {person_id for shift, one in changed for person_id in (shift.person_id, one.person_id)}
    rows = session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(people)))
    names: dict[UUID, str] = {row.id: row.name for row in rows}
    return [
        *(_change("added", names, None, one) for one in added),
        *(_change("changed", names, shift, one) for shift, one in changed),
        *(_change("removed", names, shift, None) for shift in removed),
    ]


def _change(
    kind: Literal["added", "changed", "removed"],
    names: Mapping[UUID, str],
    shift: Shift | None,
    one: Wanted | None,
) -> ImportChange:
    number = one.external_id if one else shift.external_id if shift else None
    return ImportChange(
        kind=kind,
        line=one.line if one else None,
        external_id=number or "",
        before=_shown(names, shift.person_id, shift.starts_at, shift.ends_at) if shift else None,
        after=_shown(names, one.person_id, *one.interval) if one else None,
    )


def _shown(
    names: Mapping[UUID, str], person_id: UUID, starts_at: datetime, ends_at: datetime
) -> ImportedShift:
    person = Named(id=person_id, name=names[person_id])
    return ImportedShift(person=person, starts_at=starts_at, ends_at=ends_at)


def _is_same(shift: Shift, wanted: Wanted) -> bool:
    return (shift.person_id, shift.starts_at, shift.ends_at) == (wanted.person_id, *wanted.interval)


def _apply(session: Session, actor: Actor, team_id: UUID, plan: Plan, *, at: datetime) -> None:
    people = {one.person_id for one in plan.added} | {shift.person_id for shift in plan.removed}
    for shift in plan.removed:
        session.delete(shift)
    for shift, wanted in plan.changed:
        people |= {shift.person_id, wanted.person_id}
        shift.person_id = wanted.person_id
        shift.starts_at, shift.ends_at = wanted.interval
    session.add_all(_shift_of(team_id, wanted) for wanted in plan.added)
    session.flush()
    tell_changed(session, people)
    record_audit(
        session,
        actor,
        "shifts.imported",
        at=at,
        object_id=team_id,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        errors=len(plan.faults),
    )


def _shift_of(team_id: UUID, wanted: Wanted) -> Shift:
    return Shift(
        team_id=team_id,
        person_id=wanted.person_id,
        external_id=wanted.external_id,
        starts_at=wanted.interval.starts_at,
        ends_at=wanted.interval.ends_at,
    )
