"""Showing what was held: at the start of the author's shift, or because the author says so.

Each row in a transaction of its own: what two of them touch, others touch in another order.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clips.queries import is_playable
from app.core.actor import Actor, person_scope, team_scope
from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import NotFound
from app.feed.access import lock_clip, post_for, post_unknown
from app.feed.holding import Held, come_back, list_held
from app.feed.models import Answer, Post, Reply
from app.feed.policy import Hold, decide_release
from app.feed.schemas import ShowPostBody, ShowReplyBody
from app.feed.service import POST, publish_post, publish_reply, tell_problem
from app.people.shifts.queries import list_planned
from app.sync.schemas import CommandIn
from app.sync.service import record_change


def show_held(db: Database, clock: Clock, person_id: UUID, *, even_unplanned: bool) -> None:
    """As far as a shift of the person has started since. Doing it again changes nothing.

    `even_unplanned`: they have acted since, and nobody plans them any more.
    """
    at = clock()
    with db.reading() as session:
        held = list_held(session, person_id)
        if not held:
            return
        planned = list_planned(session, person_id, at=min(one.arrived_at for one in held))
    decided = [
        (one, decide_release(planned, one.arrived_at, at=at, even_unplanned=even_unplanned)) for one in held
    ]
    for one, hold in decided:
        if not hold.is_held or hold.until != one.held_until:
            with db.writing() as session:
                _follow(session, person_id, one, hold, at=at)
    starts = [hold.until for _, hold in decided if hold.is_held and hold.until is not None]
    if starts:
        with db.writing() as session:
            come_back(session, person_id, min(starts), at=at, turn=f":{at.timestamp():.6f}")


def show_post_now(session: Session, actor: Actor, body: ShowPostBody, *, command: CommandIn) -> Post:
    """The author does not want it to wait. Raises NotFound."""
    post = post_for(session, actor, body.post_id)
    if post.author_id != actor.person_id:
        raise post_unknown()
    _change(session, post, Hold(is_held=False, until=None), at=command.arrived_at)
    return post


def show_reply_now(session: Session, actor: Actor, body: ShowReplyBody, *, command: CommandIn) -> Reply:
    """As `show_post_now`."""
    post = post_for(session, actor, body.post_id)
    reply = session.get(Reply, body.reply_id)
    if reply is None or reply.post_id != post.id or reply.author_id != actor.person_id:
        raise NotFound("reply.unknown", "There is no such reply, or it is not yours.")
    _change(session, reply, Hold(is_held=False, until=None), at=command.arrived_at)
    return reply


def _follow(session: Session, person_id: UUID, held: Held, hold: Hold, *, at: datetime) -> None:
    row: Post | Reply | Answer | None
    if held.kind == "answer":
        row = session.get(Answer, (held.row_id, person_id, held.version))
    elif held.kind == "reply":
        row = session.get(Reply, held.row_id)
    else:
        row = session.get(Post, held.row_id)
    if row is not None:
        _change(session, row, hold, at=at)


def _change(session: Session, row: Post | Reply | Answer, hold: Hold, *, at: datetime) -> None:
    # The clip first, as whoever develops it does: it must not become playable unseen meanwhile.
    clip_id = None if isinstance(row, Answer) else row.clip_id
    if clip_id is not None:
        lock_clip(session, clip_id)
    session.refresh(row, with_for_update=True)
    if not row.is_held:
        return
    row.is_held, row.held_until = hold.is_held, hold.until
    session.flush()
    post = row if isinstance(row, Post) else session.get_one(Post, row.post_id)
    if hold.is_held or (clip_id is not None and not is_playable(session, clip_id)):
        me = row.person_id if isinstance(row, Answer) else row.author_id
        record_change(session, scope=person_scope(me), kind=POST, object_id=post.id, at=at)
    elif isinstance(row, Answer):
        record_change(session, scope=team_scope(post.team_id), kind=POST, object_id=post.id, at=at)
        tell_problem(session, post, row)
    elif isinstance(row, Reply):
        publish_reply(session, post, row, at=at)
    else:
        publish_post(session, row, at=at)
