"""Durable work of the feed: publishing what waited for its clip, and showing what waited for a shift."""

from collections.abc import Callable
from uuid import UUID

from app.core.clock import Clock
from app.core.db import Database
from app.core.jobs import Job, Worker, step
from app.feed.events import ASK_ARRIVING, SHOW_HELD
from app.feed.search.indexing import index_clip
from app.feed.service import ask_arriving, publish_waiting
from app.feed.showing import show_held

PUBLISH = Job("feed.publish")
INDEX = Job("feed.index")


def register_feed(worker: Worker, db: Database, clock: Clock) -> None:
    worker.register(PUBLISH, publisher(db, clock))
    worker.register(INDEX, indexer(db))
    worker.register(SHOW_HELD, shower(db, clock))
    worker.register(ASK_ARRIVING, asker(db, clock))


def publisher(db: Database, clock: Clock) -> Callable[[str], None]:
    """The workflow of PUBLISH, which handles CLIP_PLAYABLE."""

    def publish(clip_id: str) -> None:
        step("publish", _publish, db, clock, UUID(clip_id))

    return publish


def _publish(db: Database, clock: Clock, clip_id: UUID) -> None:
    with db.writing() as session:
        publish_waiting(session, clip_id, at=clock())


def indexer(db: Database) -> Callable[[str], None]:
    """The workflow of INDEX, which handles CLIP_CAPTIONED."""

    def index(clip_id: str) -> None:
        step("index", _index, db, UUID(clip_id))

    return index


def _index(db: Database, clip_id: UUID) -> None:
    with db.writing() as session:
        index_clip(session, clip_id)


def asker(db: Database, clock: Clock) -> Callable[[str], None]:
    """The workflow of ASK_ARRIVING."""

    def ask(post_id: str) -> None:
        step("ask", _ask, db, clock, UUID(post_id))

    return ask


def _ask(db: Database, clock: Clock, post_id: UUID) -> None:
    with db.writing() as session:
        ask_arriving(session, post_id, at=clock())


def shower(db: Database, clock: Clock) -> Callable[..., None]:
    """The workflow of SHOW_HELD, which also handles SHIFTS_CHANGED."""

    def show(person_ids: list[str], even_unplanned: bool = False) -> None:
        for person_id in person_ids:
            step(f"show {person_id}", show_held, db, clock, UUID(person_id), even_unplanned=even_unplanned)

    return show
