"""The only ways to rows of the feed from ids that came over HTTP, and the locks that writers take."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from app.clips.models import Clip
from app.core.actor import Actor
from app.core.errors import NotFound
from app.feed.models import Answer, Asked, Post, Reply
from app.people.access import visible_team_ids


def is_visible(actor: Actor) -> ColumnElement[bool]:
    mine = col(Post.author_id) == actor.person_id
    return and_(
        col(Post.team_id).in_(visible_team_ids(actor)),
        or_(col(Post.published_at).is_not(None), mine),
    )


def post_for(session: Session, actor: Actor, post_id: UUID) -> Post:
    """The only way to a post from an id that came over HTTP. Raises NotFound."""
    post = session.scalars(select(Post).where(col(Post.id) == post_id, is_visible(actor))).one_or_none()
    if post is None:
        raise post_unknown()
    return post


def lock_asked(session: Session, post_id: UUID, person_id: UUID) -> bool:
    """Whether the person is asked. The row is locked: two phones of one person answer one by one."""
    row = session.scalars(
        select(Asked)
        .where(col(Asked.post_id) == post_id, col(Asked.person_id) == person_id)
        .with_for_update()
    ).one_or_none()
    return row is not None


def list_asked_ids(session: Session, post_id: UUID) -> list[UUID]:
    asked = select(col(Asked.person_id)).where(col(Asked.post_id) == post_id)
    return list(session.scalars(asked.order_by(col(Asked.person_id))))


def find_answer(session: Session, post: Post, person_id: UUID) -> Answer | None:
    return session.get(Answer, (post.id, person_id, post.version))


def lock_clip(session: Session, clip_id: UUID) -> Clip | None:
    query = select(Clip).where(col(Clip.id) == clip_id).with_for_update()
    return session.scalars(query).one_or_none()


def is_clip_named(session: Session, clip_id: UUID) -> bool:
    posts = select(col(Post.id)).where(col(Post.clip_id) == clip_id)
    replies = select(col(Reply.id)).where(col(Reply.clip_id) == clip_id)
    return session.execute(posts.union_all(replies)).first() is not None


def post_unknown() -> NotFound:
    return NotFound("post.unknown", "There is no such post, or it is not for you.")
