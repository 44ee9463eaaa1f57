"""Whatever comes in: a 4xx with a code and a sentence, never a 500, and nothing stored."""

import json
from collections.abc import Iterator
from itertools import product

import httpx
import pytest
from sqlalchemy import func, select

from app.core.ids import new_id
from app.feed.models import Answer, Reply
from app.feed.models import Post as PostRow
from app.people.models import Invite, Membership, Site, Team
from app.people.models import Person as PersonRow
from tests.language import Crew, Person, Post, a_crew, answer_body, post_body, reply_body, token_of
from tests.rig import House

NOBODYS = "01a20bc4-34a5-72cc-8711-c9eeb758da6c"

TABLES = (Answer, Invite, Membership, PersonRow, PostRow, Reply, Site, Team)

# Written as they travel: some cannot be said in Python, let alone be stored.
VALUES = {
    "null": "null",
    "true": "true",
    "minus one": "-1",
    "a fraction": "1.5",
    "10^30": "1" + "0" * 30,
    "1e999": "1e999",
    "NaN": "NaN",
    "an empty text": '""',
    "spaces": '"  "',
    "a NUL": r'"a\u0000b"',
    "half a character": r'"\ud800"',
    "an escape sequence": r'"\u001b[31m"',
    "a word": '"word"',
    "an unknown id": f'"{new_id()}"',
    "a huge text": '"' + "x" * 900_000 + '"',
    "a list": "[1]",
    "an object": '{"a": 1}',
    "a deep list": "[" * 90_000 + "]" * 90_000,
}
WORDS = {"a word", "an unknown id"}
# What may well be said there.
FINE = {
    "name": WORDS,
    "device_label": WORDS,
    "text": WORDS,
    "post_id": {"an unknown id", "null"},
    "reply_id": {"an unknown id", "null"},
    "clip_id": {"null"},
    "captured_at": {"null"},
}


def count_rows(house: House) -> list[int]:
    with house.db.reading() as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


@pytest.fixture
def crew(house: House) -> Iterator[Crew]:
    """Checks afterwards that whatever was sent left no row."""
    crew = a_crew(house, workers=["Ben"])
    crew.lead.posts("Read this", ask="acknowledge")
    before = count_rows(house)
    yield crew
    assert count_rows(house) == before


def with_value(body: dict[str, object], name: str, value: str) -> bytes:
    return json.dumps(body | {name: "@@"}).replace('"@@"', value).encode()


def assert_refused(answer: httpx.Response, what: str) -> None:
    assert 400 <= answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json", what
    problem = answer.json()
    assert problem["code"], what
    assert problem["detail"].endswith("."), what
    assert len(answer.content) < 2_000, f"{what}: the answer echoes what was sent"


def send(person: Person, method: str, path: str, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(new_id())}
    return person.http.request(method, path, content=content, headers=headers)


def bad_values(body: dict[str, object]) -> Iterator[tuple[str, bytes]]:
    for name, (what, value) in product(body, VALUES.items()):
        if what not in FINE.get(name, ()):
            yield f"{name} {what}", with_value(body, name, value)


def test_values_of_the_wrong_kind_in_every_field_of_people(crew: Crew) -> None:
    site_id = crew.admin.me["teams"][0]["site"]["id"]
    forms: list[tuple[str, str, dict[str, object]]] = [
        ("POST", "/api/sites", {"name": "Dock", "zone": "UTC"}),
        ("POST", "/api/teams", {"name": "Dock", "site_id": site_id}),
        ("PATCH", f"/api/teams/{crew.team_id}", {"name": "Dock"}),
        (
            "POST",
            f"/api/teams/{crew.team_id}/invites",
            {"role": "worker", "uses_max": 1, "expires_in_s": 60},
        ),
        ("PATCH", f"/api/teams/{crew.team_id}/members/{crew['Ben'].id}", {"role": "lead"}),
    ]
    for method, path, body in forms:
        for what, content in bad_values(body):
            assert_refused(send(crew.admin, method, path, content), f"{path} {what}")


def test_values_of_the_wrong_kind_in_a_join(house: House) -> None:
    lead = a_crew(house, workers=[]).lead
    token = token_of(lead.invites())
    before = count_rows(house)
    body: dict[str, object] = {
        "token": token,
        "name": "Eve",
        "language": "en",
        "device_label": "Phone",
    }
    for what, content in bad_values(body):
        assert_refused(send(lead, "POST", "/api/join", content), what)
    for what, content in bad_values({"token": token}):
        assert_refused(send(lead, "POST", "/api/join/look", content), what)
    assert count_rows(house) == before


