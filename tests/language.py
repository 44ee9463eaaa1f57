"""The words in which stories are told.

    crew = a_crew(house, workers=["Ben", "Ana"])
    post = crew.lead.posts("Forklift 2 is down", ask="acknowledge")
    crew["Ben"].acknowledges(post)
    assert crew.lead.sees(post)["counts"] == {"asked": 2, "got_it": 1, "problem": 0}

A `Person` is one phone: an HTTP client with its own cookie. Its verbs assert that the service
agreed; to look at a refusal, use `sends` (one command and its result) or `http` (raw).
"""

import base64
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from app.core.ids import new_id
from app.people.service import create_first_admin
from tests.doubles.recordings import a_video
from tests.rig import House

Json = dict[str, Any]


@functools.cache
def _wire(_url: str) -> httpx.HTTPTransport:
    """One pool of connections per house, so that a story leaves no socket behind.

    None is used twice: between choosing an idle connection and speaking on it, another thread's
    request may find the pool too full and close it (seen once in a thousand racing requests).
    """
    return httpx.HTTPTransport(
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=0), retries=1
    )


def a_phone(house: House) -> httpx.Client:
    return httpx.Client(base_url=house.url, transport=_wire(house.url), timeout=30)


@dataclass(frozen=True)
class Post:
    id: UUID
    team_id: UUID
    version: int = 1


