"""Selects of the feed, each scoped to what the actor may see: published posts of their teams, and
their own that still wait for a clip.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.feed.access import is_visible, post_unknown
from app.feed.models import Answer, AnswerKind, Asked, Post, Reply
from app.feed.schemas import PostOut
from app.feed.shaping import post_out
from app.people.access import led_team_ids, visible_team_ids
from app.people.models import Person

SNAPSHOT_PER_TEAM_COUNT = 50
# An admin of a hundred teams starts with the newest of all of them, not with five thousand posts.
SNAPSHOT_COUNT = 500


def get_post(session: Session, actor: Actor, post_id: UUID) -> PostOut:
    posts = read_posts(session, actor, [post_id])
    if not posts:
        raise post_unknown()
    return posts[0]


def read_posts(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[PostOut]:
    """Posts by id as this person sees them, in the order asked for. One query; unseen ones are left out."""
    rows = session.execute(_select_posts(session, actor).where(col(Post.id).in_(ids)))
    posts = {row.id: post_out(row, actor.person_id) for row in rows}
    return [posts[post_id] for post_id in ids if post_id in posts]


def _select_posts(session: Session, actor: Actor) -> Select[*tuple[Any, ...]]:
    me = actor.person_id
    may_count = or_(col(Post.author_id) == me, col(Post.team_id).in_(led_team_ids(actor)))
    return (
        select(
            col(Post.id),
            col(Post.team_id),
            col(Post.author_id),
            col(Person.name).label("author_name"),
            col(Post.clip_id),
            col(Post.text),
            col(Post.ask),
            col(Post.audience),
            col(Post.version),
            col(Post.captured_at),
            col(Post.arrived_at),
            col(Post.is_held),
            col(Post.held_until),
            col(Post.published_at),
            col(Asked.person_id).label("asked_me"),
            col(Answer.kind).label("answer_kind"),
            col(Answer.captured_at).label("answer_captured_at"),
            col(Answer.arrived_at).label("answer_arrived_at"),
            col(Answer.is_held).label("answer_is_held"),
            col(Answer.held_until).label("answer_held_until"),
            case((may_count, _count_asked())).label("asked_count"),
            case((may_count, _count_answers(AnswerKind.GOT_IT))).label("got_it_count"),
            case((may_count, _count_answers(AnswerKind.PROBLEM))).label("problem_count"),
            _replies(session, me).label("replies"),
        )
        .join(Person, col(Person.id) == col(Post.author_id))
        .outerjoin(Asked, and_(col(Asked.post_id) == col(Post.id), col(Asked.person_id) == me))
        .outerjoin(Answer, answers_now(me))
        .where(is_visible(actor))
    )


def answers_now(person_id: UUID | SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The person's answer to the post as it reads now; one to an older version is no answer."""
    return and_(
        col(Answer.post_id) == col(Post.id),
        col(Answer.version) == col(Post.version),
        col(Answer.person_id) == person_id,
    )


def is_answer_seen(me: UUID) -> ColumnElement[bool]:
    """What somebody answered off shift is seen by nobody else until their shift starts."""
    return or_(~col(Answer.is_held), col(Answer.person_id) == me)


def _count_asked() -> ColumnElement[int]:
    asked = aliased(Asked)
    count = select(func.count()).select_from(asked).where(col(asked.post_id) == col(Post.id))
    return count.correlate(Post).scalar_subquery()


def _count_answers(kind: AnswerKind) -> ColumnElement[int]:
    answer = aliased(Answer)
    count = (
        select(func.count())
        .select_from(answer)
        .where(
            col(answer.post_id) == col(Post.id),
            col(answer.version) == col(Post.version),
            col(answer.kind) == kind,
            # One's own that is held is added in Python: asking whose each is takes a millisecond.
            ~col(answer.is_held),
        )
    )
    return count.correlate(Post).scalar_subquery()


