"""An office that keeps a list of people and sends it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx

from app.people.models import Person as PersonRow
from tests.language import Crew, Json, Person, a_crew
from tests.rig import House

HEADER = ("external_id", "name", "language", "site", "team", "role")
Line = Sequence[str]


def an_office(house: House) -> Crew:
    """An organisation whose one team is "Morning"; nobody in it has a number yet."""
    return a_crew(house, workers=[])


def table(lines: Iterable[Line], header: Sequence[str] = HEADER) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([header, *lines])
    return written.getvalue().encode()


def ada(number: str = "1", name: str = "Ada", team: str = "Morning", role: str = "") -> Line:
    return (number, name, "en", "", team, role)


def brings(admin: Person, content: bytes, *, content_type: str = "text/csv", **params: str) -> Json:
    answer = tries(admin, content, content_type=content_type, **params)
    assert answer.status_code == 201, answer.text
    read: Json = answer.json()
    return read


def tries(admin: Person, content: bytes, *, content_type: str = "text/csv", **params: str) -> httpx.Response:
    return admin.http.post(
        "/api/roster", content=content, headers={"Content-Type": content_type}, params=params
    )


def as_json_lines(lines: Iterable[Line]) -> bytes:
    return "\n".join(json.dumps(dict(zip(HEADER, line, strict=True))) for line in lines).encode()


def applies(admin: Person, read: Mapping[str, Any], **params: str) -> Json:
    """And the job does its work."""
    answer = asks_to_apply(admin, read, **params)
    assert answer.status_code == 200, answer.text
    admin.house.drain()
    applied: Json = admin.gets(f"/api/roster/{read['id']}")
    assert applied["state"] == "applied"
    assert applied["progress"] == applied["change_count"]
    return applied


def asks_to_apply(
    admin: Person, read: Mapping[str, Any], *, leaving_count: int | None = None, **params: str
) -> httpx.Response:
    count = read["counts"]["leaving"] if leaving_count is None else leaving_count
    return admin.http.post(f"/api/roster/{read['id']}/apply", json={"leaving_count": count}, params=params)


def settles(admin: Person, lines: Iterable[Line], **params: str) -> Json:
    """Bring and apply."""
    return applies(admin, brings(admin, table(lines), **params))


def counts(read: Mapping[str, Any]) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, leaving, errors."""
    of = read["counts"]
    return of["added"], of["changed"], of["unchanged"], of["leaving"], of["errors"]


def errors(read: Mapping[str, Any]) -> list[tuple[int, str | None, str]]:
    return [(error["line"], error["column"], error["reason"]) for error in read["errors"]]


def members(admin: Person, team_id: UUID | str) -> dict[str, str]:
    return {
        member["person"]["name"]: member["role"] for member in admin.gets(f"/api/teams/{team_id}/members")
    }


def exported(admin: Person, **params: str) -> list[list[str]]:
    answer = admin.http.get("/api/roster.csv", params=params)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def is_number(office: Crew, person: Person, external_id: str) -> None:
    """As the roster of a company that used us before it had one would come to know them."""
    with office.house.db.writing() as session:
        session.get_one(PersonRow, UUID(person.id)).external_id = external_id
