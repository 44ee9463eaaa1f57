"""Runs one tool to its end: bounded in time and in what it may say, and killed with its whole group."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from media.errors import MediaFailed

KEPT_STDERR_BYTES = 16_384
KEPT_STDOUT_BYTES = 4 * 1024**2


@dataclass(frozen=True)
class Ended:
    """`code` is the exit status; negative, or 128 and more through the launcher, means a signal."""

    code: int
    stdout: bytes
    stderr: str
    wall_s: float

    @property
    def signal(self) -> int | None:
        if self.code < 0:
            return -self.code
        return self.code - 128 if self.code > 128 else None


def run(
    argv: Sequence[str],
    *,
    timeout_s: float,
    on_line: Callable[[bytes], None] | None = None,
) -> Ended:
    """Run `argv` in its own process group, with no environment but a PATH and nothing on its input.

    `on_line` hears each line of standard output as it comes, instead of its being kept; an
    exception it raises kills the group and travels on. Standard error keeps its last
    KEPT_STDERR_BYTES. Raises MediaFailed `media.timeout` when time is up, after killing the group,
    and `media.cannot_start` when the program is missing.
    """
    began = time.monotonic()
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
    except OSError as failure:
        raise MediaFailed(
            "media.cannot_start", "The media tools could not be started.", why=str(failure)
        ) from None
    with process:
        try:
            stdout, stderr = _listen(process, began + timeout_s, on_line)
            code = process.wait(timeout=max(0.1, began + timeout_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise _timed_out(timeout_s) from None
        finally:
            _kill_group(process)
    return Ended(code, stdout, stderr.decode(errors="replace"), time.monotonic() - began)


def run_together(
    argvs: Sequence[Sequence[str]], *, timeout_s: float, on_line: Callable[[bytes], None]
) -> list[Ended]:
    """Run all at once, in the order given; the first is the one that is listened to.

    The first failure to run at all is raised when every run has ended.
    """
    if len(argvs) == 1:
        return [run(argvs[0], timeout_s=timeout_s, on_line=on_line)]
    with ThreadPoolExecutor(len(argvs)) as together:
        rest = [together.submit(run, argv, timeout_s=timeout_s) for argv in argvs[1:]]
        first = run(argvs[0], timeout_s=timeout_s, on_line=on_line)
        return [first, *(other.result() for other in rest)]


def _listen(
    process: subprocess.Popen[bytes], deadline: float, on_line: Callable[[bytes], None] | None
) -> tuple[bytes, bytes]:
    assert process.stdout
    assert process.stderr
    kept = {process.stdout: bytearray(), process.stderr: bytearray()}
    with selectors.DefaultSelector() as selector:
        for pipe in kept:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise subprocess.TimeoutExpired(process.args, 0)
            for key, _ in selector.select(left_s):
                some = os.read(key.fd, 65_536)
                if not some:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    kept[process.stderr] = (kept[process.stderr] + some)[-KEPT_STDERR_BYTES:]
                else:
                    _take(kept[process.stdout], some, on_line)
    return bytes(kept[process.stdout]), bytes(kept[process.stderr])


def _take(kept: bytearray, some: bytes, on_line: Callable[[bytes], None] | None) -> None:
    kept += some
    if on_line is None:
        if len(kept) > KEPT_STDOUT_BYTES:
            raise MediaFailed("media.too_talkative", "The media tools said more than they may.")
        return
    *lines, rest = bytes(kept).split(b"\n")
    kept[:] = rest[-KEPT_STDERR_BYTES:]
    for line in lines:
        on_line(line)


def _timed_out(timeout_s: float) -> MediaFailed:
    return MediaFailed("media.timeout", "Preparing this clip took too long.", timeout_s=timeout_s)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Only while the leader lives or waits to be reaped: afterwards its number may be another's.

    What runs inside bubblewrap left the group, and dies with bubblewrap.
    """
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
