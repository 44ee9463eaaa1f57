"""Verbs about patterns: their shifts are kept as rows, eight weeks ahead.

A day is seen to once. Edited, a pattern makes its coming shifts anew, but for those that somebody has
since changed or deleted one by one.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Refused
from app.people.access import planned_for, team_for
from app.people.audit.service import record_audit
from app.people.models import Membership, Role
from app.people.shifts.models import Shift, ShiftPattern
from app.people.shifts.queries import find_overlap, zone_of
from app.people.shifts.schemas import PatternChange, PatternIn
from app.people.shifts.service import lock_crew_member, overlapping, tell_changed
from app.people.shifts.zones import Repetition, days_of, shift_on

KEPT_AHEAD = timedelta(weeks=8)
_DAY = timedelta(days=1)


def create_pattern(
    session: Session, actor: Actor, team_id: UUID, wanted: PatternIn, *, at: datetime
) -> ShiftPattern:
    """Raises Conflict when one of its shifts meets another of the same person."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    pattern = ShiftPattern(
        team_id=team.id, kept_until=_day_before(at), left_out=[], created_at=at, **wanted.model_dump()
    )
    _require_forwards(pattern)
    name = lock_crew_member(session, team.id, pattern.person_id)
    session.add(pattern)
    session.flush()
    _make_shifts(session, pattern, name=name, at=at)
    _tell(session, actor, "shift_pattern.created", pattern, at=at)
    return pattern


def change_pattern(
    session: Session, actor: Actor, pattern_id: UUID, change: PatternChange, *, at: datetime
) -> ShiftPattern:
    """Raises Conflict as `create_pattern` does."""
    pattern = planned_for(session, actor, ShiftPattern, pattern_id)
    for name, value in change.model_dump(exclude_unset=True).items():
        setattr(pattern, name, value)
    _require_forwards(pattern)
    person = lock_crew_member(session, pattern.team_id, pattern.person_id)
    _drop_coming(session, pattern, at=at)
    pattern.kept_until = _day_before(at)
    pattern.left_out = [day for day in pattern.left_out if day >= pattern.kept_until.isoformat()]
    session.flush()
    _make_shifts(session, pattern, name=person, at=at)
    _tell(session, actor, "shift_pattern.changed", pattern, at=at)
    return pattern


def delete_pattern(session: Session, actor: Actor, pattern_id: UUID, *, at: datetime) -> None:
    """Its coming shifts go with it, but for those that were changed by hand."""
    pattern = planned_for(session, actor, ShiftPattern, pattern_id)
    _drop_coming(session, pattern, at=at)
    session.exec(
        update(Shift)
        .where(col(Shift.pattern_id) == pattern.id)
        .values(pattern_id=None, pattern_on=None, is_edited=False)
    )
    session.delete(pattern)
    session.flush()
    _tell(session, actor, "shift_pattern.deleted", pattern, at=at)


def top_up_patterns(session: Session, *, at: datetime) -> int:
    """Make the shifts of days that have come within eight weeks; how many. Once a day is enough.

    A shift that would meet another one is left out: the plan made by hand knows better.
    """
    until = _kept_until(at)
    patterns = session.scalars(
        select(ShiftPattern)
        .join(
            Membership,
            (col(Membership.person_id) == col(ShiftPattern.person_id))
            & (col(Membership.team_id) == col(ShiftPattern.team_id)),
        )
        .where(
            col(ShiftPattern.kept_until) < until,
            or_(
                col(ShiftPattern.last_on).is_(None),
                col(ShiftPattern.last_on) > col(ShiftPattern.kept_until),
            ),
        )
        .order_by(col(ShiftPattern.id))
        .with_for_update(of=ShiftPattern)
    ).all()
    counts = [_make_shifts(session, pattern, name=None, at=at) for pattern in patterns]
    tell_changed(
        session, {pattern.person_id for pattern, count in zip(patterns, counts, strict=True) if count}
    )
    return sum(counts)


def _make_shifts(session: Session, pattern: ShiftPattern, *, name: str | None, at: datetime) -> int:
    """From the day after `kept_until` on; how many. Without a name to blame, overlaps are left out."""
    zone = ZoneInfo(zone_of(session, pattern.team_id))
    repetition = repetition_of(pattern)
    until = _kept_until(at)
    there = set(
        session.scalars(
            select(col(Shift.pattern_on)).where(
                col(Shift.pattern_id) == pattern.id, col(Shift.pattern_on) > pattern.kept_until
            )
        )
    )
    count = 0
    for day in days_of(repetition, since=pattern.kept_until + _DAY, until=until):
        planned = shift_on(repetition, day, zone)
        is_wanted = day not in there and day.isoformat() not in pattern.left_out
        if planned is None or planned.ends_at <= at or not is_wanted:
            continue
        overlap = find_overlap(session, pattern.person_id, planned)
        if overlap is not None and name is not None:
            raise overlapping(session, pattern.team_id, name, overlap)
        if overlap is None:
            count += 1
            session.add(_shift_of(pattern, day, *planned))
            session.flush()
    pattern.kept_until = until
    session.flush()
    return count


def repetition_of(pattern: ShiftPattern) -> Repetition:
    return Repetition(
        weekdays=pattern.weekdays,
        every_weeks=pattern.every_weeks,
        starts=pattern.starts,
        ends=pattern.ends,
        first_on=pattern.first_on,
        last_on=pattern.last_on,
    )


def _shift_of(pattern: ShiftPattern, day: date, starts_at: datetime, ends_at: datetime) -> Shift:
    return Shift(
        person_id=pattern.person_id,
        team_id=pattern.team_id,
        pattern_id=pattern.id,
        pattern_on=day,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _drop_coming(session: Session, pattern: ShiftPattern, *, at: datetime) -> None:
    session.exec(
        delete(Shift).where(
            col(Shift.pattern_id) == pattern.id,
            col(Shift.starts_at) > at,
            col(Shift.is_edited).is_(False),
        )
    )


def _require_forwards(pattern: ShiftPattern) -> None:
    if pattern.last_on is not None and pattern.last_on < pattern.first_on:
        raise Refused("shift_pattern.backwards", "The last day cannot come before the first one.")


def _day_before(at: datetime) -> date:
    """Two days back in UTC is the past in every zone, so that nothing of today is missed."""
    return at.astimezone(UTC).date() - 2 * _DAY


def _kept_until(at: datetime) -> date:
    return at.astimezone(UTC).date() + KEPT_AHEAD


def _tell(session: Session, actor: Actor, action: str, pattern: ShiftPattern, *, at: datetime) -> None:
    tell_changed(session, [pattern.person_id])
    record_audit(
        session,
        actor,
        action,
        at=at,
        object_id=pattern.id,
        team_id=str(pattern.team_id),
        person_id=str(pattern.person_id),
    )
