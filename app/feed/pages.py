"""The paged feed: what needs you first, then time.

Keyset paging over three parts, each cut as things stood when the first page was read: nothing is
shown twice or skipped because somebody posted or answered in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.feed.models import Answer, Asked, Post
from app.feed.policy import Cursor, Segment, format_cursor
from app.feed.queries import newest_by_team, read_posts, select_open_asks
from app.feed.schemas import PostsOut
from app.people.access import team_for, visible_team_ids

# (id, time) of posts.
Rows = Select[*tuple[Any, ...]]


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
    for segment, select_segment in _SEGMENTS.items():
        if before and segment < before.segment:
            continue
        cut = _Cut(
            me=actor.person_id,
            teams=_teams(actor, team_id),
            as_of=as_of,
            after=before if before and segment == before.segment else None,
            count=limit + 1 - len(found),
        )
        rows = session.execute(select_segment(session, cut)).all()
        found += [Cursor(segment=segment, as_of=as_of, time=t, post_id=i) for i, t in rows]
        if len(found) > limit:
            break
    page = found[:limit]
    posts = read_posts(session, actor, [cursor.post_id for cursor in page])
    return PostsOut(posts=posts, before=format_cursor(page[-1]) if len(found) > limit else None)


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """What a part of the feed is cut by. `teams` has one column, `team_id`."""

    me: UUID
    teams: Subquery
    as_of: datetime
    after: Cursor | None
    count: int

    def is_after(
        self, time: SQLColumnExpression[Any], post_id: SQLColumnExpression[UUID]
    ) -> ColumnElement[bool]:
        if self.after is None:
            return true()
        at_once = and_(time == self.after.time, post_id < self.after.post_id)
        return or_(time < self.after.time, at_once)


def _teams(actor: Actor, team_id: UUID | None) -> Subquery:
    teams = visible_team_ids(actor).subquery()
    query = select(teams.c.team_id).distinct()
    return (query if team_id is None else query.where(teams.c.team_id == team_id)).subquery()


def _select_needing(_session: Session, cut: _Cut) -> Rows:
    time = col(Post.published_at)
    return (
        select_open_asks(cut.me, as_of=cut.as_of)
        .where(
            col(Post.team_id).in_(select(cut.teams.c.team_id)),
            time <= cut.as_of,
            cut.is_after(time, col(Post.id)),
        )
        .order_by(time.desc(), col(Post.id).desc())
        .limit(cut.count)
    )


def _select_waiting(_session: Session, cut: _Cut) -> Rows:
    """A post that was published since the first page was read still has its place here."""
    time = col(Post.arrived_at)
    published_at = col(Post.published_at)
    return (
        select(col(Post.id), time)
        .where(
            col(Post.author_id) == cut.me,
            col(Post.team_id).in_(select(cut.teams.c.team_id)),
            time <= cut.as_of,
            or_(published_at.is_(None), published_at > cut.as_of),
            cut.is_after(time, col(Post.id)),
        )
        .order_by(time.desc(), col(Post.id).desc())
        .limit(cut.count)
    )


def _select_rest(session: Session, cut: _Cut) -> Rows:
    post = aliased(Post)
    of_one_team = (
        select(col(post.id))
        .where(col(post.team_id) == cut.teams.c.team_id, _is_rest(cut, post))
        .order_by(col(post.published_at).desc(), col(post.id).desc())
        .limit(cut.count)
    )
    newest = newest_by_team(session, cut.teams, of_one_team)
    return newest.order_by(col(Post.published_at).desc(), col(Post.id).desc()).limit(cut.count)


def _is_rest(cut: _Cut, post: type[Post]) -> ColumnElement[bool]:
    """Published, and at `as_of` it asked this person nothing that was still to be answered."""
    asked = aliased(Asked)
    answer = aliased(Answer)
    is_open = (
        select(asked)
        .outerjoin(
            answer,
            and_(
                col(answer.post_id) == col(asked.post_id),
                col(answer.person_id) == col(asked.person_id),
                col(answer.version) == col(post.version),
                col(answer.arrived_at) <= cut.as_of,
            ),
        )
        .where(
            col(asked.post_id) == col(post.id),
            col(asked.person_id) == cut.me,
            col(answer.kind).is_(None),
        )
        .correlate(post)
        .exists()
    )
    time = col(post.published_at)
    return and_(time <= cut.as_of, cut.is_after(time, col(post.id)), ~is_open)


_SEGMENTS: dict[Segment, Callable[[Session, _Cut], Rows]] = {
    Segment.NEEDS_YOU: _select_needing,
    Segment.WAITING: _select_waiting,
    Segment.REST: _select_rest,
}
