"""Pure rules of the feed: what may be posted, what an answer does, how pages are cut."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Literal
from uuid import UUID

from app.core.errors import BadRequest, Conflict, Refused
from app.feed.models import AnswerKind, Ask
from app.people.shifts.planned import Interval, is_on_shift, is_scheduled, merged, next_shift_start

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 16 digits of microseconds reach the year 2286 without leaving what datetime can hold.
_CURSOR = re.compile(r"([012])\.([0-9]{1,16})\.([0-9]{1,16})\.([0-9a-f]{32})", re.ASCII)


def require_content(text: str, *, has_clip: bool, max_chars: int) -> None:
    if len(text) > max_chars:
        raise Refused("text.too_long", f"A text has at most {max_chars} characters.", max_chars=max_chars)
    if not text and not has_clip:
        raise Refused("post.empty", "There is nothing to send: record a clip or write something.")


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """What a post asks of one person, and what that person said to its current version."""

    ask: Ask
    version: int
    is_asked: bool
    given: AnswerKind | None


def decide_answer(wanted: AskedFor, *, version: int, kind: AnswerKind) -> Literal["record", "repeat"]:
    """`repeat`: the same was said before, perhaps on another phone, and the first saying stands."""
    if wanted.ask is Ask.NONE or not wanted.is_asked:
        raise Refused("answer.not_asked", "Your answer is not asked for here. You can still reply.")
    if version < wanted.version:
        raise Conflict(
            "answer.version_old",
            "The post has changed since you answered. Please look at it again.",
            version=wanted.version,
        )
    if version > wanted.version:
        raise Refused("answer.version_unknown", "There is no such version of this post.")
    if wanted.given is None:
        return "record"
    if wanted.given is not kind:
        raise Conflict(
            "answer.already_given",
            "You have answered this already. Say more in a reply.",
            answer=wanted.given.value,
        )
    return "repeat"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Whether only its author sees a row, and the shift start before which nothing of it lies for others.

    Held and no `until`: no shift is planned.
    """

    is_held: bool
    until: datetime | None


FREE = Hold(is_held=False, until=None)


def decide_hold(planned: Sequence[Interval], *, captured_at: datetime, arrived_at: datetime) -> Hold:
    """What counts is when the person acted, by their phone's clock; when it is off shift, ours decides
    whether their next shift has started by now. Whom nobody plans is never off shift.
    """
    if not is_scheduled(planned, arrived_at) or is_on_shift(planned, captured_at):
        return FREE
    now_on = [shift.starts_at for shift in merged(planned) if shift.holds(arrived_at)]
    if now_on:
        return Hold(is_held=False, until=now_on[0])
    return Hold(is_held=True, until=next_shift_start(planned, arrived_at))


def decide_release(
    planned: Sequence[Interval], arrived_at: datetime, *, at: datetime, even_unplanned: bool
) -> Hold:
    """Of something that arrived off shift and was held."""
    start = next_shift_start(planned, arrived_at)
    if start is not None and start <= at:
        return Hold(is_held=False, until=start)
    return Hold(is_held=False, until=at) if even_unplanned else Hold(is_held=True, until=start)


class Segment(IntEnum):
    """The feed's parts, in the order they are shown."""

    NEEDS_YOU = 0
    WAITING = 1
    REST = 2


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Where a page ended. `as_of` is when the first page was read.

    Every page is cut as things stood then, so answering while paging moves nothing between pages.
    """

    segment: Segment
    as_of: datetime
    time: datetime
    post_id: UUID


def format_cursor(cursor: Cursor) -> str:
    return f"{cursor.segment}.{_micros(cursor.as_of)}.{_micros(cursor.time)}.{cursor.post_id.hex}"


def parse_cursor(text: str) -> Cursor:
    parts = _CURSOR.fullmatch(text)
    if parts is None:
        raise BadRequest("cursor.malformed", "This page does not exist. Start from the top.")
    return Cursor(
        segment=Segment(int(parts[1])),
        as_of=_EPOCH + timedelta(microseconds=int(parts[2])),
        time=_EPOCH + timedelta(microseconds=int(parts[3])),
        post_id=UUID(hex=parts[4]),
    )


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
