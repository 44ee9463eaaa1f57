"""Keeps a web process and a worker running: whoever dies is started again, at once the first time.

Imports nothing of the service: it idles beside both for as long as they live.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STOP_S = 20.0
# A child that lived this long did not die of how it was started.
SETTLED_S = 10.0
PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
TICK_S = 0.05
PARENT_PIPE = "TWOTAP_PARENT_PIPE"


def pause_s(deaths_count: int) -> float:
    """How long to wait before starting a child again that died so often in a row."""
    return PAUSES_S[min(deaths_count - 1, len(PAUSES_S) - 1)]


@dataclass
class Child:
    name: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths_count: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        # Of a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops its
        # children in order. They hold our pipe, and end when it breaks: nobody outlives a supervisor
        # that was killed.
        self.process = subprocess.Popen(
            self.argv,
            stdin=subprocess.PIPE,
            env={**os.environ, PARENT_PIPE: "1"},
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self._close()
        self.deaths_count = 1 if now - self.started_at > SETTLED_S else self.deaths_count + 1
        self.start_at = now + pause_s(self.deaths_count)
        sys.stderr.write(f"{self.name} ended ({status}); starting it again\n")

    def wait(self) -> None:
        """Until it ended by itself."""
        assert self.process is not None
        self.process.wait()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close()

    def _close(self) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process = None


def supervise(children: Sequence[Child], *, while_running: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM. `while_running` is called once, when all were started."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        for child in children:
            child.start()
        greeter = threading.Thread(target=while_running, name="greeter", daemon=True)
        greeter.start()
        while not stop.wait(TICK_S):
            for child in children:
                child.look_after()
    finally:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_S
        for child in children:
            child.stop(deadline)


def end_with_parent() -> None:
    """In a child: end, as if asked to, when the supervisor is gone."""
    if os.environ.get(PARENT_PIPE) is None:
        return

    def wait_for_the_end() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_the_end, name="parent-watch", daemon=True).start()
