"""Two web processes and workers as an operator starts them, on one machine or many."""

import os
import signal
import time
from typing import Any

import pytest

from app.core.keys import make_missing_keys
from app.settings import Settings
from app.wiring import open_blob_store, open_database
from tests.language import Crew, Person, a_crew
from tests.media.making import ffmpeg, picture
from tests.processes.programs import Installation, Program, child_of, eventually
from tests.rig import House, SettableClock
from tests.streams import listening

# Noisy machines develop a clip many times slower than quiet ones.
DEVELOPED_S = 150.0


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """No browser plays it and it takes seconds to develop: there is a middle to be killed in."""
    path = tmp_path_factory.mktemp("clips") / "long.mkv"
    ffmpeg(*picture("1920x1080", seconds=10), "-c:v", "mpeg4", "-q:v", "3", path)
    return path.read_bytes()


def a_crew_of(installation: Installation, url: str) -> Crew:
    settings = Settings(var_dir=installation.var_dir, database_url=installation.database_url)
    db = open_database(settings)
    try:
        house = House(
            engine=db.url.get_backend_name(),
            url=url,
            settings=settings,
            clock=SettableClock(),
            db=db,
            blobs=open_blob_store(settings),
        )
        return a_crew(house, workers=["Ben"])
    finally:
        db.close()


def state_of(person: Person, clip_id: object) -> dict[str, Any]:
    clip: dict[str, Any] = person.gets(f"/api/clips/{clip_id}")
    return clip


def await_developing(person: Person, clip_id: object) -> None:
    def in_the_middle() -> bool | None:
        progress = state_of(person, clip_id)["progress"]
        return True if progress and progress["percent"] >= 5 else None

    eventually(in_the_middle, within_s=DEVELOPED_S)


def await_playable(person: Person, clip_id: object) -> dict[str, Any]:
    def playable() -> dict[str, Any] | None:
        clip = state_of(person, clip_id)
        assert clip["state"] != "refused", clip
        return clip if clip["state"] in {"playable", "ready"} else None

    return eventually(playable, within_s=DEVELOPED_S)


def test_what_one_web_process_took_wakes_a_phone_at_the_other(installation: Installation) -> None:
    installation.says("migrate")
    with installation.web() as here, installation.web() as there:
        crew = a_crew_of(installation, here.url)
        with listening(there.url, crew["Ben"].http.cookies) as stream:
            before = stream.newest
            began = time.monotonic()
            crew.lead.posts("Forklift 2 is down", ask="acknowledge")
            stream.await_more_than(before)
            assert time.monotonic() - began < 5


def test_a_clip_developed_by_the_worker_wakes_the_crew(installation: Installation, long_clip: bytes) -> None:
    installation.says("migrate")
    with installation.web() as here, installation.web() as there, installation.worker(0):
        crew = a_crew_of(installation, here.url)
        clip_id = crew.lead.records(recording=long_clip)
        post = crew.lead.posts("Look at this", clip=clip_id)
        assert not crew["Ben"].is_shown(post)
        with listening(there.url, crew["Ben"].http.cookies) as stream:
            stream.await_more_than(stream.newest, within_s=DEVELOPED_S)
        assert crew["Ben"].is_shown(post)


def test_a_worker_killed_while_developing_is_started_again_and_goes_on(
    installation: Installation, long_clip: bytes
) -> None:
    with installation.serving() as served:
        lead = a_crew_of(installation, served.url).lead
        clip_id = lead.records(recording=long_clip)
        await_developing(lead, clip_id)
        killed = kill_worker_of(served)
        clip = await_playable(lead, clip_id)
        assert {rendition["role"] for rendition in clip["renditions"]} >= {"play", "poster"}
        assert child_of(served.process.pid, "worker") not in {None, killed}


def kill_worker_of(served: Program) -> int:
    pid = child_of(served.process.pid, "worker")
    assert pid is not None, served.log.read_text()
    os.kill(pid, signal.SIGKILL)
    return pid


def test_a_worker_that_never_returns_leaves_its_job_to_another(
    installation: Installation, long_clip: bytes
) -> None:
    installation.says("migrate")
    with installation.web() as web, installation.worker(0) as doomed:
        lead = a_crew_of(installation, web.url).lead
        clip_id = lead.records(recording=long_clip)
        await_developing(lead, clip_id)
        doomed.kill()
        with installation.worker(1) as heir:
            await_playable(lead, clip_id)
            assert "freed the jobs of a dead worker" in heir.log.read_text()


def test_one_slot_is_never_worked_twice(installation: Installation) -> None:
    installation.says("migrate")
    with installation.worker(0), installation._running("second", {}, "worker", "--slot", "0") as second:
        assert second.process.wait(60) == 1
        assert "another worker holds this slot" in second.log.read_text()


def test_a_worker_waits_for_no_migration_but_says_so(installation: Installation) -> None:
    with installation._running("early", {}, "worker", "--slot", "0") as early:
        assert early.process.wait(60) == 1
        assert "twotap migrate" in early.log.read_text()


def test_the_doctor_says_what_is_wrong_and_what_to_do(installation: Installation) -> None:
    installation.says("migrate")
    make_missing_keys(installation.var_dir)
    exposed = installation.var_dir / "secrets" / "pepper"
    exposed.chmod(0o644)
    said = installation.says("doctor", status=1)
    assert "ok   database" in said
    assert "ok   migrations" in said
    assert "ok   clips" in said
    assert "FAIL secrets: missing or readable by others (chmod 600): pepper" in said
    assert "FAIL speech model" in said


def test_nobody_outlives_a_killed_supervisor(installation: Installation) -> None:
    with installation.serving() as served:
        children = [child_of(served.process.pid, word) for word in ("web", "worker")]
        served.kill()
        assert None not in children
        eventually(lambda: all(map(is_gone, children)) or None, within_s=30)


def is_gone(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_first_start_makes_private_keys_and_an_administrators_link(installation: Installation) -> None:
    with installation.serving() as served:
        printed = eventually(
            lambda: text if "/join#" in (text := served.log.read_text()) else None, within_s=30
        )
    assert "Twotap is ready" in printed
    secrets = installation.var_dir / "secrets"
    assert {path.stat().st_mode & 0o777 for path in secrets.iterdir()} == {0o600}
