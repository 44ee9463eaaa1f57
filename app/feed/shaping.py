"""Rows of the feed as one reader sees them: what selects brought, in the words of the schemas."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.feed.models import AnswerKind
from app.feed.schemas import AnswerOut, Counts, PostOut, ReplyOut
from app.people.schemas import Named


def post_out(row: Any, me: UUID) -> PostOut:
    replies = [_reply_out(reply, me) for reply in row.replies or ()]
    not_before = None if row.author_id == me else row.held_until
    return PostOut(
        id=row.id,
        team_id=row.team_id,
        author=Named(id=row.author_id, name=row.author_name),
        clip_id=row.clip_id,
        text=row.text,
        ask=row.ask,
        audience=row.audience,
        version=row.version,
        captured_at=told_at(row.captured_at, not_before),
        arrived_at=told_at(row.arrived_at, not_before),
        held=row.is_held,
        held_until=row.held_until if row.is_held else None,
        published_at=row.published_at,
        asked=row.asked_me is not None,
        my_answer=_answer_out(row),
        counts=_counts(row),
        replies=sorted(replies, key=lambda reply: (reply.arrived_at, reply.id)),
    )


def _reply_out(reply: dict[str, Any], me: UUID) -> ReplyOut:
    author = Named(id=reply.pop("author_id"), name=reply.pop("author_name"))
    out = ReplyOut(author=author, **reply)
    if out.held_until is not None and author.id != me:
        out.captured_at = told_at(out.captured_at, out.held_until)
        out.arrived_at = told_at(out.arrived_at, out.held_until)
    if not out.held:
        out.held_until = None
    return out


def told_at(at: datetime, not_before: datetime | None) -> datetime:
    """A time as others are told it: nothing that was done off shift lies before the shift's start."""
    return at if not_before is None else max(at, not_before)


def _answer_out(row: Any) -> AnswerOut | None:
    if row.answer_kind is None:
        return None
    return AnswerOut(
        kind=row.answer_kind,
        version=row.version,
        captured_at=row.answer_captured_at,
        arrived_at=row.answer_arrived_at,
        held=row.answer_is_held,
        held_until=row.answer_held_until if row.answer_is_held else None,
    )


def _counts(row: Any) -> Counts | None:
    if row.asked_count is None:
        return None
    mine = row.answer_kind if row.answer_is_held else None
    return Counts(
        asked=row.asked_count,
        got_it=row.got_it_count + (mine is AnswerKind.GOT_IT),
        problem=row.problem_count + (mine is AnswerKind.PROBLEM),
    )