@dataclass(frozen=True)
class Person:
    house: House
    http: httpx.Client
    me: Json

    @property
    def id(self) -> str:
        return str(self.me["person"]["id"])

    @property
    def team_id(self) -> UUID:
        return UUID(self.me["teams"][0]["id"])

    def gets(self, path: str, **params: str | int) -> Any:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sends(
        self,
        kind: str,
        body: Mapping[str, object],
        *,
        command_id: UUID | None = None,
        captured_at: datetime | None = None,
    ) -> Json:
        """One command, as the outbox sends it, and its result, whatever that is."""
        command = {
            "id": str(command_id or new_id()),
            "kind": kind,
            "captured_at": (captured_at or self.house.clock()).isoformat(),
            "body": dict(body),
        }
        answer = self.http.post("/api/commands", json={"commands": [command]})
        assert answer.status_code == 200, answer.text
        result: Json = answer.json()["results"][0]
        return result

    def _does(self, kind: str, body: Mapping[str, object], captured_at: datetime | None = None) -> Json:
        result = self.sends(kind, body, captured_at=captured_at)
        assert result["outcome"] == "applied", result
        done: Json = result["result"]
        return done

    def posts(
        self,
        text: str = "",
        *,
        clip: UUID | None = None,
        ask: str = "none",
        team_id: UUID | None = None,
        captured_at: datetime | None = None,
    ) -> Post:
        post = Post(id=new_id(), team_id=team_id or self.team_id)
        self._does("post.create", post_body(post, text, clip=clip, ask=ask), captured_at)
        return post

    def acknowledges(self, post: Post, *, captured_at: datetime | None = None) -> Json:
        return self._does("post.answer", answer_body(post, "got_it"), captured_at)

    def objects(self, post: Post, *, captured_at: datetime | None = None) -> Json:
        return self._does("post.answer", answer_body(post, "problem"), captured_at)

    def replies(self, post: Post, text: str = "", *, clip: UUID | None = None) -> UUID:
        reply_id = new_id()
        self._does("reply.create", reply_body(post, reply_id, text, clip=clip))
        return reply_id

    def records(self, recording: bytes | None = None, *, kind: str = "video", **metadata: str) -> UUID:
        """Upload a recording, whole. It becomes a clip that the darkroom has yet to develop."""
        clip_id = new_id()
        recording = a_video() if recording is None else recording
        metadata = {
            "clip_id": str(clip_id),
            "team_id": str(self.team_id),
            "kind": kind,
            "captured_at": self.house.clock().isoformat(),
        } | metadata
        created = self.http.post(
            "/api/uploads",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(len(recording)),
                "Upload-Metadata": ",".join(
                    f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
                ),
            },
        )
        assert created.status_code == 201, created.text
        sent = self.http.patch(
            created.headers["Location"],
            content=recording,
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
            },
        )
        assert sent.status_code == 204, sent.text
        return clip_id

    def feed(self) -> list[Json]:
        """The first page of the feed."""
        posts: list[Json] = self.gets("/api/posts")["posts"]
        return posts

    def texts(self) -> list[str]:
        return [post["text"] for post in self.feed()]

    def sees(self, post: Post) -> Json:
        seen: Json = self.gets(f"/api/posts/{post.id}")
        return seen

    def is_shown(self, post: Post) -> bool:
        status = self.http.get(f"/api/posts/{post.id}").status_code
        assert status in {200, 404}
        return status == 200

    def board(self, post: Post) -> Json:
        board: Json = self.gets(f"/api/posts/{post.id}/board")
        return board

    def invites(
        self,
        role: str = "worker",
        *,
        uses_max: int = 1,
        expires_in_s: int = 900,
        team_id: UUID | None = None,
        kind: str = "join",
    ) -> Json:
        answer = self.http.post(
            f"/api/teams/{team_id or self.team_id}/invites",
            json={"kind": kind, "role": role, "uses_max": uses_max, "expires_in_s": expires_in_s},
        )
        assert answer.status_code == 201, answer.text
        invite: Json = answer.json()
        return invite

    def removes(self, other: "Person", *, team_id: UUID | None = None) -> None:
        answer = self.http.delete(f"/api/teams/{team_id or self.team_id}/members/{other.id}")
        assert answer.status_code == 204, answer.text

    def opens(self) -> "Person":
        """The same phone, with what `/api/me` says now."""
        return Person(self.house, self.http, self.gets("/api/me"))

    def does(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Anything else that is agreed to; its answer, None where there is nothing to say."""
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def is_refused(self, method: str, path: str, body: Mapping[str, object] | None = None) -> tuple[int, str]:
        """With which status and code."""
        answer = self.http.request(method, path, json=body)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]


def post_body(
    post: Post, text: str = "", *, clip: UUID | None = None, ask: str = "none"
) -> dict[str, object]:
    return {
        "post_id": str(post.id),
        "team_id": str(post.team_id),
        "text": text,
        "clip_id": str(clip) if clip else None,
        "ask": ask,
    }


def answer_body(post: Post, answer: str, *, version: int | None = None) -> dict[str, object]:
    return {"post_id": str(post.id), "version": version or post.version, "answer": answer}


def reply_body(post: Post, reply_id: UUID, text: str = "", *, clip: UUID | None = None) -> dict[str, object]:
    return {
        "reply_id": str(reply_id),
        "post_id": str(post.id),
        "text": text,
        "clip_id": str(clip) if clip else None,
    }


def token_of(invite: Mapping[str, Any]) -> str:
    return str(invite["url"]).partition("#")[2]


def joins(
    house: House,
    token: str,
    name: str,
    *,
    language: str = "en",
    phone: httpx.Client | None = None,
    **more: str,
) -> Person:
    phone = phone or a_phone(house)
    answer = phone.post(
        "/api/join",
        json={"token": token, "name": name, "language": language, "device_label": "Test phone"} | more,
    )
    assert answer.status_code == 201, answer.text
    return Person(house, phone, answer.json())


@dataclass(frozen=True)
class Crew:
    """A team of its own organisation, so that stories do not see each other."""

    house: House
    admin: Person
    lead: Person
    workers: Mapping[str, Person] = field(default_factory=dict)

    @property
    def team_id(self) -> UUID:
        return self.lead.team_id

    def __getitem__(self, name: str) -> Person:
        return self.workers[name]


def an_admin_token(house: House, *, organisation: str | None = None, team: str = "Morning") -> str:
    with house.db.writing() as session:
        return create_first_admin(
            session,
            organisation=organisation or f"Organisation {new_id()}",
            site="Harbour Street",
            zone="Europe/Berlin",
            team=team,
            at=house.clock(),
            ttl=timedelta(minutes=15),
        )


def a_crew(house: House, *, workers: Sequence[str] = ("Ben", "Ana")) -> Crew:
    admin = joins(house, an_admin_token(house), "Ada")
    lead = joins(house, token_of(admin.invites("lead")), "Maria")
    # The admin leads from above: head counts are the lead and the workers.
    admin.removes(admin)
    token = token_of(lead.invites(uses_max=len(workers))) if workers else ""
    return Crew(house, admin, lead, {name: joins(house, token, name) for name in workers})
