"""Local wall time into instants, and patterns into shifts. Pure.

One rule for starts and ends: a local time means the first instant at which the site's clock shows that
time or a later one. So a time that is skipped when the clock goes forward is the moment of the change,
and one that comes twice is its first coming. Shifts that touch on paper then touch in time, and never
overlap; one that lies within skipped time (in Apia, a whole day) does not take place.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.people.shifts.planned import Interval

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def instant_of(day: date, wall: time, zone: tzinfo) -> datetime:
    """UTC."""
    wanted = datetime.combine(day, wall)
    first, second = (wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if _wall_of(first, zone) == wanted:
        return min(first, second)
    return _change_between(second, first, zone)


def _wall_of(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _change_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first second with the later offset. `fold` 1 of a skipped time lies before the change, 0 after."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """`weekdays`: 0 is Monday, of the day the shift starts. `ends` at or before `starts`: the next day.

    `every_weeks` counts calendar weeks from the one that holds `first_on`.
    """

    weekdays: Collection[int]
    every_weeks: int
    starts: time
    ends: time
    first_on: date
    last_on: date | None = None


def days_of(repetition: Repetition, *, since: date, until: date) -> Iterator[date]:
    """The days on which its shifts start, both ends included."""
    day = max(since, repetition.first_on)
    last = until if repetition.last_on is None else min(until, repetition.last_on)
    first_week = _monday(repetition.first_on)
    while day <= last:
        weeks = (_monday(day) - first_week).days // 7
        if day.weekday() in repetition.weekdays and weeks % repetition.every_weeks == 0:
            yield day
        day += _DAY


def shift_on(repetition: Repetition, day: date, zone: tzinfo) -> Interval | None:
    """The shift that starts on `day`; None when the clock skips all of it."""
    last_day = day if repetition.ends > repetition.starts else day + _DAY
    planned = Interval(instant_of(day, repetition.starts, zone), instant_of(last_day, repetition.ends, zone))
    return planned if planned.starts_at < planned.ends_at else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
