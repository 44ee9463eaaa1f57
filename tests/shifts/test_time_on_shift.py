"""Time on shift against an oracle that looks at every single minute.

TWOTAP_TEST_EXAMPLES=20000 makes the search long; by default it takes seconds.
"""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.people.shifts.planned import (
    Interval,
    due_at,
    is_on_shift,
    is_scheduled,
    merged,
    next_shift_start,
    on_shift_minutes,
    on_shift_time,
    without,
)
from app.people.shifts.zones import Repetition, days_of, instant_of, shift_on

# Threads of a house that is up meanwhile draw random numbers, which Hypothesis takes for ours.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/St_Johns",
    "UTC",
]
# Days on which some zone changes its clock, or loses a whole day.
CHANGES = [
    date(2011, 12, 30),
    date(2026, 2, 15),
    date(2026, 3, 8),
    date(2026, 3, 22),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 11, 1),
]
EXAMPLES = int(os.environ.get("TWOTAP_TEST_EXAMPLES", "60"))
quickly = settings(max_examples=EXAMPLES, deadline=None, derandomize="TWOTAP_TEST_EXAMPLES" not in os.environ)

MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
WINDOW_MINUTES = 4 * 24 * 60


def at_minute(number: int) -> datetime:
    return MONDAY + number * MINUTE


minutes = st.integers(0, WINDOW_MINUTES)
moments = minutes.map(at_minute)
intervals = st.builds(
    lambda start, length: Interval(at_minute(start), at_minute(start + length)),
    minutes,
    st.integers(0, 36 * 60),
)
rosters = st.lists(intervals, max_size=8)
days = st.sampled_from(CHANGES).flatmap(lambda day: st.integers(-2, 2).map(lambda n: day + n * DAY))
zones = st.sampled_from(ZONES).map(ZoneInfo)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def minutes_on_shift(roster: list[Interval], start: datetime, end: datetime) -> list[datetime]:
    """The oracle: every minute between the two that some shift holds."""
    count = max((end - start) // MINUTE, 0)
    return [
        at
        for at in (start + number * MINUTE for number in range(count))
        if any(starts_at <= at < ends_at for starts_at, ends_at in roster)
    ]


@quickly
@given(rosters, moments, moments)
def test_minutes_on_shift_are_those_that_one_counts(
    roster: list[Interval], start: datetime, end: datetime
) -> None:
    counted = len(minutes_on_shift(roster, start, end))
    assert on_shift_minutes(roster, start, end) == counted
    assert on_shift_time(roster, start, end) == counted * MINUTE


@quickly
@given(rosters, moments, st.integers(0, 3 * 24 * 60))
def test_due_is_when_so_many_minutes_have_passed(
    roster: list[Interval], start: datetime, wanted: int
) -> None:
    horizon = max((ends_at for _, ends_at in roster), default=start)
    passed = minutes_on_shift(roster, start, horizon)
    expected = start if wanted == 0 else passed[wanted - 1] + MINUTE if len(passed) >= wanted else None
    due = due_at(roster, start, wanted)
    assert due == expected
    if due is not None:
        assert on_shift_minutes(roster, start, due) == wanted


@quickly
@given(rosters)
def test_merged_is_the_same_time_in_order_and_apart(roster: list[Interval]) -> None:
    whole = merged(roster)
    assert all(starts_at < ends_at for starts_at, ends_at in whole)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(whole))
    end = at_minute(WINDOW_MINUTES + 36 * 60)
    assert minutes_on_shift(whole, MONDAY, end) == minutes_on_shift(roster, MONDAY, end)
    assert merged(reversed(whole)) == whole


@quickly
@given(intervals, rosters)
def test_what_is_left_of_a_time_is_what_nothing_else_takes(wanted: Interval, roster: list[Interval]) -> None:
    left = without(wanted, roster)
    taken = set(minutes_on_shift(roster, *wanted))
    assert left == merged(left)
    assert minutes_on_shift(left, *wanted) == [
        at for at in minutes_on_shift([wanted], *wanted) if at not in taken
    ]


@quickly
@given(rosters, moments)
def test_on_shift_and_the_next_start_agree_with_a_walk_through_time(
    roster: list[Interval], at: datetime
) -> None:
    assert is_on_shift(roster, at) == (minutes_on_shift(roster, at, at + MINUTE) == [at])
    end = at_minute(WINDOW_MINUTES + 36 * 60)
    later = minutes_on_shift(roster, at + MINUTE, end)
    was_on = set(minutes_on_shift(roster, at, end))
    starts = [minute for minute in later if minute - MINUTE not in was_on]
    assert next_shift_start(roster, at) == (starts[0] if starts else None)


