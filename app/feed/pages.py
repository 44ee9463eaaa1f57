"""The paged feed: what needs you first, then time.

Keyset paging over three parts, each cut as things stood when the first page was read: nothing is
shown twice or skipped because somebody posted or answered in between.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.feed.models import Answer, Asked, Post
from app.feed.policy import Cursor, Segment, format_cursor
from app.feed.queries import answers_now, read_posts
from app.feed.schemas import PostsOut
from app.people.access import team_for, visible_team_ids


def list_posts(
    session: Session,
    actor: Actor,
    *,
    team_id: UUID | None,
    before: Cursor | None,
    limit: int,
    at: datetime,
) -> PostsOut:
    """One page: what needs you, then your own posts in preparation, then the rest; each newest first."""
    if team_id is not None:
        team_for(session, actor, team_id)
    as_of = before.as_of if before else at
    found: list[Cursor] = []
    for segment in Segment:
        if before and segment < before.segment:
            continue
        after = before if before and segment == before.segment else None
        query = _select_segment(actor, segment, as_of=as_of, after=after)
        if team_id is not None:
            query = query.where(col(Post.team_id) == team_id)
        rows = session.execute(query.limit(limit + 1 - len(found))).all()
        found += [Cursor(segment=segment, as_of=as_of, time=t, post_id=i) for i, t in rows]
        if len(found) > limit:
            break
    page = found[:limit]
    posts = read_posts(session, actor, [cursor.post_id for cursor in page])
    return PostsOut(posts=posts, before=format_cursor(page[-1]) if len(found) > limit else None)


def _select_segment(actor: Actor, segment: Segment, *, as_of: datetime, after: Cursor | None) -> Select[Any]:
    """(id, time) of one part of the feed as it stood at `as_of`."""
    me = actor.person_id
    time: Any = col(Post.arrived_at if segment is Segment.WAITING else Post.published_at)
    query = select(col(Post.id), time).where(col(Post.team_id).in_(visible_team_ids(actor)))
    if segment is Segment.WAITING:
        # Published since the first page was read: it still has its place here.
        waited = or_(col(Post.published_at).is_(None), col(Post.published_at) > as_of)
        query = query.where(col(Post.author_id) == me, col(Post.arrived_at) <= as_of, waited)
    else:
        needs_me = _needs(me, as_of)
        query = query.where(
            col(Post.published_at) <= as_of,
            needs_me if segment is Segment.NEEDS_YOU else ~needs_me,
        )
    if after is not None:
        is_older = and_(time == after.time, col(Post.id) < after.post_id)
        query = query.where(or_(time < after.time, is_older))
    return query.order_by(time.desc(), col(Post.id).desc())


def _needs(person_id: UUID, as_of: datetime) -> ColumnElement[bool]:
    """The post asks this person, who at `as_of` had not answered it as it reads now."""
    is_asked = (
        select(Asked)
        .where(col(Asked.post_id) == col(Post.id), col(Asked.person_id) == person_id)
        .correlate(Post)
        .exists()
    )
    answered = (
        select(Answer).where(answers_now(person_id), col(Answer.arrived_at) <= as_of).correlate(Post).exists()
    )
    return and_(is_asked, ~answered)
