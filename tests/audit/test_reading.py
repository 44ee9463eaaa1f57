"""Administrators read the log of their own organisation: who, what, to whom, when, from which phone."""

import csv
import io
import threading
from uuid import UUID

import pytest

from app.core.actor import Actor
from app.core.ids import new_id
from app.people.audit.service import record_audit
from app.people.audit.verify import verify
from tests.language import Crew, a_crew
from tests.rig import House


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house, workers=["Ben"])


def did(crew: Crew, action: str, **facts: object) -> None:
    """Something that was recorded in the admin's name."""
    house, me = crew.house, crew.admin.me
    actor = Actor(
        person_id=UUID(crew.admin.id),
        device_id=UUID(me["device"]["id"]),
        session_id=UUID(int=0),
        organisation_id=UUID(me["organisation"]["id"]),
        scopes=(),
    )
    with house.db.writing() as session:
        record_audit(session, actor, action, at=house.clock(), object_id=UUID(crew["Ben"].id), **facts)


class ChangedMyMindError(Exception):
    pass


def did_and_failed(crew: Crew) -> None:
    with crew.house.db.writing() as session:
        record_audit(session, None, "story.told", at=crew.house.clock(), organisation_id=new_id())
        raise ChangedMyMindError


def test_an_entry_says_who_did_what_to_whom_when_and_from_where(crew: Crew) -> None:
    did(crew, "story.told", role="lead")
    entry = crew.admin.gets("/api/audit")["entries"][0]
    assert entry["person"] == {"id": crew.admin.id, "name": "Ada"}
    assert (entry["action"], entry["device"]) == ("story.told", "Test phone")
    assert (entry["object_id"], entry["object_name"]) == (crew["Ben"].id, "Ben")
    assert entry["facts"] == {"role": "lead"}


def test_the_log_comes_in_pages_newest_first_and_by_person(crew: Crew) -> None:
    for number in range(120):
        did(crew, "story.told", number=number)
    seen, before = [], None
    while True:
        page = crew.admin.gets("/api/audit", **({} if before is None else {"before": before}))
        seen += [entry["facts"].get("number") for entry in page["entries"]]
        before = page["next"]
        if before is None:
            break
    assert seen[:120] == list(reversed(range(120)))
    about = crew.admin.gets("/api/audit", person_id=crew["Ben"].id)["entries"]
    assert {entry["object_id"] for entry in about} == {crew["Ben"].id}
    assert crew.admin.gets("/api/audit", person_id="01890000-0000-7000-8000-000000000000")["entries"] == []


def test_only_administrators_read_it_and_only_their_own(crew: Crew) -> None:
    did(crew, "story.told")
    for outsider in (crew.lead, crew["Ben"]):
        for path in ("/api/audit", "/api/audit.csv"):
            answer = outsider.http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "organisation.unknown")
    other = a_crew(crew.house, workers=[]).admin
    actions = {entry["action"] for entry in other.gets("/api/audit")["entries"]}
    assert "story.told" not in actions


def test_the_log_is_taken_along_whole_and_harmless(crew: Crew) -> None:
    crew["Ben"].http.patch("/api/me", json={"name": "=cmd|calc"}).raise_for_status()
    for number in range(600):
        did(crew, "story.told", number=number)
    answer = crew.admin.http.get("/api/audit.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = [row for row in rows if row["action"] == "story.told"]
    assert len(told) == 600
    assert {row["object"] for row in told} == {"'=cmd|calc"}
    assert all(len(row["hash"]) == 64 for row in rows)
    assert crew.admin.gets("/api/audit")["entries"][0]["action"] == "audit.exported"


def test_what_many_do_at_once_stands_in_one_unbroken_chain(crew: Crew) -> None:
    before = verify(crew.house.db).end.seq
    threads = [
        threading.Thread(target=lambda n=number: [did(crew, "story.told", thread=n) for _ in range(10)])
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify(crew.house.db)
    assert (verdict.broken_seq, verdict.end.seq) == (None, before + 120)


def test_an_act_that_came_to_nothing_is_not_in_the_log(crew: Crew) -> None:
    before = verify(crew.house.db).end
    with pytest.raises(ChangedMyMindError):
        did_and_failed(crew)
    assert verify(crew.house.db).end == before
