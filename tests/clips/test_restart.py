"""A web process dies in the middle of an upload; another goes on where it was."""

import signal
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest

from tests.clips.sending import BrokenLine, Sending, begins
from tests.doubles.recordings import a_video
from tests.language import Person
from tests.processes.programs import Installation, Program
from tests.rig import House

KB = 1024


@contextmanager
def a_web_process(house: House, person: Person) -> Generator[tuple[Program, Person]]:
    """The person at a real process of its own, on the house's database and files."""
    database_url = house.db.url.render_as_string(hide_password=False)
    with (
        Installation(database_url, house.settings.var_dir).web() as program,
        httpx.Client(base_url=program.url, cookies=person.http.cookies, timeout=30) as phone,
    ):
        yield program, Person(house, phone, person.me)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_upload_survives_the_end_of_its_server(house: House, maria: Person, how: signal.Signals) -> None:
    recording = a_video(size_bytes=700 * KB)
    with a_web_process(house, maria) as (program, there):
        sending = begins(there, len(recording))
        with BrokenLine(sending, 0, len(recording)) as line:
            line.sends(recording[: 600 * KB])
            sending.arrives_at(600 * KB)
            line.sends(recording[600 * KB : 610 * KB])
            if how == signal.SIGKILL:
                program.kill()
            else:
                program.process.send_signal(how)
                line.closes()
                program.stop()
    # The house's own web process never heard of this upload.
    again = Sending(maria, sending.clip_id, sending.path)
    offset = again.offset()
    assert 600 * KB <= offset <= 610 * KB
    assert again.patches(recording[offset:], offset).status_code == 204
    folder = house.settings.var_dir / "blobs" / "uploads" / sending.path.rpartition("/")[2]
    assert b"".join(path.read_bytes() for path in sorted(folder.iterdir())) == recording
    house.drain()
    assert maria.gets(f"/api/clips/{sending.clip_id}")["state"] == "ready"
