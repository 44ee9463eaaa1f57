"""One row of a kind, valid and otherwise plain."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel

from app.clips.models import Clip, ClipKind, Rendition, Transcript, Upload
from app.core.crypto import token_hash
from app.core.ids import new_id
from app.feed.models import Ask, Post, Reply
from app.feed.search.indexing import index_post
from app.people.models import (
    Device,
    DeviceKind,
    DeviceSession,
    Invite,
    InviteKind,
    Membership,
    Person,
    Role,
)
from app.people.roster.models import ImportState, RosterImport
from app.people.signin.models import Passkey

Row = TypeVar("Row", bound=SQLModel)
Ids = dict[str, UUID]

TEAMS = {"T1": "S1", "T2": "S1", "T3": "S2", "T4": "S3"}
SITES = {"S1": "O1", "S2": "O1", "S3": "O2"}
DAY = timedelta(days=1)
UPLOAD_BYTES = 8
# P-256's own generator: a point like any other.
POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


@dataclass
class World:
    """`at` maps a team to one of everything in it, `ended` to what was there, `own` a principal to theirs.

    `tokens` are those of invites, by kind and team.
    """

    now: datetime
    places: Ids = field(default_factory=dict)
    at: dict[str, Ids] = field(default_factory=dict)
    ended: Ids = field(default_factory=dict)
    own: dict[str, Ids] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def organisation_of(self, team: str) -> UUID:
        return self.places[SITES[TEAMS[team]]]


class Rows:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.world = World(now)

    def add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def person(self, team: str, name: str, given: tuple[str, Role] | None) -> Person:
        person = self.add(
            Person(
                organisation_id=self.world.organisation_of(team),
                name=name,
                language="en",
                created_at=self.now,
            )
        )
        if given is not None:
            place, role = given
            scope = {"T": "team_id", "S": "site_id", "O": "organisation_id"}[place[0]]
            where = {scope: self.world.places[place]}
            self.add(Membership(person_id=person.id, role=role, created_at=self.now, **where))
        return person

    def device(self, team: str, *, kind: DeviceKind = DeviceKind.PERSONAL, token: str = "") -> Device:
        return self.add(
            Device(
                organisation_id=self.world.organisation_of(team),
                team_id=self.world.places[team] if kind is DeviceKind.SHARED else None,
                kind=kind,
                label="A phone",
                token_hash=token_hash(token) if token else None,
                public_key=POINT if token else None,
                created_at=self.now,
            )
        )

    def session_on(self, device: Device, person: Person, token: str = "") -> DeviceSession:
        return self.add(
            DeviceSession(
                device_id=device.id,
                person_id=person.id,
                token_hash=token_hash(token or str(new_id())),
                created_at=self.now,
                expires_at=self.now + 20 * DAY,
            )
        )

    def passkey(self, person: Person) -> Passkey:
        return self.add(
            Passkey(
                person_id=person.id,
                credential_id=new_id().bytes,
                public_key=b"",
                sign_count=0,
                transports=[],
                is_synced=True,
                label="A key",
                created_at=self.now,
            )
        )

    def invite(self, team: str, kind: InviteKind = InviteKind.JOIN) -> Invite:
        token = f"{kind} {team} {new_id()}"
        invite = self.add(
            Invite(
                team_id=self.world.places[team],
                kind=kind,
                role=Role.WORKER,
                token_hash=token_hash(token),
                uses_max=5,
                expires_at=self.now + DAY,
                created_at=self.now,
            )
        )
        self.world.tokens.setdefault(f"{kind} {team}", token)
        return invite

    def upload(self, team: str, author: Person, *, is_finished: bool = False) -> Upload:
        return self.add(
            Upload(
                author_id=author.id,
                team_id=self.world.places[team],
                clip_id=new_id(),
                kind=ClipKind.VIDEO,
                language="en",
                captured_at=self.now,
                metadata_header="",
                length_bytes=UPLOAD_BYTES,
                created_at=self.now,
                expires_at=self.now + DAY,
                finished_at=self.now if is_finished else None,
            )
        )

    def clip(self, team: str, author: Person, *, is_shared: bool) -> tuple[Clip, Rendition]:
        upload = self.upload(team, author, is_finished=True)
        clip = self.add(
            Clip(
                id=upload.clip_id,
                upload_id=upload.id,
                author_id=author.id,
                team_id=self.world.places[team],
                kind=ClipKind.VIDEO,
                language="en",
                captured_at=self.now,
                created_at=self.now,
                shared_at=self.now if is_shared else None,
            )
        )
        sha256 = hashlib.sha256(b"").hexdigest()
        rendition = self.add(
            Rendition(
                clip_id=clip.id,
                name="480p",
                role="play",
                content_type="video/mp4",
                blob_key="clips/one",
                sha256=sha256,
                size_bytes=1,
                created_at=self.now,
            )
        )
        said = Transcript(
            clip_id=clip.id,
            verdict="no_speech",
            language="en",
            text="",
            segments=[],
            model="base",
            created_at=self.now,
        )
        self.add(said)
        return clip, rendition

    def post(self, team: str, author: Person, *, clip: Clip | None, is_published: bool) -> Post:
        post = self.add(
            Post(
                id=new_id(),
                team_id=self.world.places[team],
                author_id=author.id,
                clip_id=clip.id if clip else None,
                text="A post",
                ask=Ask.ACKNOWLEDGE,
                captured_at=self.now,
                arrived_at=self.now,
                published_at=self.now if is_published else None,
            )
        )
        index_post(self.session, post)
        return post

    def reply(self, post: Post, author: Person) -> Reply:
        return self.add(
            Reply(
                id=new_id(),
                post_id=post.id,
                author_id=author.id,
                text="A reply",
                captured_at=self.now,
                arrived_at=self.now,
                published_at=self.now,
            )
        )

    def roster_import(self, team: str) -> RosterImport:
        return self.add(
            RosterImport(
                organisation_id=self.world.organisation_of(team),
                site_id=self.world.places[TEAMS[team]],
                state=ImportState.READ,
                reaches_all=False,
                creates_teams=False,
                created_at=self.now,
            )
        )
