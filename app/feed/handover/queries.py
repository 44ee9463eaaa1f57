"""What a team has open. Of what people do off shift nothing is in it before their shift starts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.clips.models import Transcript
from app.core.actor import Actor
from app.feed.handover.models import Handover, SettledItem
from app.feed.handover.policy import BUDGET_S, ItemKind, OpenItem, plan_handover
from app.feed.handover.schemas import HandoverOut, ItemOut, TakenOut
from app.feed.models import Answer, AnswerKind, Ask, Asked, Post, Reply
from app.feed.search.indexing import list_spoken
from app.feed.shaping import told_at
from app.people.access import team_for
from app.people.models import Membership, Person, Role
from app.people.schemas import Named

# What nobody settled for so long is not open any more, but forgotten.
OPEN_FOR = timedelta(days=30)


def get_handover(session: Session, actor: Actor, team_id: UUID, *, at: datetime) -> HandoverOut:
    """For leads and admins of the team. Raises NotFound."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    plan = plan_handover(list_open(session, team.id, at=at))
    last = session.execute(
        select(Handover, col(Person.name))
        .join(Person, col(Person.id) == col(Handover.taken_by))
        .where(col(Handover.team_id) == team.id)
        .order_by(col(Handover.number).desc())
        .limit(1)
    ).one_or_none()
    return HandoverOut(
        number=1 if last is None else last[0].number + 1,
        last=last and TakenOut(by=Named(id=last[0].taken_by, name=last[1]), at=last[0].taken_at),
        budget_s=BUDGET_S,
        cost_s=plan.cost_s,
        items=[
            ItemOut(
                post_id=item.post_id,
                kind=item.kind,
                author=item.author,
                said=item.said,
                since=item.since,
                people=list(item.people),
                missing_count=item.missing_count,
            )
            for item in plan.items
        ],
        more=[item.post_id for item in plan.more],
    )


def list_open(session: Session, team_id: UUID, *, at: datetime) -> list[OpenItem]:
    rows = session.execute(_select_posts(team_id, since=at - OPEN_FOR)).all()
    objections = _list_objections(session, [row.id for row in rows])
    spoken = list_spoken(session, {row.clip_id for row in rows if row.clip_id is not None})
    items = [_item(row, objections.get(row.id, []), spoken) for row in rows]
    return [item for item in items if item is not None]


def _select_posts(team_id: UUID, *, since: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Post.id),
            col(Post.clip_id),
            col(Post.text),
            col(Post.ask),
            col(Post.published_at),
            col(Person.name).label("author"),
            col(SettledItem.settled_at),
            _count_missing().label("missing_count"),
            _is_question().label("is_question"),
        )
        .join(Person, col(Person.id) == col(Post.author_id))
        .outerjoin(SettledItem, col(SettledItem.post_id) == col(Post.id))
        .where(col(Post.team_id) == team_id, col(Post.published_at) >= since)
    )


def _count_missing() -> ColumnElement[int]:
    """Asked, still of the team, and no answer that others may know of."""
    given = select(Answer).where(
        col(Answer.post_id) == col(Post.id),
        col(Answer.version) == col(Post.version),
        col(Answer.person_id) == col(Asked.person_id),
        ~col(Answer.is_held),
    )
    is_here = select(Membership).where(
        col(Membership.person_id) == col(Asked.person_id), col(Membership.team_id) == col(Post.team_id)
    )
    given, is_here = given.correlate(Post, Asked), is_here.correlate(Post, Asked)
    count = (
        select(func.count())
        .select_from(Asked)
        .where(col(Asked.post_id) == col(Post.id), ~given.exists(), is_here.exists())
    )
    return count.correlate(Post).scalar_subquery()


def _is_question() -> ColumnElement[bool]:
    """Somebody of the crew said it, and nobody else has said anything to it."""
    reply, author = aliased(Reply), aliased(Membership)
    is_crew = exists().where(
        col(author.person_id) == col(Post.author_id),
        col(author.team_id) == col(Post.team_id),
        col(author.role) == Role.WORKER,
    )
    has_reply = exists().where(
        col(reply.post_id) == col(Post.id),
        col(reply.author_id) != col(Post.author_id),
        col(reply.published_at).is_not(None),
    )
    return and_(is_crew, ~has_reply)


def _list_objections(session: Session, post_ids: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, str]]]:
    """(when others learnt of it, who) by post."""
    rows = session.execute(
        select(col(Answer.post_id), col(Answer.arrived_at), col(Answer.held_until), col(Person.name))
        .join(Post, and_(col(Post.id) == col(Answer.post_id), col(Post.version) == col(Answer.version)))
        .join(Person, col(Person.id) == col(Answer.person_id))
        .where(
            col(Answer.post_id).in_(post_ids),
            col(Answer.kind) == AnswerKind.PROBLEM,
            ~col(Answer.is_held),
        )
    )
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for post_id, arrived_at, held_until, name in rows:
        found.setdefault(post_id, []).append((told_at(arrived_at, held_until), name))
    return {post_id: sorted(objections) for post_id, objections in found.items()}


def _item(row: Any, objections: list[tuple[datetime, str]], spoken: Sequence[Transcript]) -> OpenItem | None:
    fresh = [one for one in objections if row.settled_at is None or one[0] > row.settled_at]
    said = next((one.text for one in spoken if one.clip_id == row.clip_id), "")
    is_settled = row.settled_at is not None
    if fresh:
        kind, since = ItemKind.OBJECTION, fresh[0][0]
    elif row.is_question and not is_settled:
        kind, since = ItemKind.QUESTION, row.published_at
    elif row.ask is not Ask.NONE and row.missing_count and not is_settled:
        kind, since = ItemKind.UNANSWERED, row.published_at
    else:
        return None
    return OpenItem(
        post_id=row.id,
        kind=kind,
        author=row.author,
        text=row.text or said,
        since=since,
        people=[name for _, name in fresh],
        missing_count=row.missing_count,
    )
