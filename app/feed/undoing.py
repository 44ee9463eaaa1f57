"""Taking an answer back: a slip of the thumb, seen while it is still on the screen."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, person_scope, team_scope
from app.core.errors import Conflict, Refused
from app.feed.access import lock_asked, post_for
from app.feed.holding import hold_for
from app.feed.models import Answer, Post
from app.feed.schemas import UndoBody
from app.feed.versions.models import UndoneAnswer
from app.sync.schemas import CommandIn
from app.sync.service import record_change

# The screen offers five seconds; a thumb in a glove and a phone under load take longer.
UNDO_WITHIN = timedelta(seconds=60)


def undo_answer(session: Session, actor: Actor, body: UndoBody, *, command: CommandIn) -> Post:
    """The person is asked again. What was taken back already stays so. Raises Conflict and Refused."""
    post = post_for(session, actor, body.post_id)
    lock_asked(session, post.id, actor.person_id)
    captured_at = min(command.captured_at, command.arrived_at)
    answer = session.get(Answer, (post.id, actor.person_id, body.version))
    if answer is None or answer.captured_at > captured_at:
        if _is_undone(session, post.id, actor.person_id, body.version, before=captured_at):
            return post
        raise Refused("answer.not_given", "There is no answer of yours here to take back.")
    if captured_at - answer.captured_at > UNDO_WITHIN:
        raise _late()
    hold = hold_for(session, actor.person_id, captured_at=captured_at, arrived_at=command.arrived_at)
    # An answer that others see and that disappears would tell them what was done off shift.
    if hold.is_held and not answer.is_held:
        raise _late()
    scope = person_scope(actor.person_id) if answer.is_held else team_scope(post.team_id)
    session.add(
        UndoneAnswer(
            post_id=post.id,
            person_id=actor.person_id,
            version=body.version,
            captured_at=answer.captured_at,
            undone_at=max(captured_at, hold.until) if hold.until else captured_at,
        )
    )
    session.delete(answer)
    session.flush()
    record_change(session, scope=scope, kind="post", object_id=post.id, at=command.arrived_at)
    return post


def _is_undone(session: Session, post_id: UUID, person_id: UUID, version: int, *, before: datetime) -> bool:
    found = select(col(UndoneAnswer.captured_at)).where(
        col(UndoneAnswer.post_id) == post_id,
        col(UndoneAnswer.person_id) == person_id,
        col(UndoneAnswer.version) == version,
        col(UndoneAnswer.captured_at) <= before,
    )
    return session.execute(found.limit(1)).first() is not None


def _late() -> Conflict:
    return Conflict("answer.undo_late", "It is too late to take this answer back. Say more in a reply.")
