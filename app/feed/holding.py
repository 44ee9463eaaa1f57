"""What somebody does off shift stays theirs until their next shift starts.

Held rows are seen by their author alone. SHOW_HELD comes when the shift starts, when shifts are planned
otherwise, and hourly for whatever is late; it looks at the plan anew each time. So a shift that was moved
or deleted meanwhile, or a worker that was down, delays what is held and never shows it early.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select, union, union_all
from sqlmodel import Session, col

from app.core.jobs import enqueue
from app.feed.events import SHOW_HELD
from app.feed.models import Answer, Post, Reply
from app.feed.policy import Hold, decide_hold
from app.people.shifts.planned import is_on_shift, is_scheduled
from app.people.shifts.queries import list_planned

# Clocks of two machines differ a little, and coming too early means coming again.
_GRACE = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A held post, reply or answer; `row_id` and `version` of an answer are its post's."""

    kind: str
    row_id: UUID
    version: int
    arrived_at: datetime
    held_until: datetime | None


def hold_for(session: Session, person_id: UUID, *, captured_at: datetime, arrived_at: datetime) -> Hold:
    """How to keep what the person does now. Whoever acts on shift shows with it what is still held."""
    planned = list_planned(session, person_id, captured_at, arrived_at, at=arrived_at)
    hold = decide_hold(planned, captured_at=captured_at, arrived_at=arrived_at)
    if hold.is_held:
        come_back(session, person_id, hold.until, at=arrived_at)
        return hold
    is_unplanned = not is_scheduled(planned, arrived_at)
    if (is_unplanned or is_on_shift(planned, arrived_at)) and list_held(session, person_id):
        key = f"{SHOW_HELD.name}:{person_id}:now:{arrived_at.timestamp():.6f}"
        enqueue(session, SHOW_HELD, [str(person_id)], is_unplanned, key=key)
    return hold


def list_held(session: Session, person_id: UUID) -> list[Held]:
    posts: Select[*tuple[Any, ...]] = select(
        literal("post").label("kind"),
        col(Post.id).label("row_id"),
        col(Post.version),
        col(Post.arrived_at),
        col(Post.held_until),
    ).where(col(Post.author_id) == person_id, col(Post.is_held))
    replies = select(
        literal("reply"), col(Reply.id), literal(0), col(Reply.arrived_at), col(Reply.held_until)
    ).where(col(Reply.author_id) == person_id, col(Reply.is_held))
    answers = select(
        literal("answer"),
        col(Answer.post_id),
        col(Answer.version),
        col(Answer.arrived_at),
        col(Answer.held_until),
    ).where(col(Answer.person_id) == person_id, col(Answer.is_held))
    rows = session.execute(union_all(posts, replies, answers))
    return [Held(kind=k, row_id=i, version=v, arrived_at=a, held_until=u) for k, i, v, a, u in rows]


def come_back(
    session: Session, person_id: UUID, until: datetime | None, *, at: datetime, turn: str = ""
) -> None:
    """Look again when the shift starts. However much was done in a night, one job a start is enough.

    A job that looks again in its turn says so: its own key is used up.
    """
    if until is None:
        return
    key = f"{SHOW_HELD.name}:{person_id}:{until.timestamp():.0f}{turn}"
    delay = max(until + _GRACE - at, _GRACE)
    enqueue(session, SHOW_HELD, [str(person_id)], key=key, delay_s=delay.total_seconds())


def show_late(session: Session, *, at: datetime) -> None:
    """Whoever's shift has started and whose job was lost. Asked for twice in an hour, it is done once."""
    late = union(
        select(col(Post.author_id)).where(col(Post.is_held), col(Post.held_until) <= at),
        select(col(Reply.author_id)).where(col(Reply.is_held), col(Reply.held_until) <= at),
        select(col(Answer.person_id)).where(col(Answer.is_held), col(Answer.held_until) <= at),
    )
    for (person_id,) in session.execute(late).all():
        key = f"{SHOW_HELD.name}:{person_id}:late:{at:%Y%m%d%H}"
        enqueue(session, SHOW_HELD, [str(person_id)], key=key)
