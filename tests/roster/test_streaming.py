"""A file comes in pieces, or not to its end; memory holds a piece."""

import socket
import time
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from app.housekeeping import keep_house
from app.people.roster.models import RosterChange, RosterImport, RosterRow
from tests.language import Crew
from tests.rig import House
from tests.roster.office import ada, an_office, brings, counts, table


@pytest.fixture
def office(house: House) -> Crew:
    return an_office(house)


def imports(office: Crew) -> int:
    with office.house.db.reading() as session:
        return session.exec(
            select(func.count())
            .select_from(RosterImport)
            .where(col(RosterImport.organisation_id) == UUID(office.admin.me["organisation"]["id"]))
        ).one()


def test_a_file_may_come_in_pieces_without_a_declared_end(office: Crew) -> None:
    content = table([ada(str(number), f"Näme {number}") for number in range(2_000)])
    answer = office.admin.http.post(
        "/api/roster",
        content=(content[start : start + 997] for start in range(0, len(content), 997)),
        headers={"Content-Type": "text/csv"},
    )
    assert answer.status_code == 201, answer.text
    assert counts(answer.json()) == (2_000, 0, 0, 0, 0)


def test_a_file_that_does_not_come_to_its_end_leaves_nothing(office: Crew) -> None:
    content = table([ada(str(number), f"Name {number}") for number in range(2_000)])
    parts = urlsplit(office.house.url)
    cookies = "; ".join(f"{name}={value}" for name, value in office.admin.http.cookies.items())
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        head = (
            f"POST /api/roster HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\n"
            f"Content-Type: text/csv\r\nContent-Length: {len(content) * 2}\r\n\r\n"
        )
        connection.sendall(head.encode() + content)
        while not imports(office):
            time.sleep(0.01)
    deadline = time.monotonic() + 10
    while imports(office):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_a_file_said_is_forgotten_after_a_week(office: Crew) -> None:
    read = brings(office.admin, table([ada("1", "Ben")]))

    def kept() -> int:
        with office.house.db.reading() as session:
            return sum(
                len(session.exec(select(rows).where(col(rows.import_id) == UUID(read["id"]))).all())
                for rows in (RosterRow, RosterChange)
            )

    keep_house(office.house.db, office.house.settings, at=office.house.clock() + timedelta(days=6))
    assert kept() == 2
    keep_house(office.house.db, office.house.settings, at=office.house.clock() + timedelta(days=8))
    assert kept() == 0