@quickly
@given(rosters, st.integers(-40, 40))
def test_scheduled_is_who_has_a_shift_within_two_weeks(roster: list[Interval], day: int) -> None:
    at = MONDAY + day * DAY
    near = [shift for shift in roster if shift.starts_at <= at + 14 * DAY and shift.ends_at >= at - 14 * DAY]
    assert is_scheduled(roster, at) == bool(near)


def first_instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The oracle: walk through time until the clock on the wall shows that time or a later one."""
    wanted = datetime.combine(day, wall)
    at = datetime.combine(day, time(), UTC) - 2 * DAY
    while at.astimezone(zone).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


@quickly
@given(days, walls, zones)
@example(date(2011, 12, 30), time(6), ZoneInfo("Pacific/Apia"))
@example(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Berlin"))
@example(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin"))
@example(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe"))
def test_a_local_time_is_the_first_instant_that_shows_it_or_a_later_one(
    day: date, wall: time, zone: ZoneInfo
) -> None:
    assert instant_of(day, wall, zone) == first_instant(day, wall, zone)


@quickly
@given(days, st.lists(walls, min_size=2, max_size=6), zones)
def test_local_times_keep_their_order(day: date, some: list[time], zone: ZoneInfo) -> None:
    instants = [instant_of(day, wall, zone) for wall in sorted(some)]
    assert instants == sorted(instants)
    assert instants[-1] <= instant_of(day + DAY, time(), zone)


repetitions = st.builds(
    lambda weekdays, every_weeks, starts, ends, first_on, length: Repetition(
        weekdays=weekdays,
        every_weeks=every_weeks,
        starts=starts,
        ends=ends,
        first_on=first_on,
        last_on=None if length is None else first_on + length * DAY,
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(1, 5),
    walls,
    walls,
    days,
    st.none() | st.integers(0, 60),
)


@quickly
@given(repetitions, st.integers(-20, 60), st.integers(0, 40))
def test_a_pattern_falls_on_the_days_a_calendar_would_mark(
    repetition: Repetition, offset: int, length: int
) -> None:
    since = repetition.first_on + offset * DAY
    until = since + length * DAY
    marked = []
    for number in range(length + 1):
        day = since + number * DAY
        # ISO weeks begin on Mondays, as ours do; counted along, they need no year.
        weeks = sum(
            1
            for n in range(1, (day - repetition.first_on).days + 1)
            if (repetition.first_on + n * DAY).isoweekday() == 1
        )
        is_within = repetition.first_on <= day and (repetition.last_on is None or day <= repetition.last_on)
        if is_within and day.weekday() in repetition.weekdays and weeks % repetition.every_weeks == 0:
            marked.append(day)
    assert list(days_of(repetition, since=since, until=until)) == marked


@quickly
@given(repetitions, zones)
def test_a_patterns_shifts_are_what_the_clock_on_the_wall_counts(
    repetition: Repetition, zone: ZoneInfo
) -> None:
    day = repetition.first_on
    shift = shift_on(repetition, day, zone)
    last_day = day if repetition.ends > repetition.starts else day + DAY
    begin, end = first_instant(day, repetition.starts, zone), first_instant(last_day, repetition.ends, zone)
    assert shift == (Interval(begin, end) if begin < end else None)


@quickly
@given(days, st.lists(walls, min_size=3, max_size=3, unique=True), zones)
def test_shifts_that_touch_on_paper_touch_in_time(day: date, some: list[time], zone: ZoneInfo) -> None:
    first, second, third = sorted(some)
    of_a_day: Callable[[time, time], Repetition] = lambda starts, ends: Repetition(  # noqa: E731
        weekdays=range(7), every_weeks=1, starts=starts, ends=ends, first_on=day
    )
    early = shift_on(of_a_day(first, second), day, zone)
    late = shift_on(of_a_day(second, third), day, zone)
    assume(early is not None and late is not None)
    assert early is not None
    assert late is not None
    assert early.ends_at == late.starts_at
    assert len(merged([early, late])) == 1


def test_a_night_is_shorter_in_spring_and_longer_in_autumn() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Repetition(
        weekdays=range(7), every_weeks=1, starts=time(22), ends=time(6), first_on=date(2026, 1, 1)
    )
    lengths = {}
    for day in (date(2026, 3, 28), date(2026, 6, 1), date(2026, 10, 24)):
        shift = shift_on(night, day, berlin)
        assert shift is not None
        lengths[day.month] = on_shift_minutes([shift], *shift) // 60
    assert lengths == {3: 7, 6: 8, 10: 9}


def test_a_day_that_apia_left_out_has_no_shift() -> None:
    early = Repetition(
        weekdays=range(7), every_weeks=1, starts=time(6), ends=time(14), first_on=date(2011, 12, 1)
    )
    assert shift_on(early, date(2011, 12, 30), ZoneInfo("Pacific/Apia")) is None
    assert shift_on(early, date(2011, 12, 31), ZoneInfo("Pacific/Apia")) is not None
