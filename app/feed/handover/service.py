"""Verbs of the handover. Both are acts of leading: they are seen at once, whenever they are done."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.feed.access import post_unknown
from app.feed.handover.models import Handover, SettledItem
from app.feed.handover.queries import list_open
from app.feed.handover.schemas import SettleBody, TakeBody
from app.feed.models import Post
from app.people.access import led_team_ids, team_for
from app.people.models import Person, Role
from app.sync.schemas import CommandIn


def take_over(session: Session, actor: Actor, body: TakeBody, *, command: CommandIn) -> Handover:
    """One lead has it; to whoever has it already, again is fine. Raises Conflict and Refused."""
    team = team_for(session, actor, body.team_id, needs=Role.LEAD)
    newest = session.scalars(
        select(col(Handover.number))
        .where(col(Handover.team_id) == team.id)
        .order_by(col(Handover.number).desc())
        .limit(1)
    ).one_or_none()
    if body.number > (newest or 0) + 1:
        raise Refused("handover.unknown", "There is no such handover. Please look at it again.")
    at = command.arrived_at
    _insert_once(
        session,
        Handover,
        team_id=team.id,
        number=body.number,
        taken_by=actor.person_id,
        taken_at=at,
        item_count=len(list_open(session, team.id, at=at)),
    )
    taken = session.get_one(Handover, (team.id, body.number))
    if taken.taken_by != actor.person_id:
        name = session.get_one(Person, taken.taken_by).name
        raise Conflict("handover.taken", f"{name} has taken over already.", name=name)
    return taken


def settle_item(session: Session, actor: Actor, body: SettleBody, *, command: CommandIn) -> SettledItem:
    """Nobody has to be told of it any more, unless somebody objects anew. For leads of the post's team."""
    post = session.scalars(
        select(Post)
        .where(
            col(Post.id) == body.post_id,
            col(Post.team_id).in_(led_team_ids(actor)),
            col(Post.published_at).is_not(None),
        )
        .with_for_update(of=Post)
    ).one_or_none()
    if post is None:
        raise post_unknown()
    settled = session.get(SettledItem, post.id)
    if settled is None:
        settled = SettledItem(post_id=post.id, settled_by=actor.person_id, settled_at=command.arrived_at)
        session.add(settled)
    settled.settled_by, settled.settled_at = actor.person_id, command.arrived_at
    session.flush()
    return settled


def _insert_once(session: Session, table: type[SQLModel], **values: Any) -> None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.connection().execute(insert(table).values(**values).on_conflict_do_nothing())
