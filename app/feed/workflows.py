"""Durable work of the feed: publishing what waited for its clip."""

from collections.abc import Callable
from uuid import UUID

from app.core.clock import Clock
from app.core.db import Database
from app.core.jobs import Job, step
from app.feed.service import publish_waiting

PUBLISH = Job("feed.publish")


def publisher(db: Database, clock: Clock) -> Callable[[str], None]:
    """The workflow of PUBLISH, which handles CLIP_PLAYABLE."""

    def publish(clip_id: str) -> None:
        step("publish", _publish, db, clock, UUID(clip_id))

    return publish


def _publish(db: Database, clock: Clock, clip_id: UUID) -> None:
    with db.writing() as session:
        publish_waiting(session, clip_id, at=clock())
