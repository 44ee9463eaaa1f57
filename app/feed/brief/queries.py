"""A person's brief, read from what they may see. Reading it is recorded nowhere."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from app.clips.models import Clip
from app.core.actor import Actor
from app.feed.access import is_visible
from app.feed.audience.policy import cost_s, counted_since
from app.feed.brief.policy import Brief, Candidate, plan_brief
from app.feed.brief.schemas import BriefCard, BriefOut, BriefRest
from app.feed.models import Asked, Post
from app.feed.queries import select_open_asks
from app.people.access import visible_team_ids
from app.people.models import Person, Site, Team
from app.people.shifts.queries import list_planned

# More news than anybody is told of in one line.
_NEWS_COUNT = 200
_AUTHORS_COUNT = 3
_BUDGET_S = 90


def get_brief(session: Session, actor: Actor, *, at: datetime) -> BriefOut:
    """Open asks, and what was published since the person's last shift ended."""
    since = counted_since(list_planned(session, actor.person_id, at=at), at)
    found = _list_asks(session, actor) + _list_news(session, actor, since=since)
    budget_s = _budget(session, actor)
    return _brief_out(plan_brief(found, budget_s=budget_s), budget_s=budget_s, since=since)


def _list_asks(session: Session, actor: Actor) -> list[Candidate]:
    waiting = select_open_asks(actor.person_id).where(is_visible(actor)).subquery()
    rows = session.execute(
        select(
            col(Post.id),
            col(Person.name),
            func.coalesce(col(Asked.asked_at), col(Post.published_at)),
            col(Asked.cost_s),
        )
        .join(waiting, waiting.c.id == col(Post.id))
        .join(Asked, (col(Asked.post_id) == col(Post.id)) & (col(Asked.person_id) == actor.person_id))
        .join(Person, col(Person.id) == col(Post.author_id))
    )
    return [
        Candidate(post_id=post_id, author=author, asked=True, since=since, cost_s=cost)
        for post_id, author, since, cost in rows
    ]


def _list_news(session: Session, actor: Actor, *, since: datetime) -> list[Candidate]:
    is_asked = exists().where(col(Asked.post_id) == col(Post.id), col(Asked.person_id) == actor.person_id)
    rows = session.execute(
        select(col(Post.id), col(Person.name), col(Post.published_at), col(Post.text), col(Clip.duration_ms))
        .add_columns(col(Clip.id).is_not(None))
        .join(Person, col(Person.id) == col(Post.author_id))
        .outerjoin(Clip, col(Clip.id) == col(Post.clip_id))
        .where(
            is_visible(actor),
            col(Post.published_at) >= since,
            col(Post.author_id) != actor.person_id,
            ~is_asked,
        )
        .order_by(col(Post.published_at).desc())
        .limit(_NEWS_COUNT)
    )
    return [
        Candidate(
            post_id=post_id,
            author=author,
            asked=False,
            since=published_at,
            cost_s=cost_s(text, duration_ms=duration_ms, has_clip=has_clip),
        )
        for post_id, author, published_at, text, duration_ms, has_clip in rows
    ]


def _budget(session: Session, actor: Actor) -> int:
    """Of the strictest site, for whoever works at several."""
    budget: int | None = session.scalar(
        select(func.min(col(Site.attention_budget_s)))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Team.id).in_(visible_team_ids(actor)))
    )
    return _BUDGET_S if budget is None else budget


def _brief_out(brief: Brief, *, budget_s: int, since: datetime) -> BriefOut:
    authors = list(dict.fromkeys(one.author for one in brief.rest))
    return BriefOut(
        budget_s=budget_s,
        cost_s=brief.cost_s,
        since=since,
        cards=[BriefCard(post_id=c.post_id, asked=c.asked, cost_s=c.cost_s) for c in brief.cards],
        rest=BriefRest(
            post_ids=[one.post_id for one in brief.rest],
            asked_count=sum(one.asked for one in brief.rest),
            authors=authors[:_AUTHORS_COUNT],
        ),
    )
