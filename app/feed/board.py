"""The board of a post: who answered, and who is missing."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.feed.access import is_visible, post_unknown
from app.feed.models import Answer, AnswerKind, Asked, Post
from app.feed.queries import answers_now, is_answer_seen
from app.feed.schemas import BoardAnswer, BoardOut
from app.feed.shaping import told_at
from app.people.access import led_team_ids
from app.people.models import Person
from app.people.schemas import Named


def get_board(session: Session, actor: Actor, post_id: UUID) -> BoardOut:
    """For the author, leads and admins; others find nothing. Who answered off shift is missing until then."""
    me = actor.person_id
    may_see = or_(col(Post.author_id) == me, col(Post.team_id).in_(led_team_ids(actor)))
    rows = session.execute(
        select(
            col(Post.id),
            col(Person.id).label("person_id"),
            col(Person.name),
            col(Answer.kind),
            col(Answer.captured_at),
            col(Answer.arrived_at),
            col(Answer.held_until),
        )
        .outerjoin(Asked, col(Asked.post_id) == col(Post.id))
        .outerjoin(Person, col(Person.id) == col(Asked.person_id))
        .outerjoin(Answer, and_(answers_now(col(Asked.person_id)), is_answer_seen(me)))
        .where(col(Post.id) == post_id, is_visible(actor), may_see)
        .order_by(col(Person.name), col(Person.id))
    ).all()
    if not rows:
        raise post_unknown()
    asked = [row for row in rows if row.person_id is not None]
    answered = [_answer(row, me) for row in asked if row.kind is not None]
    return BoardOut(
        asked_count=len(asked),
        answered=sorted(answered, key=lambda a: (a.kind is not AnswerKind.PROBLEM, a.arrived_at)),
        missing=[Named(id=row.person_id, name=row.name) for row in asked if row.kind is None],
    )


def _answer(row: Any, me: UUID) -> BoardAnswer:
    not_before = None if row.person_id == me else row.held_until
    return BoardAnswer(
        person=Named(id=row.person_id, name=row.name),
        kind=row.kind,
        captured_at=told_at(row.captured_at, not_before),
        arrived_at=told_at(row.arrived_at, not_before),
    )
