"""The delta a phone asks for: 20 changed posts among 50,000, beside the same rows read bare.

Server time is from the request entering the ASGI app to its last byte leaving, in process, on the
embedded database. The raw limit reads the same 20 posts with one joined statement through the
bare driver and dumps them as JSON: no session check, no walls, no counts, no validation.
"""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Engine, event, insert
from sqlmodel import Session

from app.core.actor import team_scope
from app.core.crypto import new_token, token_hash
from app.core.db import Database
from app.core.ids import new_id
from app.feed.models import Answer, AnswerKind, Ask, Asked, Post
from app.main import create_app
from app.migrations import migrate
from app.people.models import (
    Device,
    DeviceKind,
    DeviceSession,
    Membership,
    Organisation,
    Person,
    Role,
    Site,
    Team,
)
from app.settings import Settings
from app.sync.models import Change
from bench.table import Row

POSTS_COUNT = 50_000
TEAMS_COUNT = 10
CREW_COUNT = 30
ASKED_COUNT = 10
CHANGED_COUNT = 20
ROUNDS = 400
BORN = datetime(2026, 1, 1, tzinfo=UTC)

Rows = list[dict[str, Any]]


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var_dir=Path(folder), log_level="ERROR")
        app = create_app(settings)
        db: Database = app.state.db
        migrate(db)
        with db.writing() as session:
            token = fill(session)
        ours_ms, query_count = asyncio.run(time_delta(app, token))
        raw_ms = time_raw(Path(folder) / "twotap.sqlite")
    return rows_of(ours_ms, raw_ms, query_count)


def rows_of(ours_ms: list[float], raw_ms: list[float], query_count: int) -> list[Row]:
    p50, p99 = statistics.median(ours_ms), statistics.quantiles(ours_ms, n=100)[98]
    raw = statistics.median(raw_ms)
    what = f"feed delta, {CHANGED_COUNT} of {POSTS_COUNT:,} posts"
    return [
        Row(
            what=f"{what}: p50 beside bare rows", value=p50 / raw, ours=f"{p50:.2f} ms", peer=f"{raw:.2f} ms"
        ),
        Row(what=f"{what}: p99 server time", value=p99, unit="ms", target=10),
        Row(what=f"{what}: queries, session check included", value=query_count, unit="", target=4),
    ]


def fill(session: Session) -> str:
    """A site of ten crews with 50,000 posts; the token of one worker's session."""
    organisation, site = new_id(), new_id()
    teams = [new_id() for _ in range(TEAMS_COUNT)]
    crews = [[new_id() for _ in range(CREW_COUNT)] for _ in teams]
    put(session, Organisation, [{"id": organisation, "name": "Bench", "created_at": BORN}])
    put(
        session,
        Site,
        [{"id": site, "organisation_id": organisation, "name": "S", "zone": "UTC", "created_at": BORN}],
    )
    put(session, Team, [{"id": team, "site_id": site, "name": "T", "created_at": BORN} for team in teams])
    everyone = [person for crew in crews for person in crew]
    put(
        session,
        Person,
        [
            {"id": person, "organisation_id": organisation, "name": "P", "language": "en", "created_at": BORN}
            for person in everyone
        ],
    )
    put(session, Membership, list(memberships(teams, crews)))
    fill_posts(session, teams, crews)
    return sign_in(session, organisation, crews[0][1])


def memberships(teams: list[UUID], crews: list[list[UUID]]) -> Iterator[dict[str, Any]]:
    for team, crew in zip(teams, crews, strict=True):
        for person in crew:
            role = Role.LEAD if person == crew[0] else Role.WORKER
            yield {"id": new_id(), "person_id": person, "team_id": team, "role": role, "created_at": BORN}


def fill_posts(session: Session, teams: list[UUID], crews: list[list[UUID]]) -> None:
    posts: Rows = []
    asked: Rows = []
    answers: Rows = []
    changes: Rows = []
    for number in range(POSTS_COUNT):
        team, crew = teams[number % TEAMS_COUNT], crews[number % TEAMS_COUNT]
        at, post = BORN + timedelta(minutes=number), new_id()
        posts.append(
            {"id": post, "team_id": team, "author_id": crew[0], "clip_id": None,
             "text": f"Post {number}: {'x' * 80}",
             "ask": Ask.ACKNOWLEDGE, "version": 1, "captured_at": at, "arrived_at": at, "published_at": at}
        )  # fmt: skip
        people = crew[1 : 1 + ASKED_COUNT]
        asked += [{"post_id": post, "person_id": person} for person in people]
        answers += [
            {"post_id": post, "person_id": person, "version": 1, "kind": AnswerKind.GOT_IT,
             "captured_at": at, "arrived_at": at}
            for person in people[: number % ASKED_COUNT]
        ]  # fmt: skip
        changes.append({"scope": team_scope(team), "kind": "post", "object_id": post, "changed_at": at})
    for model, rows in ((Post, posts), (Asked, asked), (Answer, answers), (Change, changes)):
        put(session, model, rows)


def put(session: Session, model: type[Any], rows: Rows) -> None:
    session.execute(insert(model), rows)


def sign_in(session: Session, organisation: UUID, person: UUID) -> str:
    device, token = new_id(), new_token()
    put(
        session,
        Device,
        [
            {
                "id": device,
                "organisation_id": organisation,
                "kind": DeviceKind.PERSONAL,
                "label": "",
                "created_at": BORN,
            }
        ],
    )
    put(
        session,
        DeviceSession,
        [{"id": new_id(), "device_id": device, "person_id": person, "token_hash": token_hash(token),
          "created_at": BORN, "expires_at": BORN + timedelta(days=10_000)}],
    )  # fmt: skip
    return token


async def time_delta(app: FastAPI, token: str) -> tuple[list[float], int]:
    """Milliseconds of each request, and how many statements one takes."""
    # The crew's own changes are every tenth; 20 of them lie behind the last 200 of the log.
    since = POSTS_COUNT - CHANGED_COUNT * TEAMS_COUNT
    body = await ask(app, token, since)
    assert len(json.loads(body)["posts"]) == CHANGED_COUNT, body[:300]
    with counted_statements() as statements:
        await ask(app, token, since)
    query_count = len(statements)
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await ask(app, token, since)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken, query_count


async def ask(app: FastAPI, token: str, since: int) -> bytes:
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/api/sync", "raw_path": b"/api/sync", "root_path": "",
        "query_string": f"since={since}".encode(),
        "headers": [(b"host", b"localhost"), (b"cookie", f"twotap={token}".encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    sent: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
        sent.append(message.get("body", b""))

    await app(scope, receive, send)
    return b"".join(sent)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def time_raw(path: Path) -> list[float]:
    database = sqlite3.connect(path)
    query = (
        "SELECT p.id, p.text, p.captured_at, p.published_at, a.name FROM change c"
        " JOIN post p ON p.id = c.object_id JOIN person a ON a.id = p.author_id"
        " WHERE c.scope = (SELECT scope FROM change WHERE seq = ?) AND c.seq > ? ORDER BY c.seq"
    )
    since = POSTS_COUNT - CHANGED_COUNT * TEAMS_COUNT
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        rows = database.execute(query, (since + 1, since)).fetchall()
        json.dumps(rows, default=str)
        taken.append((time.perf_counter() - begun) * 1000)
    assert len(rows) == CHANGED_COUNT, len(rows)
    database.close()
    return taken
