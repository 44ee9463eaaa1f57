"""What a post would ask, and of whom, before it is sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.feed.audience.asking import list_addressed_ids, list_over_budget
from app.feed.audience.policy import cost_s
from app.feed.audience.schemas import ReachIn, ReachOut
from app.people.access import team_for
from app.people.models import Person, Role
from app.people.schemas import Named


def get_reach(session: Session, actor: Actor, team_id: UUID, wanted: ReachIn, *, at: datetime) -> ReachOut:
    """For whoever leads the team. Publishing looks anew: others may spend the same seconds."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    named = set(wanted.to.person_ids)
    meant = list_addressed_ids(session, team.id, wanted.to.kind, named, but=actor.person_id, at=at)
    cost = cost_s(wanted.text, duration_ms=wanted.duration_ms, has_clip=wanted.has_clip)
    over = list_over_budget(session, team.id, meant, cost=cost, at=at) if meant else []
    people = session.execute(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_(over)).order_by(col(Person.name))
    )
    return ReachOut(
        asked_count=len(meant) - len(over),
        cost_s=cost,
        over_budget=[Named(id=person_id, name=name) for person_id, name in people],
    )
