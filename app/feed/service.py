"""Verbs of the feed. Each runs in the caller's transaction: access, check, do, record the change."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from app.clips.models import Clip, ClipRefusal
from app.clips.queries import is_playable
from app.clips.service import share_clip
from app.core.actor import Actor, person_scope, team_scope
from app.core.errors import Conflict, Refused
from app.feed.access import find_answer, is_clip_named, list_asked_ids, lock_asked, lock_clip, post_for
from app.feed.audience.asking import address, ask_people, await_arriving
from app.feed.holding import hold_for
from app.feed.models import Answer, AnswerKind, Ask, Post, Reply
from app.feed.policy import FREE, AskedFor, Hold, decide_answer, require_content
from app.feed.schemas import AnswerBody, PostBody, ReplyBody
from app.feed.search.indexing import index_post, index_reply
from app.people.access import team_for
from app.people.models import Role
from app.push.service import ring
from app.sync.schemas import CommandIn
from app.sync.service import record_change

POST = "post"


def create_post(
    session: Session, actor: Actor, body: PostBody, *, command: CommandIn, text_max_chars: int
) -> Post:
    team = team_for(session, actor, body.team_id)
    require_content(body.text, has_clip=body.clip_id is not None, max_chars=text_max_chars)
    is_ready = _take_clip(session, actor, body.clip_id, team_id=team.id)
    # A lead's post is an act of leading, whenever it is sent.
    is_free = body.even_off_shift or team.role is not Role.WORKER
    hold = FREE if is_free else _hold(session, actor, command)
    post = Post(
        id=body.post_id,
        team_id=team.id,
        author_id=actor.person_id,
        clip_id=body.clip_id,
        text=body.text,
        ask=body.ask,
        captured_at=_captured_at(command),
        arrived_at=command.arrived_at,
        is_held=hold.is_held,
        held_until=hold.until,
    )
    _add(session, post, taken=Conflict("post.exists", "This post was sent before."))
    address(session, post, body.to, team=team)
    if is_ready and not hold.is_held:
        publish_post(session, post, at=command.arrived_at)
    else:
        _record(session, post, person_scope(post.author_id), at=command.arrived_at)
    return post


def answer_post(session: Session, actor: Actor, body: AnswerBody, *, command: CommandIn) -> Answer:
    """The answer as it was first recorded, whether now or earlier from another phone."""
    post = post_for(session, actor, body.post_id)
    is_asked = lock_asked(session, post.id, actor.person_id)
    given = find_answer(session, post, actor.person_id)
    wanted = AskedFor(
        ask=post.ask, version=post.version, is_asked=is_asked, given=given.kind if given else None
    )
    decision = decide_answer(wanted, version=body.version, kind=body.answer)
    if decision == "repeat" and given is not None:
        return given
    hold = _hold(session, actor, command)
    answer = Answer(
        post_id=post.id,
        person_id=actor.person_id,
        version=post.version,
        kind=body.answer,
        captured_at=_captured_at(command),
        arrived_at=command.arrived_at,
        is_held=hold.is_held,
        held_until=hold.until,
    )
    session.add(answer)
    session.flush()
    seen_by = person_scope(actor.person_id) if hold.is_held else team_scope(post.team_id)
    _record(session, post, seen_by, at=command.arrived_at)
    tell_problem(session, post, answer)
    return answer


def tell_problem(session: Session, post: Post, answer: Answer) -> None:
    """Ring the author for a problem, once others may know of it."""
    if answer.kind is AnswerKind.PROBLEM and not answer.is_held:
        occasion = f"problem:{answer.person_id}:{answer.version}:{answer.captured_at.timestamp():.3f}"
        ring(session, post.id, [post.author_id], occasion=occasion)


def create_reply(
    session: Session, actor: Actor, body: ReplyBody, *, command: CommandIn, text_max_chars: int
) -> Reply:
    post = post_for(session, actor, body.post_id)
    require_content(body.text, has_clip=body.clip_id is not None, max_chars=text_max_chars)
    is_ready = _take_clip(session, actor, body.clip_id, team_id=post.team_id)
    hold = FREE if body.even_off_shift else _hold(session, actor, command)
    reply = Reply(
        id=body.reply_id,
        post_id=post.id,
        author_id=actor.person_id,
        clip_id=body.clip_id,
        text=body.text,
        captured_at=_captured_at(command),
        arrived_at=command.arrived_at,
        is_held=hold.is_held,
        held_until=hold.until,
    )
    _add(session, reply, taken=Conflict("reply.exists", "This reply was sent before."))
    if is_ready and not hold.is_held:
        publish_reply(session, post, reply, at=command.arrived_at)
    else:
        _record(session, post, person_scope(reply.author_id), at=command.arrived_at)
    return reply


def publish_waiting(session: Session, clip_id: UUID, *, at: datetime) -> None:
    """Publish what waits for this clip, now that it can be played. Doing it again changes nothing.

    What is held besides is published when its author's shift starts.
    """
    lock_clip(session, clip_id)
    post = session.scalars(
        select(Post).where(col(Post.clip_id) == clip_id, col(Post.published_at).is_(None), ~col(Post.is_held))
    ).one_or_none()
    if post is not None:
        publish_post(session, post, at=at)
    reply = session.scalars(
        select(Reply).where(
            col(Reply.clip_id) == clip_id, col(Reply.published_at).is_(None), ~col(Reply.is_held)
        )
    ).one_or_none()
    if reply is not None:
        publish_reply(session, session.get_one(Post, reply.post_id), reply, at=at)


def publish_post(session: Session, post: Post, *, at: datetime) -> None:
    """Show the post to its team. Who of its audience is asked is resolved now and kept."""
    post.published_at = at
    session.flush()
    index_post(session, post)
    ask_people(session, post, at=at)
    await_arriving(session, post, at=at)
    # Its author may have replied already, to be shown with it. Locked before anything is recorded, as
    # whoever develops those clips does.
    told = (
        select(col(Clip.id))
        .join(Reply, col(Reply.clip_id) == col(Clip.id))
        .where(col(Reply.post_id) == post.id, col(Reply.published_at).is_not(None))
        .with_for_update(of=Clip)
    )
    for clip_id in (post.clip_id, *session.scalars(told).all()):
        if clip_id is not None:
            share_clip(session, clip_id, at=at)
    _record(session, post, team_scope(post.team_id), at=at)
    if post.ask is not Ask.NONE:
        ring(session, post.id, list_asked_ids(session, post.id), occasion=f"v{post.version}")


def ask_arriving(session: Session, post_id: UUID, *, at: datetime) -> None:
    """Ask whoever has come on shift since. Doing it again changes nothing."""
    post = session.get_one(Post, post_id, with_for_update=True)
    fresh = ask_people(session, post, at=at)
    if fresh:
        _record(session, post, team_scope(post.team_id), at=at)
        ring(session, post.id, fresh, occasion=f"v{post.version}:{at.timestamp():.0f}")
    await_arriving(session, post, at=at)


def publish_reply(session: Session, post: Post, reply: Reply, *, at: datetime) -> None:
    reply.published_at = at
    session.flush()
    index_reply(session, reply)
    # Not while the post itself is being published: one of the two must share the reply's clip.
    session.refresh(post, ["published_at"], with_for_update={"read": True})
    if post.published_at is None:
        # It waits for its clip, so only its author can be replying; both are shown together.
        _record(session, post, person_scope(post.author_id), at=at)
        return
    if reply.clip_id is not None:
        share_clip(session, reply.clip_id, at=at)
    _record(session, post, team_scope(post.team_id), at=at)


def _take_clip(session: Session, actor: Actor, clip_id: UUID | None, *, team_id: UUID) -> bool:
    """Whether what names this clip can be shown at once. The clip is locked until commit.

    Without the lock, a clip that becomes playable while its post is being saved would find no post
    to publish, and the post no playable clip: it would wait for ever.
    """
    if clip_id is None:
        return True
    clip = lock_clip(session, clip_id)
    if clip is None or clip.author_id != actor.person_id or clip.team_id != team_id:
        raise Refused("clip.unknown", "The recording of this message has not arrived.")
    refusal = session.get(ClipRefusal, clip_id)
    if refusal is not None:
        raise Refused("clip.refused", refusal.sentence, reason=refusal.code)
    if is_clip_named(session, clip_id):
        raise Conflict("clip.used", "This recording was sent before.")
    return is_playable(session, clip_id)


def _add(session: Session, row: SQLModel, *, taken: Conflict) -> None:
    """Insert under an id made on a phone. A second one under the same id is `taken`."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise taken from None


def _hold(session: Session, actor: Actor, command: CommandIn) -> Hold:
    return hold_for(
        session, actor.person_id, captured_at=_captured_at(command), arrived_at=command.arrived_at
    )


def _captured_at(command: CommandIn) -> datetime:
    """A phone's clock may be ahead, but nothing arrives before it was captured."""
    return min(command.captured_at, command.arrived_at)


def _record(session: Session, post: Post, scope: str, *, at: datetime) -> None:
    record_change(session, scope=scope, kind=POST, object_id=post.id, at=at)
