"""Pure rules of attention: what a post costs whoever must look at it, and how much one shift may ask."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.people.shifts.planned import SCHEDULED_WITHIN, Interval, is_scheduled, merged

# Read aloud in one's second language, with half an eye on the work.
_WORDS_PER_S = 2.5
# Some languages set no spaces between words.
_WORD_MAX_CHARS = 12
_LOOK_S = 3
# Whom nobody plans: about a shift and the way home.
_UNPLANNED = timedelta(hours=12)


def cost_s(text: str, *, duration_ms: int | None, has_clip: bool) -> int:
    """Seconds that it takes to see, hear and read a post, rounded up; a photo takes a look."""
    words = sum(math.ceil(len(word) / _WORD_MAX_CHARS) for word in text.split())
    look_s = duration_ms / 1000 if duration_ms is not None else _LOOK_S * has_clip
    return max(1, math.ceil(look_s + words / _WORDS_PER_S))


def counted_since(planned: Sequence[Interval], at: datetime) -> datetime:
    """Whatever was asked since the person's last shift ended waits for this one, or for the next."""
    if not is_scheduled(planned, at):
        return at - _UNPLANNED
    ended = [shift.ends_at for shift in merged(planned) if shift.ends_at <= at]
    return max(ended, default=at - SCHEDULED_WITHIN)


def spent_s(asked: Iterable[tuple[datetime | None, int]], *, since: datetime) -> int:
    """`asked`: (when, seconds) of what one person was asked."""
    return sum(seconds for when, seconds in asked if when is not None and when >= since)


def next_arrival(starts: Iterable[datetime], *, after: datetime, until: datetime) -> datetime | None:
    """The first shift start at which somebody comes whom a post for those on shift still reaches."""
    return min((start for start in starts if after < start < until), default=None)