def _replies(session: Session, me: UUID) -> ColumnElement[Any]:
    """All replies of a post as one JSON value, unordered: neither engine orders an aggregate alike."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    to_object = func.json_object if is_sqlite else func.json_build_object
    to_array = func.json_group_array if is_sqlite else func.json_agg
    author = aliased(Person)
    columns: dict[str, SQLColumnExpression[Any]] = {
        "id": col(Reply.id),
        "author_id": col(Reply.author_id),
        "author_name": col(author.name),
        "clip_id": col(Reply.clip_id),
        "text": col(Reply.text),
        "captured_at": col(Reply.captured_at),
        "arrived_at": col(Reply.arrived_at),
        "held": col(Reply.is_held),
        "held_until": col(Reply.held_until),
        "published_at": col(Reply.published_at),
    }
    pairs: list[SQLColumnExpression[Any]] = [
        part for name, column in columns.items() for part in (literal_column(f"'{name}'"), column)
    ]
    return (
        select(to_array(to_object(*pairs), type_=JSON))
        .select_from(Reply)
        .join(author, col(author.id) == col(Reply.author_id))
        .where(
            col(Reply.post_id) == col(Post.id),
            or_(col(Reply.published_at).is_not(None), col(Reply.author_id) == me),
        )
        .correlate(Post)
        .scalar_subquery()
    )


def list_snapshot(session: Session, actor: Actor) -> list[PostOut]:
    """The posts a phone without any copy starts with, in one query: the newest of each team, all that
    still wait for this person, and their own in preparation.
    """
    ids = _snapshot(session, actor)
    rows = session.execute(_select_posts(session, actor).join(ids, ids.c.id == col(Post.id)))
    return [post_out(row, actor.person_id) for row in rows]


def clip_ids_of(posts: Iterable[PostOut]) -> list[UUID]:
    """The clips that these posts and their replies name."""
    named = (clip_id for post in posts for clip_id in (post.clip_id, *(r.clip_id for r in post.replies)))
    return [clip_id for clip_id in named if clip_id is not None]


def _snapshot(session: Session, actor: Actor) -> Subquery:
    me = actor.person_id
    seen = visible_team_ids(actor).distinct().subquery()
    post = aliased(Post)
    newest = newest_by_team(
        session,
        seen,
        select(col(post.id))
        .where(col(post.team_id) == seen.c.team_id, col(post.published_at).is_not(None))
        .order_by(col(post.published_at).desc())
        .limit(SNAPSHOT_PER_TEAM_COUNT),
    )
    newest_of_all = newest.order_by(col(Post.published_at).desc()).limit(SNAPSHOT_COUNT).subquery()
    mine = select(col(Post.id)).where(
        col(Post.author_id) == me, col(Post.published_at).is_(None), is_visible(actor)
    )
    waiting = select_open_asks(me).where(is_visible(actor)).subquery()
    return union(select(newest_of_all.c.id), select(waiting.c.id), mine).subquery()


def newest_by_team(session: Session, teams: Subquery, wanted: Select[UUID]) -> Select[UUID, datetime | None]:
    """(id, published_at) of the posts that `wanted`, correlated to `teams` and limited, picks for each.

    Both engines walk a short range of each team's index instead of sorting everything in all teams.
    """
    columns = select(col(Post.id), col(Post.published_at))
    if session.get_bind().dialect.name == "sqlite":
        return columns.join(teams, col(Post.id).in_(wanted.correlate(teams)))
    picked = wanted.lateral()
    return columns.select_from(teams.join(picked, true())).join(Post, col(Post.id) == picked.c.id)


def select_open_asks(person_id: UUID, *, as_of: datetime | None = None) -> Select[UUID, datetime | None]:
    """(id, published_at) of posts that ask the person, who (at `as_of`) had not answered them as they read.

    Postgres expects next to nothing of such a search and would begin with every post there is:
    materialised, it begins with the person's asks.
    """
    mine = select(col(Asked.post_id)).where(col(Asked.person_id) == person_id).cte("asks")
    answered = answers_now(person_id)
    if as_of is not None:
        answered = and_(answered, col(Answer.arrived_at) <= as_of)
    return (
        select(col(Post.id), col(Post.published_at))
        .join(mine.prefix_with("MATERIALIZED"), mine.c.post_id == col(Post.id))
        .where(~select(Answer).where(answered).correlate(Post).exists())
    )
