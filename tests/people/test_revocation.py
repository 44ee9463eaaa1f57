"""Signed out is out: after the answer to whoever ended it, the next access of every kind is refused.

Each story prints how long the slowest channel took; what it asserts is the next access, not a time.
"""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest

from app.core.ids import new_id
from tests.clips.sending import BrokenLine, Sending, begins
from tests.doubles.push import Receiver
from tests.doubles.recordings import a_video
from tests.language import Crew, Person, a_crew, a_phone, joins, token_of
from tests.rig import House
from tests.streams import Stream, listening

KB = 1024
SOON_S = 5.0


def signs_out(_crew: Crew, ben: Person) -> None:
    ben.does("POST", "/api/me/leave")


def ends_it_from_another_phone(_crew: Crew, ben: Person) -> None:
    mine = next(one["id"] for one in ben.gets("/api/me/sessions") if one["is_current"])
    other = joins(ben.house, token_of(ben.does("POST", "/api/me/phone")), "ignored")
    other.does("DELETE", f"/api/me/sessions/{mine}")


def is_signed_out_by_a_lead(crew: Crew, ben: Person) -> None:
    crew.lead.does("DELETE", f"/api/people/{ben.id}/sessions")


def is_removed_by_a_lead(crew: Crew, ben: Person) -> None:
    crew.lead.removes(ben)


def departs(crew: Crew, ben: Person) -> None:
    crew.admin.does("POST", f"/api/people/{ben.id}/depart")


@dataclass(frozen=True, kw_only=True)
class Phone:
    """Ben's, in the middle of everything."""

    ben: Person
    cookies: dict[str, str]
    media_url: str
    stream: Stream
    line: BrokenLine
    sending: Sending
    push_path: str

    def is_refused(self) -> None:
        """As whoever copied the cookie would try."""
        copied = a_phone(self.ben.house)
        copied.cookies.update(self.cookies)
        for method, path, headers in (
            ("GET", "/api/me", {}),
            ("GET", "/api/posts", {}),
            ("GET", "/api/sync?since=0", {}),
            ("GET", "/api/live", {}),
            ("POST", "/api/commands", {}),
            ("GET", self.media_url, {}),
            ("GET", self.media_url, {"Range": "bytes=10-"}),
            ("HEAD", self.sending.path, {"Tus-Resumable": "1.0.0"}),
        ):
            answer = copied.request(method, path, headers=headers)
            assert answer.status_code == 401, (method, path, answer.status_code)
            assert "clear-site-data" not in answer.headers, "what waits in the outbox is the person's own"


@contextmanager
def in_the_middle_of_everything(house: House, crew: Crew, clip: UUID) -> Generator[Phone]:
    ben = crew["Ben"]
    media_url = ben.gets(f"/api/clips/{clip}")["renditions"][0]["url"]
    first = ben.http.get(media_url, headers={"Range": "bytes=0-9"})
    assert first.status_code == 206
    push_path = f"/push/{new_id()}"
    assert house.push is not None
    ben.does("PUT", "/api/push", Receiver().subscription(f"{house.push.origin}{push_path}"))
    sending = begins(ben, 600 * KB)
    with (
        listening(house.url, ben.http.cookies) as stream,
        BrokenLine(sending, 0, 600 * KB) as line,
    ):
        line.sends(b"x" * 100 * KB)
        sending.arrives_at(100 * KB)
        yield Phone(
            ben=ben,
            cookies=dict(ben.http.cookies),
            media_url=media_url,
            stream=stream,
            line=line,
            sending=sending,
            push_path=push_path,
        )


@pytest.mark.parametrize(
    "ending",
    [signs_out, ends_it_from_another_phone, is_signed_out_by_a_lead, is_removed_by_a_lead, departs],
)
def test_the_next_access_is_refused_on_every_channel(
    house: House, ending: Callable[[Crew, Person], None]
) -> None:
    crew = a_crew(house)
    clip = crew.lead.records(a_video(says="The code of the gate is seven"))
    crew.lead.posts("Gate", clip=clip)
    house.drain()
    with in_the_middle_of_everything(house, crew, clip) as phone:
        ending(crew, phone.ben)
        began = time.perf_counter()
        phone.is_refused()
        refused_s = time.perf_counter() - began
        assert phone.stream.ended.wait(SOON_S)
        ended_s = time.perf_counter() - began
        phone.line.sends(b"x" * 500 * KB)
        assert phone.line.answer().startswith("HTTP/1.1 401 ")
        cut_s = time.perf_counter() - began
    crew.lead.posts("Only for the crew", ask="acknowledge")
    house.drain()
    assert house.push is not None
    assert phone.push_path not in house.push.paths()
    sys.stdout.write(
        f"\n{house.engine}, {ending.__name__}: API and media {refused_s * 1000:.0f} ms (eight requests),"
        f" stream {ended_s * 1000:.0f} ms, upload {cut_s * 1000:.0f} ms\n"
    )


def test_the_crew_beside_them_notices_nothing(house: House) -> None:
    crew = a_crew(house)
    with listening(house.url, crew["Ana"].http.cookies) as ana_hears:
        departs(crew, crew["Ben"])
        seen = ana_hears.newest
        crew.lead.posts("Still here")
        ana_hears.await_more_than(seen)
        assert not ana_hears.ended.is_set()
