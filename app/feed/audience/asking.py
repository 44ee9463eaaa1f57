"""Who is asked: resolved when a post is published, and again for whoever comes on shift before it is due."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, insert, select
from sqlmodel import Session, col

from app.clips.models import Clip
from app.core.errors import Refused
from app.core.jobs import enqueue
from app.feed.audience.models import Addressee, AudienceKind
from app.feed.audience.policy import cost_s, counted_since, next_arrival, spent_s
from app.feed.audience.schemas import AudienceIn
from app.feed.events import ASK_ARRIVING
from app.feed.models import Ask, Asked, Post
from app.people.access import SeenTeam, team_member_ids
from app.people.models import Person, Role, Site, Team
from app.people.policy import is_at_least
from app.people.shifts.planned import SCHEDULED_WITHIN
from app.people.shifts.queries import list_planned_of, list_starts, on_shift_now

# How long a post for those on shift reaches whoever comes, unless it says when it is due.
ARRIVING_FOR = timedelta(minutes=60)
_GRACE = timedelta(seconds=1)


def address(session: Session, post: Post, to: AudienceIn, *, team: SeenTeam) -> None:
    """Keep whom the author chose, before anything is published. Raises Refused."""
    post.audience = to.kind
    if (to.kind is AudienceKind.PEOPLE) != bool(to.person_ids):
        raise Refused("audience.nobody", "Say by name who is asked, or choose the team.")
    if to.kind is AudienceKind.ON_SHIFT and not is_at_least(team.role, Role.LEAD):
        raise Refused("audience.leads_only", "Only a lead can ask whoever is on shift.")
    if not to.person_ids:
        return
    named = set(to.person_ids)
    if not named <= set(session.scalars(team_member_ids(team.id)).all()):
        raise Refused("audience.unknown_person", "Somebody you named is not in this team any more.")
    session.flush()
    rows = [{"post_id": post.id, "person_id": person_id} for person_id in sorted(named)]
    session.execute(insert(Addressee), rows)


def list_addressed_ids(
    session: Session, team_id: UUID, kind: AudienceKind, named: Collection[UUID], *, but: UUID, at: datetime
) -> list[UUID]:
    """People of the crew that an audience means at this moment, without the author."""
    if kind is AudienceKind.ON_SHIFT:
        found = on_shift_now(session, team_id, at=at)
    else:
        found = list(session.scalars(team_member_ids(team_id)).all())
    return sorted(i for i in set(found) if i != but and (kind is not AudienceKind.PEOPLE or i in named))


def ask_people(session: Session, post: Post, *, at: datetime, is_exempt: bool = False) -> list[UUID]:
    """Ask whom the post is addressed to, but for those of whom their shift has asked too much already.

    Returns whoever is asked and was not before. `is_exempt`: it cannot wait for another shift.
    """
    if post.ask is Ask.NONE:
        return []
    named = session.scalars(select(col(Addressee.person_id)).where(col(Addressee.post_id) == post.id)).all()
    meant = list_addressed_ids(session, post.team_id, post.audience, named, but=post.author_id, at=at)
    asked = set(session.scalars(select(col(Asked.person_id)).where(col(Asked.post_id) == post.id)).all())
    fresh = [person_id for person_id in meant if person_id not in asked]
    clip = session.get(Clip, post.clip_id) if post.clip_id is not None else None
    cost = cost_s(post.text, duration_ms=clip.duration_ms if clip else None, has_clip=clip is not None)
    if not is_exempt and fresh:
        # Two posts published at once must not both take the last seconds.
        session.execute(_lock(fresh))
        over = set(list_over_budget(session, post.team_id, fresh, cost=cost, at=at))
        fresh = [person_id for person_id in fresh if person_id not in over]
    if fresh:
        rows = [{"post_id": post.id, "person_id": i, "cost_s": cost, "asked_at": at} for i in fresh]
        session.execute(insert(Asked), rows)
    return fresh


def list_over_budget(
    session: Session, team_id: UUID, person_ids: Sequence[UUID], *, cost: int, at: datetime
) -> list[UUID]:
    """Those of whom the post would ask more seconds than the budget of their shift has left."""
    budget = budget_of(session, team_id)
    planned = list_planned_of(session, person_ids, at=at)
    since = {person_id: counted_since(planned.get(person_id, ()), at) for person_id in person_ids}
    rows = session.execute(
        select(col(Asked.person_id), col(Asked.asked_at), col(Asked.cost_s)).where(
            col(Asked.person_id).in_(person_ids), col(Asked.asked_at) >= min(since.values(), default=at)
        )
    ).all()
    spent: dict[UUID, list[tuple[datetime | None, int]]] = {}
    for person_id, asked_at, seconds in rows:
        spent.setdefault(person_id, []).append((asked_at, seconds))
    return [i for i in person_ids if spent_s(spent.get(i, ()), since=since[i]) + cost > budget]


def budget_of(session: Session, team_id: UUID) -> int:
    """Seconds that one shift may ask of anybody at the team's site."""
    return session.scalars(
        select(col(Site.attention_budget_s))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id) == team_id)
    ).one()


def await_arriving(session: Session, post: Post, *, at: datetime) -> None:
    """Come back when the next of the crew comes on shift, until the post is due."""
    if post.audience is not AudienceKind.ON_SHIFT or post.ask is Ask.NONE or post.published_at is None:
        return
    starts = list_starts(session, post.team_id, since=at, until=at + SCHEDULED_WITHIN)
    arrival = next_arrival(starts, after=at, until=post.published_at + ARRIVING_FOR)
    if arrival is not None:
        key = f"{ASK_ARRIVING.name}:{post.id}:{arrival.timestamp():.0f}"
        enqueue(session, ASK_ARRIVING, str(post.id), key=key, delay_s=(arrival + _GRACE - at).total_seconds())


def _lock(person_ids: Sequence[UUID]) -> Select[UUID]:
    wanted = select(col(Person.id)).where(col(Person.id).in_(person_ids)).order_by(col(Person.id))
    return wanted.with_for_update(key_share=True)
