"""Brings the story in the way phones do: recordings through the upload service, all else as commands.

Ids are derived from the team's and a name, so that seeding again finds what is there and adds only
what was missing. Posts with a clip appear when a worker has developed it; nobody can answer them
before, so `finish_demo` waits for that and tells the rest.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from uuid import UUID, uuid5

from sqlmodel import Session, col, select
from starlette.types import Message, Receive

from app.clips.deps import upload_limits_of
from app.clips.receiving import Body, Intake
from app.clips.schemas import UploadMetadata
from app.clips.service import NewUpload, create_upload, end_upload
from app.clips.upload_queries import find_upload_of_clip
from app.core.actor import Actor
from app.core.clock import Clock
from app.core.db import Database
from app.core.keys import secrets_dir, write_private
from app.feed.commands import ANSWER_POST, CREATE_POST, CREATE_REPLY
from app.feed.models import Post
from app.people.invites.service import add_invite
from app.people.models import Role, Team
from app.seed import story
from app.seed.crew import seed_crew
from app.seed.recordings import make_recording
from app.seed.story import Recording, Remark, Scene
from app.settings import Settings
from app.sync.schemas import CommandIn, Domains
from app.sync.service import apply_command
from app.wiring import domains, open_blob_store, open_database

LINKS = "demo-links"
LINK_TTL = timedelta(days=7)
LINK_USES = {Role.ADMIN: 5, Role.LEAD: 20, Role.WORKER: 100}
POLL_S = 1.0
TOLD_BEFORE = {"post.exists", "reply.exists", "clip.used"}


def seed_demo(settings: Settings, *, base_url: str, at: datetime) -> str:
    """Seed, and say one join link per role. Needs a migrated database."""
    db = open_database(settings)
    try:
        with db.writing() as session:
            team, cast = seed_crew(session, at=at)
        asyncio.run(_tell(settings, team, cast, at=at))
        return _links(settings, db, team, base_url=base_url, at=at)
    finally:
        db.close()


def finish_demo(settings: Settings, *, clock: Clock, within_s: float) -> bool:
    """Wait for the worker and tell what had to wait for it. False: it took longer than `within_s`."""
    deadline = clock() + timedelta(seconds=within_s)
    db = open_database(settings)
    try:
        with db.writing() as session:
            team, cast = seed_crew(session, at=clock())
        while is_late := _is_waiting(db, team):
            if clock() > deadline:
                break
            sleep(POLL_S)
        asyncio.run(_tell(settings, team, cast, at=clock()))
        return not is_late
    finally:
        db.close()


def _is_waiting(db: Database, team: Team) -> bool:
    told = [_post_id(team, scene) for scene in story.SCENES]
    waiting = select(Post.id).where(col(Post.id).in_(told), col(Post.published_at).is_(None))
    with db.reading() as session:
        return session.exec(waiting.limit(1)).first() is not None


def _post_id(team: Team, scene: Scene) -> UUID:
    return uuid5(team.id, f"post {scene.key}")


async def _tell(settings: Settings, team: Team, cast: Mapping[str, Actor], *, at: datetime) -> None:
    # A database of its own: asynchronous connections belong to the loop they were made in.
    db = open_database(settings)
    known = domains(settings)
    teller = _Teller(settings=settings, db=db, team=team, cast=cast, domains=known, at=at)
    try:
        for scene in story.SCENES:
            await teller.tell(scene)
    finally:
        await db.aclose()


@dataclass(frozen=True, kw_only=True)
class _Teller:
    settings: Settings
    db: Database
    team: Team
    cast: Mapping[str, Actor]
    domains: Domains
    at: datetime

    async def tell(self, scene: Scene) -> None:
        post_id = _post_id(self.team, scene)
        await self._post(scene, post_id, at=self.at - timedelta(minutes=scene.minutes_ago))
        # Told earlier, it keeps the time it was told at.
        said_at, is_published = await self.db.read(_said, post_id)
        if not is_published:
            return
        for kind, names in (("got_it", scene.got_it), ("problem", scene.problem)):
            for number, name in enumerate(names, start=1):
                answer = {"post_id": str(post_id), "version": 1, "answer": kind}
                answered_at = said_at + timedelta(minutes=number)
                await self._send(name, ANSWER_POST, uuid5(post_id, name), answer, at=answered_at)
        for number, remark in enumerate(scene.remarks):
            reply_id = uuid5(post_id, f"reply {number}")
            await self._reply(remark, post_id, reply_id, at=said_at + timedelta(minutes=remark.after))

    async def _post(self, scene: Scene, post_id: UUID, *, at: datetime) -> None:
        body = {
            "post_id": str(post_id),
            "team_id": str(self.team.id),
            "text": scene.text,
            "clip_id": await self._upload(scene.author, scene.recording, post_id, at=at),
            "ask": scene.ask.value,
        }
        await self._send(scene.author, CREATE_POST, post_id, body, at=at)

    async def _reply(self, remark: Remark, post_id: UUID, reply_id: UUID, *, at: datetime) -> None:
        clip_id = await self._upload(remark.author, remark.recording, reply_id, at=at)
        body = {
            "reply_id": str(reply_id),
            "post_id": str(post_id),
            "text": remark.text,
            "clip_id": clip_id,
        }
        await self._send(remark.author, CREATE_REPLY, reply_id, body, at=at)

    async def _send(
        self, name: str, kind: str, key: UUID, body: Mapping[str, object], *, at: datetime
    ) -> None:
        command = CommandIn(id=uuid5(key, kind), kind=kind, captured_at=at, arrived_at=at, body=dict(body))
        answer = await self.db.write(apply_command, self.cast[name], command, self.domains)
        # Commands are forgotten after a while; what they made is still there then.
        if answer.outcome == "refused" and answer.code not in TOLD_BEFORE:
            raise RuntimeError(f"the story does not fit the rules any more: {kind} {answer.code}")

    async def _upload(
        self, name: str, recording: Recording | None, owner_id: UUID, *, at: datetime
    ) -> str | None:
        """The clip's id. Uploaded before: nothing is done; half uploaded: begun again."""
        if recording is None:
            return None
        actor, clip_id = self.cast[name], uuid5(owner_id, "clip")
        earlier = await self.db.read(find_upload_of_clip, clip_id)
        if earlier is not None and earlier.finished_at is not None:
            return str(clip_id)
        if earlier is not None and earlier.ended_at is None:
            await self.db.write(end_upload, actor, earlier.id, at=self.at)
        with tempfile.TemporaryDirectory(prefix="twotap-seed-") as folder:
            made = make_recording(
                recording, Path(folder), language=story.LANGUAGES[name], ffmpeg=self.settings.ffmpeg_path
            )
            content = made.read_bytes()
        about = UploadMetadata(clip_id=clip_id, team_id=self.team.id, kind=recording.kind, captured_at=at)
        await self._send_bytes(actor, about, content)
        return str(clip_id)

    async def _send_bytes(self, actor: Actor, about: UploadMetadata, content: bytes) -> None:
        limits = await upload_limits_of(self.settings)
        wanted = NewUpload(about=about, metadata_header="", length_bytes=len(content))
        standing = await self.db.write(create_upload, actor, wanted, limits=limits, at=self.at)
        blobs = open_blob_store(self.settings)
        intake = Intake(standing, actor, db=self.db, blobs=blobs, limits=limits, clock=lambda: self.at)
        body = Body(_received(content))
        try:
            await intake.take(body)
            await intake.finish_if_whole()
        finally:
            body.close()


def _said(session: Session, post_id: UUID) -> tuple[datetime, bool]:
    """When the post was captured, and whether its team can see it."""
    post = session.get_one(Post, post_id)
    return post.captured_at, post.published_at is not None


def _received(content: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive


def _links(settings: Settings, db: Database, team: Team, *, base_url: str, at: datetime) -> str:
    """Said again word for word while they work; only hashes are in the database, so a file keeps them."""
    kept = secrets_dir(settings.var_dir) / LINKS
    if kept.is_file():
        head, _, lines = kept.read_text("utf-8").partition("\n")
        until, _, team_id = head.partition(" ")
        # Another team under the same name: the database was started afresh and knows no such links.
        if datetime.fromisoformat(until) > at and team_id == str(team.id):
            return lines
    expires_at = at + LINK_TTL
    lines = f"{story.SITE}, {story.TEAM}. Join as\n"
    with db.writing() as session:
        for role, uses_max in LINK_USES.items():
            token, _ = add_invite(
                session, team.id, role=role, uses_max=uses_max, at=at, expires_at=expires_at
            )
            lines += f"  {role.value:<7} {base_url}/join#{token}\n"
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(kept, f"{expires_at.isoformat()} {team.id}\n{lines}".encode())
    return lines
