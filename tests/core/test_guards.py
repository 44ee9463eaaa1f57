"""What a write must be before any route sees it; asked of a route that needs no session."""

import logging
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.language import a_crew
from tests.rig import House

LOOK = "/api/join/look"
JSON = {"content-type": "application/json"}


def knock(house: House, body: bytes, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{house.url}{LOOK}", content=body, headers=named)


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://behind.a.proxy"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://127.0.0.1.evil.example"}, False),
        ({"origin": "own"}, True),
    ],
)
def test_only_our_own_pages_and_no_browser_at_all_may_write(
    house: House, headers: dict[str, str], is_let_in: bool
) -> None:
    headers = {name: house.url if value == "own" else value for name, value in headers.items()}
    answer = httpx.post(f"{house.url}{LOOK}", json={"token": "x"}, headers=headers)
    assert (answer.json()["code"] == "invite.unknown") == is_let_in
    assert (answer.status_code == 403) == (not is_let_in)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"\x81\x82", "text/plain", 415, "request.content_type"),
        (b"token=x", "application/x-www-form-urlencoded", 415, "request.content_type"),
        (b"{}", "", 415, "request.content_type"),
        (b"id,name", "text/csv", 415, "request.content_type"),
        (b"{}", "application/x-ndjson", 415, "request.content_type"),
        (b"\x00", "application/offset+octet-stream", 415, "request.content_type"),
        (b"\x81\x82", "application/json", 400, "request.not_utf8"),
        (b"{", "application/json; charset=utf-8", 400, "request.not_json"),
        (b"[" * 100_000, "application/json", 400, "request.unreadable"),
        (b'{"token": "\\u0000"}', "application/json", 422, "request.unstorable"),
        (b'{"\\u0000": "x"}', "application/json", 422, "request.unstorable"),
        (b'{"token": "\\ud800"}', "application/json", 422, "request.unstorable"),
        (b'{"token": NaN}', "application/json", 422, "request.unstorable"),
        (b'{"token": 1e999}', "application/json", 422, "request.unstorable"),
        (b'{"token": "\\ud83d\\ude00 Infinity"}', "application/json", 404, "invite.unknown"),
        (b'{"token": "' + b"x" * 1_000_000 + b'"}', "application/json", 413, "request.too_large"),
        (b"[]", "application/json", 422, "request.malformed"),
        (b'{"token": ["x"]}', "application/json", 422, "request.malformed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(
    house: House, body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = knock(house, body, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_without_a_declared_end_is_counted_as_it_comes(house: House) -> None:
    answer = httpx.post(f"{house.url}{LOOK}", content=(b"x" * 100_000 for _ in range(20)), headers=JSON)
    assert answer.status_code == 413


def test_a_client_that_hangs_up_in_the_middle_leaves_the_service_well(house: House) -> None:
    parts = urlsplit(house.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        head = (
            f"POST {LOOK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
        )
        connection.sendall(head.encode() + b'{"token"')
    assert httpx.get(f"{house.url}/readyz").status_code == 200


def test_a_refusal_never_repeats_what_was_sent(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canary7f3a"
    bodies = (
        f'{{"token": 5, "{canary}.": 1, "name": "{canary}"}}',
        f'{{"{canary}": "\\ud800"}}',
        f'{{"token": "{canary}"',
        f'{{"token": ["{canary}"]}}',
    )
    answers = [knock(house, body.encode(), content_type="application/json") for body in bodies]
    assert all(canary not in answer.text for answer in answers), answers
    a_crew(house, workers=[]).lead.posts(f"A secret: {canary}")
    assert canary not in caplog.text


def test_every_request_has_a_log_line_and_an_id(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answer = httpx.get(f"{house.url}/api/me?secret=1")
    [line] = [record for record in caplog.records if getattr(record, "route", "") == "/api/me"]
    assert line.__dict__["status"] == 401
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert not [text for text in ours if "secret" in text]
    assert len(answer.headers["x-request-id"]) == 16


def test_routes_are_counted_by_their_template(house: House) -> None:
    httpx.get(f"{house.url}/api/clips/01890000-0000-7000-8000-000000000000")
    text = httpx.get(f"{house.url}/metrics").text
    assert 'route="/api/clips/{clip_id}"' in text
    assert "01890000" not in text
    assert "twotap_live_streams" in text


SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/me", "/api/none", "/openapi.json", "/metrics"])
def test_every_answer_wears_the_security_headers(house: House, path: str) -> None:
    answer = httpx.get(f"{house.url}{path}")
    assert answer.status_code < 500
    headers = answer.headers
    assert SECURITY.items() <= dict(headers).items()
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers.get("cache-control") == "no-store" or not path.startswith("/api/")
