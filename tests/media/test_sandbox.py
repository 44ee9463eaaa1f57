"""What runs on a foreign file sees that file, writes one folder, and has no network, in bounded time."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from media.errors import MediaFailed, MediaRefused
from media.ffmpeg import FfmpegTranscoder
from media.runner import Ended, run
from media.sandbox import Limits, Sandbox, Tool, describe, program_tool, python_tool
from tests.media.making import ffmpeg, picture, seen, web_safe

HOUSE = Path(__file__).parents[2]
LOOKS_AROUND = """
import json, os, resource, socket, sys
source, neighbour, port, folder = sys.argv[1:]
def tried(act):
    try:
        return str(act())
    except OSError as failure:
        return type(failure).__name__
def listen():
    with socket.create_connection(("127.0.0.1", int(port)), 2):
        return "connected"
limit = lambda name: resource.getrlimit(name)[0]
json.dump({
    "source": tried(lambda: open(source).read()),
    "neighbour": tried(lambda: open(neighbour).read()),
    "password": tried(lambda: open("/etc/passwd").read(4)),
    "network": tried(listen),
    "write_source": tried(lambda: open(source, "w")),
    "write_folder": tried(lambda: open(folder + "/made", "w").write("x")),
    "write_elsewhere": tried(lambda: open("/usr/made", "w")),
    "environment": sorted(os.environ),
    "processes": tried(lambda: len([name for name in os.listdir("/proc") if name.isdigit()])),
    "cpu_s": limit(resource.RLIMIT_CPU), "memory": limit(resource.RLIMIT_AS),
    "file_bytes": limit(resource.RLIMIT_FSIZE), "core": limit(resource.RLIMIT_CORE),
    "files": limit(resource.RLIMIT_NOFILE), "nice": os.nice(0),
}, sys.stdout)
"""


def look_around(sandbox: Sandbox, tmp_path: Path, limits: Limits) -> dict[str, object]:
    (tmp_path / "source").write_text("mine")
    (tmp_path / "neighbour").write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    python = python_tool("probe_child.py")
    tool = Tool((sys.executable, "-I", "-c", LOOKS_AROUND), python.reads)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        room = sandbox.room(tool, tmp_path / "source", folder, limits=limits)
        port = str(listener.getsockname()[1])
        argv = [*room.argv, room.source, str(tmp_path / "neighbour"), port, room.folder]
        os.environ["TWOTAP_SECRET"] = "s3cret"
        try:
            ended = run(argv, timeout_s=30)
        finally:
            del os.environ["TWOTAP_SECRET"]
    assert ended.code == 0, ended.stderr
    seen_there: dict[str, object] = json.loads(ended.stdout)
    return seen_there


def test_inside_there_is_no_network_no_neighbour_and_no_secret(tmp_path: Path) -> None:
    if not Sandbox().is_walled():
        assert "REDUCED" in describe()
        return

    found = look_around(Sandbox(), tmp_path, Limits())

    assert found["source"] == "mine"
    assert found["neighbour"] == found["password"] == "FileNotFoundError"
    assert found["network"] == "ConnectionRefusedError"
    assert found["write_source"] == found["write_elsewhere"] == "OSError"
    assert found["write_folder"] == "1"
    assert (tmp_path / "folder" / "made").read_text() == "x"
    assert set(str(found["environment"]).split("'")) & {"TWOTAP_SECRET", "HOME", "PATH"} == set()
    assert found["processes"] == "FileNotFoundError"


@pytest.mark.parametrize("mode", ["auto", "reduced"])
def test_limits_hold_with_walls_and_without(tmp_path: Path, mode: str) -> None:
    limits = Limits(cpu_s=17, address_space_bytes=2 * 1024**3, file_bytes=1024**2, open_files=50, nice=7)

    found = look_around(Sandbox("reduced" if mode == "reduced" else "auto"), tmp_path, limits)

    assert found["cpu_s"] == 17
    assert found["memory"] == 2 * 1024**3
    assert found["file_bytes"] == 1024**2
    assert found["core"] == 0
    assert found["files"] == 50
    assert found["nice"] == min(19, os.nice(0) + 7)
    assert "TWOTAP_SECRET" not in str(found["environment"])


def test_a_reduced_sandbox_is_said_aloud_and_a_demanded_one_is_not_replaced() -> None:
    assert "REDUCED" in describe("reduced")
    assert "not walled off" in describe("reduced")
    if not Sandbox().is_walled():
        with pytest.raises(MediaFailed, match=r"media\.no_sandbox"):
            FfmpegTranscoder(sandbox="bubblewrap")


def test_a_playlist_cannot_reach_a_neighbour_even_past_the_sniffer(
    tmp_path: Path, transcoder: FfmpegTranscoder
) -> None:
    """ffmpeg is told to read it as what it is; only the walls are left."""
    neighbour = web_safe(tmp_path / "neighbour.mp4")
    script = tmp_path / "upload"
    script.write_text(f"ffconcat version 1.0\nfile '{neighbour}'\n")
    folder = tmp_path / "folder"
    folder.mkdir()

    bare = ["-f", "concat", "-safe", "0", "-i", script, "-c", "copy"]
    ffmpeg(*bare, folder / "bare.mp4")
    room = Sandbox().room(program_tool(transcoder.engine.ffmpeg), script, folder, limits=Limits())
    argv = [*room.argv, "-nostdin", "-f", "concat", "-safe", "0", "-i", room.source, "-c", "copy"]
    ended = run([*argv, f"{room.folder}/walled.mp4"], timeout_s=30)

    assert seen(folder / "bare.mp4").frame_count > 0
    if Sandbox().is_walled():
        assert ended.code != 0
        assert not (folder / "walled.mp4").exists()


def long_work(tmp_path: Path) -> Path:
    source = tmp_path / "long.webm"
    noisy = "testsrc2=size=1280x720:rate=30:duration=8,noise=alls=40:allf=t"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        noisy,
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-b:v",
        "3M",
        source,
    )
    return source


def test_time_out_cpu_limit_and_kill_end_the_whole_group(tmp_path: Path) -> None:
    source = long_work(tmp_path)

    with pytest.raises(MediaFailed, match=r"media\.timeout"):
        attempt(FfmpegTranscoder(timeout_s=0.5), source, tmp_path / "slow")
    with pytest.raises(MediaRefused, match=r"media\.too_complex"):
        attempt(FfmpegTranscoder(limits=Limits(cpu_s=1)), source, tmp_path / "costly")
    killer = threading.Thread(target=kill_when_running, args=(tmp_path / "killed",))
    killer.start()
    with pytest.raises(MediaFailed, match=r"media\.killed"):
        attempt(FfmpegTranscoder(), source, tmp_path / "killed")
    killer.join()

    wait_until_nobody_works_in(tmp_path)


def attempt(transcoder: FfmpegTranscoder, source: Path, into: Path) -> None:
    into.mkdir()
    probe = transcoder.inspect(source, kind="video")
    transcoder.develop(source, probe, transcoder.passes(probe)[0], into, progress=lambda _share: None)


def working_in(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [process for process in found if process != os.getpid()]


def kill_when_running(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if running := working_in(folder):
            time.sleep(0.3)
            os.kill(min(running), 9)
            return
        time.sleep(0.02)


def wait_until_nobody_works_in(folder: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and working_in(folder):
        time.sleep(0.05)
    assert working_in(folder) == []


def test_a_chatty_tool_cannot_fill_memory() -> None:
    ended = run(["/bin/sh", "-c", "head -c 9000000 /dev/zero >&2; echo done >&2"], timeout_s=20)

    assert len(ended.stderr) <= 16_384
    assert ended.stderr.endswith("done\n")
    with pytest.raises(MediaFailed, match=r"media\.too_talkative"):
        run(["/bin/sh", "-c", "head -c 9000000 /dev/zero"], timeout_s=20)


def test_a_missing_program_is_our_failure_not_the_files() -> None:
    with pytest.raises(MediaFailed, match=r"media\.cannot_start"):
        run(["/nowhere/ffmpeg"], timeout_s=1)
    with pytest.raises(MediaFailed, match=r"media\.no_ffmpeg"):
        FfmpegTranscoder(Path("/nowhere/ffmpeg"))


@pytest.mark.parametrize(("code", "signal"), [(0, None), (1, None), (-9, 9), (137, 9), (152, 24)])
def test_the_end_of_a_tool_is_read_through_its_launcher(code: int, signal: int | None) -> None:
    assert Ended(code, b"", "", 0.0).signal == signal


def test_without_walls_the_darkroom_works_all_the_same(tmp_path: Path) -> None:
    source, into = tmp_path / "phone.webm", tmp_path / "into"
    ffmpeg(*picture("320x240"), "-c:v", "libvpx", "-deadline", "realtime", source)

    attempt(FfmpegTranscoder(sandbox="reduced"), source, into)

    assert seen(into / "480p.mp4").size == (320, 240)


STARTS_A_CHILD = """
import sys
from pathlib import Path
from media.runner import run
from media.sandbox import Limits, Sandbox, python_tool
tool = python_tool("probe_child.py")
room = Sandbox().room(tool, Path(sys.argv[1]), None, limits=Limits())
print(run([*room.argv[:-1], "-c", "print('started')"], timeout_s=30))
"""


def test_an_interpreter_behind_several_links_starts_inside_the_walls(tmp_path: Path) -> None:
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "python").symlink_to(os.path.realpath(sys.executable))
    (tmp_path / "far").symlink_to(tmp_path / "near" / "python")
    venv = tmp_path / "venv"
    subprocess.run([tmp_path / "far", "-m", "venv", "--without-pip", venv], check=True)
    (tmp_path / "source").write_text("mine")
    asked = subprocess.run(
        [venv / "bin" / "python", "-c", STARTS_A_CHILD, tmp_path / "source"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "started" in asked.stdout, asked.stdout + asked.stderr
