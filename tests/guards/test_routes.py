"""Every route of the running app: a stranger is told the same everywhere, and garbage breaks none."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.core.doors import declared
from app.main import create_app
from app.settings import Settings
from tests.language import a_crew, a_phone
from tests.rig import House

# What a stranger is told at each door. Which route has which is written down by hand in tests/walls.
TOLD = {
    "known": "session.none",
    "signed_in": "session.none",
    "stepped_up": "session.none",
    "enrolled": "device.none",
}
# They ask for no body, and so find nothing wrong with one that can be read.
BODILESS = {
    "/api/me/phone",
    "/api/me/sessions",
    "/api/push",
    "/api/push/test",
    "/api/recovery-code",
}
UNKNOWN_ID = "01890000-0000-7000-8000-000000000000"
HUGE = "9" * 40
BODIES = {
    "two bytes of bad UTF-8": b"\x81\x82",
    "not JSON": b"{",
    "a list": b"[]",
    "deep": b"[" * 5_000 + b"]" * 5_000,
    "a lone surrogate": b'{"text": "\\ud800", "name": "\\ud800", "token": "\\ud800"}',
    "a NUL": b'{"text": "a\\u0000b", "name": "a\\u0000b", "token": "a\\u0000b", "language": "en"}',
    "numbers beyond reason": b'{"uses_max": 1e999, "version": ' + HUGE.encode() + b', "commands": NaN}',
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(var_dir=tmp_path_factory.mktemp("var")))


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    pending = list(app.routes)
    while pending:
        route = pending.pop()
        # An included router keeps its routes to itself.
        pending += getattr(getattr(route, "original_router", None), "routes", [])
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in sorted(route.methods))


def filled(path: str, value: str = UNKNOWN_ID) -> str:
    names = ("clip_id", "rendition_id", "team_id", "person_id", "invite_id", "post_id", "upload_id")
    for name in names:
        path = path.replace("{" + name + "}", value)
    return path.replace("{path:path}", "anything")


def is_problem(answer: httpx.Response) -> bool:
    if answer.headers["content-type"] != "application/problem+json":
        return False
    told = answer.json()
    return (
        all(told.get(key) for key in ("type", "title", "code", "detail"))
        and told["status"] == answer.status_code
    )


def test_there_are_routes_to_guard(app: FastAPI) -> None:
    assert len(list(routes(app))) > 30


def test_a_stranger_gets_401_everywhere_but_at_the_open_doors(app: FastAPI, house: House) -> None:
    stranger = a_phone(house)
    leaks = []
    for (method, path), door in declared(app.routes).items():
        if door == "anyone" or path == "/api/live":
            continue
        answer = stranger.request(method, filled(path), headers={"Tus-Resumable": "1.0.0"})
        if answer.status_code != 401 or (method != "HEAD" and answer.json()["code"] != TOLD[door]):
            leaks.append((method, path, answer.status_code))
    assert leaks == []


def test_a_stranger_cannot_listen(house: House) -> None:
    answer = a_phone(house).get("/api/live")
    assert (answer.status_code, answer.json()["code"]) == (401, "session.none")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_garbage_in_a_body_is_refused_in_one_shape(app: FastAPI, house: House, body: bytes) -> None:
    lead = a_crew(house, workers=["Ben"]).lead
    broken = []
    for method, path in routes(app):
        if method not in {"POST", "PATCH", "PUT", "DELETE"} or path == "/api/me/leave":
            continue
        headers = {
            "Content-Type": "application/json",
            "Tus-Resumable": "1.0.0",
            "Idempotency-Key": UNKNOWN_ID,
        }
        answer = lead.http.request(method, filled(path), content=body, headers=headers)
        is_done = answer.is_success and path in BODILESS
        if not is_done and not (400 <= answer.status_code < 500 and is_problem(answer)):
            broken.append((method, path, answer.status_code, answer.text[:200]))
    assert broken == []


@pytest.mark.parametrize("value", ["x", HUGE, "%00", "%F0%28", "..%2f..%2fetc", "\N{ARABIC LETTER AIN}" * 50])
def test_garbage_in_a_path_is_refused_in_one_shape(app: FastAPI, house: House, value: str) -> None:
    lead = a_crew(house, workers=["Ben"]).lead
    broken = []
    for method, path in routes(app):
        if "{" not in path or not path.startswith("/api"):
            continue
        answer = lead.http.request(method, filled(path, value), headers={"Tus-Resumable": "1.0.0"}, json={})
        if method == "OPTIONS" and answer.status_code == 204:
            continue
        if not (400 <= answer.status_code < 500) or (method != "HEAD" and not is_problem(answer)):
            broken.append((method, path, answer.status_code, answer.text[:200]))
    assert broken == []
