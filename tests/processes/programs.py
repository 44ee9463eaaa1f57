"""The real programs, each a process of its own, told apart by nothing but their environment."""

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
STOP_S = 30.0

T = TypeVar("T")


@dataclass
class Program:
    """`url` is empty for a worker."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    url: str = ""
    is_killed: bool = field(default=False)

    def kill(self) -> None:
        """As the kernel would: no last words."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_S)
        self.is_killed = True

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.name} did not stop:\n{self.log.read_text()}") from None


@dataclass(frozen=True)
class Installation:
    """One database and one folder, shared by whatever programs are started."""

    database_url: str
    var_dir: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "TWOTAP_DATABASE_URL": self.database_url,
            "TWOTAP_VAR_DIR": str(self.var_dir),
            "TWOTAP_HOST": "127.0.0.1",
            "TWOTAP_QUEUE_POLL_MS": "100",
            "TWOTAP_LOG_FORMAT": "human",
            # These stories need no speech; whoever names a folder is not sent to fetch one.
            "TWOTAP_WEIGHTS_DIR": str(self.var_dir / "no-weights"),
        }

    def says(self, *words: str, status: int = 0) -> str:
        """What the command line prints, ending with this status."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def web(self) -> Generator[Program]:
        port = free_port()
        with self._running("web", {"TWOTAP_PORT": str(port)}, "web") as program:
            program.url = f"http://127.0.0.1:{port}"
            await_ready(program)
            yield program

    @contextmanager
    def web_over_https(self) -> Generator[Program]:
        """With a certificate of its own, which `certificate` in `var_dir` lets a client check."""
        port = free_port()
        with self._running("web", {"TWOTAP_PORT": str(port), "TWOTAP_TLS": "own"}, "web") as program:
            program.url = f"https://127.0.0.1:{port}"
            eventually(lambda: self.certificate.is_file() or None, within_s=START_S)
            await_ready(program, verify=ssl.create_default_context(cafile=self.certificate))
            yield program

    @property
    def certificate(self) -> Path:
        return self.var_dir / "secrets" / "tls.crt"

    @contextmanager
    def worker(self, slot: int) -> Generator[Program]:
        with self._running(f"worker-{slot}", {}, "worker", "--slot", str(slot)) as program:
            eventually(lambda: "worker ready" in program.log.read_text() or None, within_s=START_S)
            yield program

    @contextmanager
    def serving(self) -> Generator[Program]:
        """`twotap serve`: a web process and a worker, looked after."""
        port = free_port()
        with self._running("serve", {"TWOTAP_PORT": str(port)}, "serve") as program:
            program.url = f"http://127.0.0.1:{port}"
            await_ready(program)
            yield program

    @contextmanager
    def _running(self, name: str, more: Mapping[str, str], *words: str) -> Generator[Program]:
        log = self.var_dir / f"{name}-{free_port()}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *words],
                cwd=ROOT,
                env={**self.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        program = Program(name, process, log)
        try:
            yield program
        finally:
            if not program.is_killed:
                program.stop()


def await_ready(program: Program, *, verify: ssl.SSLContext | bool = True) -> None:
    def is_ready() -> bool | None:
        assert program.process.poll() is None, program.log.read_text()
        try:
            return httpx.get(f"{program.url}/readyz", timeout=5, verify=verify).status_code == 200 or None
        except httpx.TransportError:
            return None

    eventually(is_ready, within_s=START_S)


def eventually(look: Callable[[], T | None], *, within_s: float) -> T:
    """What `look` sees, as soon as it sees something."""
    deadline = time.monotonic() + within_s
    while (seen := look()) is None:
        assert time.monotonic() < deadline, f"not seen within {within_s} s"
        time.sleep(0.05)
    return seen


def child_of(parent_pid: int, word: str) -> int | None:
    """The process id of the child whose command line holds `word`."""
    listed = subprocess.run(
        ["ps", "-Ao", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        pid, ppid, command = line.split(None, 2)
        if int(ppid) == parent_pid and word in command.split():
            return int(pid)
    return None
