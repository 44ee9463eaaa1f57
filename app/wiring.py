"""What the programs share: engines chosen from settings, and domains plugged into each other."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from sqlmodel import Session

from app.clips.darkroom import Darkroom
from app.clips.events import CLIP_CAPTIONED, CLIP_PLAYABLE
from app.clips.policy import RETRY_AFTER_S
from app.clips.queries import list_clips
from app.clips.router import router as clips_router
from app.clips.upload_router import router as upload_router
from app.clips.workflows import register_clips
from app.core.actor import Actor
from app.core.blobs import BlobStore, S3Access, open_blobs
from app.core.clock import Clock
from app.core.db import Database
from app.core.events import SUBSCRIPTIONS_KEY, Subscriptions
from app.core.guards import Streamed
from app.core.jobs import Worker, install_jobs
from app.core.keys import AUDIT, PEPPER, VAPID, load_key
from app.core.rows_in import FORMS
from app.feed.audience.router import router as audience_router
from app.feed.brief.router import router as brief_router
from app.feed.commands import appliers
from app.feed.events import SHOW_HELD
from app.feed.handover.router import router as handover_router
from app.feed.queries import clip_ids_of, list_snapshot, read_posts
from app.feed.router import router as feed_router
from app.feed.schemas import PostOut
from app.feed.search.router import router as search_router
from app.feed.workflows import INDEX, PUBLISH, register_feed
from app.people.admissions.router import router as admissions_router
from app.people.audit.chain import AUDIT_KEY
from app.people.audit.router import router as audit_router
from app.people.invites.router import router as invites_router
from app.people.persons.router import router as persons_router
from app.people.roster.router import router as roster_router
from app.people.roster.workflows import register_roster
from app.people.router import router as people_router
from app.people.sessions.router import router as sessions_router
from app.people.shared.hashing import PinHasher
from app.people.shared.pin_router import router as pin_router
from app.people.shared.router import router as shared_router
from app.people.shared.sealing import Seals
from app.people.shifts.events import SHIFTS_CHANGED
from app.people.shifts.import_router import router as shift_import_router
from app.people.shifts.router import router as shifts_router
from app.people.signin.oidc_router import router as oidc_router
from app.people.signin.router import router as signin_router
from app.people.structure.router import router as structure_router
from app.push.gateway import PushGateway, WebPushGateway
from app.push.policy import reachable
from app.push.router import router as push_router
from app.push.workflows import Bell, register_push
from app.settings import Settings
from app.sync.schemas import Domains, Row, Rows, Source
from media.darkroom import Transcoder, Transcriber

# Signatures must name somebody. Push services outside reach no installation without an address anyway.
NO_CONTACT = "mailto:operator@twotap.invalid"


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What durable work is done with."""

    clock: Clock
    db: Database
    blobs: BlobStore
    transcoder: Transcoder
    transcriber: Transcriber
    push_gateway: PushGateway
    work_dir: Path
    retry_after_s: Sequence[float] = RETRY_AFTER_S


def open_database(settings: Settings) -> Database:
    """Its sessions can enqueue jobs and emit events."""
    db = Database.open(
        settings.resolved_database_url,
        info={
            SUBSCRIPTIONS_KEY: subscriptions(),
            AUDIT_KEY: load_key(settings.var_dir, AUDIT),
        },
        pool_count=settings.database_pool_count,
    )
    install_jobs(db)
    return db


def open_blob_store(settings: Settings) -> BlobStore:
    access = S3Access(
        endpoint_url=settings.s3_endpoint_url,
        public_endpoint_url=settings.s3_public_endpoint_url,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=settings.s3_secret_access_key.get_secret_value(),
    )
    return open_blobs(settings.resolved_blobs_url, access)


def push_gateway_for(settings: Settings) -> PushGateway:
    return WebPushGateway(
        load_key(settings.var_dir, VAPID),
        reachable(settings.push_hosts, settings.push_own_origin),
        contact=settings.push_contact or settings.public_url or NO_CONTACT,
    )


def media_origin(settings: Settings) -> str:
    """Where browsers fetch recordings from, as an origin; empty when that is the service itself."""
    if not settings.resolved_blobs_url.startswith("s3:"):
        return ""
    amazon = f"https://s3.{settings.s3_region}.amazonaws.com"
    store = urlsplit(settings.s3_public_endpoint_url or settings.s3_endpoint_url or amazon)
    return f"{store.scheme}://{store.netloc}"


def subscriptions() -> Subscriptions:
    return {CLIP_PLAYABLE: (PUBLISH,), CLIP_CAPTIONED: (INDEX,), SHIFTS_CHANGED: (SHOW_HELD,)}


def domains(settings: Settings) -> Domains:
    return Domains(
        appliers=appliers(text_max_chars=settings.text_max_chars),
        sources={
            "post": Source("posts", read_posts, _first_posts),
            "clip": Source("clips", list_clips, _first_clips),
        },
    )


def _first_posts(session: Session, actor: Actor, _rows: Rows) -> Sequence[Row]:
    return list_snapshot(session, actor)


def _first_clips(session: Session, actor: Actor, rows: Rows) -> Sequence[Row]:
    """Those that the posts of the first copy name."""
    posts = [post for post in rows["posts"] if isinstance(post, PostOut)]
    return list_clips(session, actor, clip_ids_of(posts))


def shared_phones(settings: Settings, *, looked: Callable[[], None]) -> tuple[PinHasher, Seals]:
    """`looked` is called for every PIN that is verified."""
    secret = load_key(settings.var_dir, PEPPER)
    return PinHasher(secret, looked=looked), Seals(secret)


def streamed_bodies(settings: Settings) -> Sequence[Streamed]:
    """Recordings, which their routes bound, and files of rows."""
    rows = frozenset(FORMS)
    return (
        Streamed(re.compile(r"/api/uploads(/.*)?"), frozenset({"application/offset+octet-stream"})),
        Streamed(re.compile(r"/api/roster"), rows, max_bytes=settings.roster_max_bytes),
        Streamed(re.compile(r"/api/teams/[^/]+/shifts/import"), rows, max_bytes=settings.roster_max_bytes),
    )


def include_domains(app: FastAPI) -> None:
    app.include_router(people_router)
    app.include_router(structure_router)
    app.include_router(persons_router)
    app.include_router(invites_router)
    app.include_router(admissions_router)
    app.include_router(sessions_router)
    app.include_router(signin_router)
    app.include_router(shared_router)
    app.include_router(pin_router)
    app.include_router(oidc_router)
    app.include_router(shifts_router)
    app.include_router(shift_import_router)
    app.include_router(audit_router)
    app.include_router(roster_router)
    app.include_router(upload_router)
    app.include_router(clips_router)
    app.include_router(push_router)
    app.include_router(feed_router)
    app.include_router(search_router)
    app.include_router(brief_router)
    app.include_router(handover_router)
    app.include_router(audience_router)


def register_jobs(worker: Worker, tools: Tools) -> None:
    """`tools.work_dir` is emptied: one worker uses it at a time."""
    room = Darkroom(
        db=tools.db,
        blobs=tools.blobs,
        transcoder=tools.transcoder,
        transcriber=tools.transcriber,
        work_dir=tools.work_dir,
        clock=tools.clock,
        retry_after_s=tools.retry_after_s,
    )
    register_clips(worker, room)
    register_push(worker, Bell(db=tools.db, gateway=tools.push_gateway, clock=tools.clock))
    register_feed(worker, tools.db, tools.clock)
    register_roster(worker, tools.db, tools.clock)
