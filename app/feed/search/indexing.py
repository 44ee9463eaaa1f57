"""Keeps the index: in the transaction that publishes, and again when a clip is captioned."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.clips.models import Transcript
from app.feed.models import Post, Reply
from app.feed.search.models import SearchEntry
from app.feed.search.policy import author_token, indexed

SPEECH = "speech"


def index_post(session: Session, post: Post) -> None:
    """As it reads now. Not published, or taken back: nothing is kept of it. Again changes nothing."""
    if post.published_at is not None:
        _keep(session, post, post_id=post.id, published_at=post.published_at)


def index_reply(session: Session, reply: Reply) -> None:
    if reply.published_at is not None:
        _keep(session, reply, post_id=reply.post_id, published_at=reply.published_at)


def index_clip(session: Session, clip_id: UUID) -> None:
    """What is said in it can be read now."""
    post = session.scalars(select(Post).where(col(Post.clip_id) == clip_id).with_for_update()).one_or_none()
    if post is not None:
        index_post(session, post)
    wanted = select(Reply).where(col(Reply.clip_id) == clip_id).with_for_update()
    reply = session.scalars(wanted).one_or_none()
    if reply is not None:
        index_reply(session, reply)


def list_spoken(session: Session, clip_ids: Collection[UUID]) -> list[Transcript]:
    """What is said in these clips, the language that was spoken first."""
    if not clip_ids:
        return []
    spoken = select(Transcript).where(
        col(Transcript.clip_id).in_(clip_ids), col(Transcript.verdict) == SPEECH
    )
    return list(session.scalars(spoken.order_by(col(Transcript.created_at), col(Transcript.id))))


def words_of(author_id: UUID, texts: Iterable[str]) -> str:
    """As an entry keeps them."""
    return " ".join([author_token(author_id), *(indexed(text) for text in texts)])


def _keep(session: Session, row: Post | Reply, *, post_id: UUID, published_at: datetime) -> None:
    clips = [] if row.clip_id is None else [row.clip_id]
    said = [transcript.text for transcript in list_spoken(session, clips)]
    words = words_of(row.author_id, [row.text, *said])
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    kept = insert(SearchEntry).values(
        subject_id=row.id, post_id=post_id, published_at=published_at, words=words
    )
    session.connection().execute(
        kept.on_conflict_do_update(index_elements=["subject_id"], set_={"words": words})
    )
