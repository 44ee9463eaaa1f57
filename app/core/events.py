"""Events: how a lower domain tells higher ones what became true, without knowing them.

A domain declares `CLIP_PLAYABLE = Event("clips.playable")` and emits it inside the transaction
that made it true. The composition root subscribes jobs of higher domains; emitting enqueues each
of them in the same transaction, so an event is handled exactly when it is committed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.jobs import JSON, Job, enqueue

Subscriptions = Mapping["Event", Sequence[Job]]
SUBSCRIPTIONS_KEY = "subscriptions"


@dataclass(frozen=True)
class Event:
    name: str


def emit(session: Session, event: Event, *args: JSON, key: str) -> None:
    """Start every job subscribed to `event`, once per `key`.

    `key` names the occurrence, e.g. the clip's id: emitting it again starts nothing.
    """
    subscriptions: Subscriptions = session.info.get(SUBSCRIPTIONS_KEY, {})
    for job in subscriptions.get(event, ()):
        enqueue(session, job, *args, key=f"{job.name}:{event.name}:{key}")
