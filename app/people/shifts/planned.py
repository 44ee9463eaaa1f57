"""Time counted on shift. Pure: half-open intervals of aware UTC instants, in any order, may overlap."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

# Without a shift this long before and after, nobody plans this person.
SCHEDULED_WITHIN = timedelta(days=14)
# A day and a half covers the longest duties of clinics and fire stations.
SHIFT_MAX = timedelta(hours=36)


class Interval(NamedTuple):
    """From `starts_at` on, until just before `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time, in order, each moment once; what touches is one."""
    found: list[Interval] = []
    for starts_at, ends_at in sorted(intervals):
        if starts_at >= ends_at:
            continue
        if found and starts_at <= found[-1].ends_at:
            found[-1] = Interval(found[-1].starts_at, max(found[-1].ends_at, ends_at))
        else:
            found.append(Interval(starts_at, ends_at))
    return found


def without(interval: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """The parts of `interval` that are not taken."""
    free: list[Interval] = []
    begin = interval.starts_at
    for starts_at, ends_at in merged(taken):
        if begin < min(starts_at, interval.ends_at):
            free.append(Interval(begin, min(starts_at, interval.ends_at)))
        begin = max(begin, ends_at)
    if begin < interval.ends_at:
        free.append(Interval(begin, interval.ends_at))
    return free


def on_shift_time(intervals: Iterable[Interval], start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` is on shift; none when they are the wrong way round."""
    total = timedelta()
    for starts_at, ends_at in merged(intervals):
        total += max(min(ends_at, end) - max(starts_at, start), timedelta())
    return total


def on_shift_minutes(intervals: Iterable[Interval], start: datetime, end: datetime) -> int:
    """Whole minutes: one that has only begun does not count."""
    return on_shift_time(intervals, start, end) // timedelta(minutes=1)


def due_at(intervals: Iterable[Interval], start: datetime, minutes: int) -> datetime | None:
    """When so many on-shift minutes have passed since `start`; None when the plan does not reach so far."""
    left = timedelta(minutes=minutes)
    if not left:
        return start
    for starts_at, ends_at in merged(intervals):
        since = max(starts_at, start)
        if ends_at - since >= left:
            return since + left
        left -= max(ends_at - since, timedelta())
    return None


def is_on_shift(intervals: Iterable[Interval], at: datetime) -> bool:
    return any(interval.holds(at) for interval in intervals)


def next_shift_start(intervals: Iterable[Interval], at: datetime) -> datetime | None:
    """The first start after `at`, not counting one that only continues a shift already on."""
    return min((found.starts_at for found in merged(intervals) if found.starts_at > at), default=None)


def is_scheduled(intervals: Iterable[Interval], at: datetime) -> bool:
    """Whether somebody plans this person. Who is not planned is never off shift: a small crew without
    a planner must lose nothing.
    """
    return any(
        starts_at <= at + SCHEDULED_WITHIN and ends_at >= at - SCHEDULED_WITHIN
        for starts_at, ends_at in intervals
    )