def test_values_of_the_wrong_kind_in_every_field_of_the_feed(crew: Crew) -> None:
    post = crew.lead.feed()[0]["id"]
    forms: list[tuple[str, dict[str, object]]] = [
        (
            "/api/posts",
            {
                "post_id": str(new_id()),
                "team_id": str(crew.team_id),
                "text": "Hm",
                "clip_id": None,
                "ask": "none",
                "captured_at": "2026-11-23T12:00:00Z",
            },
        ),
        (f"/api/posts/{post}/answer", {"version": 1, "answer": "got_it", "captured_at": None}),
        (f"/api/posts/{post}/replies", {"reply_id": None, "text": "Hm", "clip_id": None}),
    ]
    for path, body in forms:
        for what, content in bad_values(body):
            assert_refused(send(crew["Ben"], "POST", path, content), f"{path} {what}")


def test_commands_with_bad_bodies_are_refused_one_by_one(crew: Crew) -> None:
    post = Post(crew.lead.feed()[0]["id"], crew.team_id)
    forms = {
        "post.create": post_body(Post(new_id(), crew.team_id), "Hm"),
        "post.answer": answer_body(post, "got_it"),
        "reply.create": reply_body(post, new_id(), "Hm"),
    }
    for kind, body in forms.items():
        command = {"id": "@id", "kind": kind, "captured_at": "2026-11-23T12:00:00Z", "body": "@body"}
        envelope = json.dumps({"commands": [command]})
        for what, content in bad_values(body):
            if what.endswith("null") and not what.startswith(("post_id", "reply_id", "text")):
                continue
            written = envelope.replace('"@body"', content.decode()).replace("@id", str(new_id()))
            answer = send(crew["Ben"], "POST", "/api/commands", written.encode())
            if answer.status_code == 200:
                result = answer.json()["results"][0]
                assert result["outcome"] == "refused", f"{kind} {what}: {result}"
                assert 400 <= result["status"] < 500, f"{kind} {what}: {result}"
                assert result["code"], f"{kind} {what}: {result}"
            else:
                assert_refused(answer, f"{kind} {what}")


@pytest.mark.parametrize(
    "path",
    [
        "/api/posts?before=x",
        "/api/posts?before=0.1.1." + "f" * 31,
        f"/api/posts?before=0.{'9' * 17}.1.{'f' * 32}",
        "/api/posts?before=" + "x" * 3000,
        "/api/posts?before=%00",
        "/api/posts?limit=0",
        "/api/posts?limit=51",
        f"/api/posts?limit={10**30}",
        "/api/posts?team_id=x",
        f"/api/posts?team_id={NOBODYS}",
        "/api/posts/x",
        f"/api/posts/{NOBODYS}",
        f"/api/posts/{NOBODYS}/board",
        "/api/posts/%00",
        "/api/posts/%ff",
        "/api/teams/x/members",
        f"/api/teams/{NOBODYS}/invites",
    ],
)
def test_addresses_that_lead_nowhere(crew: Crew, path: str) -> None:
    assert_refused(crew.lead.http.get(path), path)


def test_text_has_a_bound_and_a_post_has_content(crew: Crew) -> None:
    lead, team = crew.lead, crew.team_id
    refused = lead.sends("post.create", post_body(Post(new_id(), team), "x" * 2001))
    assert (refused["status"], refused["code"]) == (422, "text.too_long")
    assert "2000" in refused["sentence"]
    for text in ("", " \n "):
        refused = lead.sends("post.create", post_body(Post(new_id(), team), text))
        assert (refused["status"], refused["code"]) == (422, "post.empty")
    refused = lead.sends("post.create", post_body(Post(new_id(), team), clip=new_id()))
    assert (refused["status"], refused["code"]) == (422, "clip.unknown")
    post = Post(lead.feed()[0]["id"], team)
    refused = lead.sends("reply.create", reply_body(post, new_id(), "x" * 2001))
    assert (refused["status"], refused["code"]) == (422, "text.too_long")


def test_line_ends_stay_and_edges_are_trimmed(house: House) -> None:
    lead = a_crew(house, workers=[]).lead
    post = lead.posts("  Gate B:\r\n\tlocked \n")
    assert lead.sees(post)["text"] == "Gate B:\n\tlocked"
    longest = lead.posts("x" * 2000)
    assert lead.sees(longest)["text"] == "x" * 2000
