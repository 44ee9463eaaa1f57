"""Verbs of push. Ringing joins the transaction of what it rings for: rolled back, nobody is rung."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Refused
from app.core.jobs import Job, enqueue
from app.push.models import PushSubscription
from app.push.policy import Reachable, require_reachable
from app.push.schemas import SubscriptionIn

RING = Job("push.ring", queue="push")
"""With (post id, person ids): rings those who may be rung when it runs."""
RING_ME = Job("push.ring_me", queue="push")
"""With (session id): rings that phone, to show that it works."""

PEOPLE_PER_JOB_COUNT = 500


def subscribe(
    session: Session,
    actor: Actor,
    wanted: SubscriptionIn,
    *,
    base_url: str,
    reachable: Reachable,
    at: datetime,
) -> None:
    """Ring this phone from now on, and no longer for whoever held it before. Raises Refused."""
    if actor.is_on_shared:
        raise Refused("push.shared_phone", "A shared phone rings for nobody.")
    require_reachable(wanted.endpoint, reachable)
    same = (col(PushSubscription.session_id) == actor.session_id) | (
        col(PushSubscription.endpoint) == wanted.endpoint
    )
    session.exec(delete(PushSubscription).where(same))
    session.add(
        PushSubscription(
            session_id=actor.session_id,
            endpoint=wanted.endpoint,
            receiver_key=wanted.keys.receiver_key,
            auth=wanted.keys.secret,
            base_url=base_url,
            created_at=at,
        )
    )
    session.flush()


def unsubscribe(session: Session, actor: Actor) -> None:
    session.exec(delete(PushSubscription).where(col(PushSubscription.session_id) == actor.session_id))


def ring(session: Session, post_id: UUID, person_ids: Sequence[UUID], *, occasion: str) -> None:
    """Ring these people for a post, once per `occasion`."""
    for start in range(0, len(person_ids), PEOPLE_PER_JOB_COUNT):
        some = [str(person_id) for person_id in person_ids[start : start + PEOPLE_PER_JOB_COUNT]]
        enqueue(session, RING, str(post_id), some, key=f"push:{post_id}:{occasion}:{start}")


def ring_me(session: Session, actor: Actor, *, at: datetime) -> None:
    """At most once a minute: it is a test, not a toy."""
    minute = int(at.timestamp()) // 60
    enqueue(session, RING_ME, str(actor.session_id), key=f"push:me:{actor.session_id}:{minute}", priority=1)


def forget(session: Session, subscription_ids: Sequence[UUID]) -> None:
    """What the phone's own service no longer knows."""
    session.exec(delete(PushSubscription).where(col(PushSubscription.id).in_(subscription_ids)))
