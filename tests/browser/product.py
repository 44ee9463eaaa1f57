"""The whole product as its operator starts it: `twotap serve` on a free port, with data of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.ports import free_port

HOUSE = Path(__file__).parents[2]
START_LIMIT_S = 90


@dataclass(frozen=True)
class Product:
    url: str
    var_dir: Path
    environment: dict[str, str]

    def console(self, *words: str) -> str:
        """What `twotap <words>` prints."""
        command = [sys.executable, "-m", "app.cli", *words]
        done = subprocess.run(
            command, cwd=HOUSE, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def admin_link(self, organisation: str) -> str:
        """The one-time link, from the console, for the first administrator of an organisation."""
        printed = self.console("admin", "create", "--organisation", organisation, "--team", "Early crew")
        link = re.search(r"\S+/join#\S+", printed)
        assert link, printed
        return "/join#" + link.group().split("#", 1)[1]


@contextmanager
def serve_product(var_dir: Path) -> Iterator[Product]:
    url = f"http://localhost:{(port := free_port())}"
    settings = {
        "TWOTAP_VAR_DIR": str(var_dir),
        "TWOTAP_HOST": "127.0.0.1",
        "TWOTAP_PORT": str(port),
        "TWOTAP_PUBLIC_URL": url,
        "TWOTAP_WEIGHTS_DIR": str(HOUSE / "var" / "weights" / "whisper-base"),
    }
    environment = {**os.environ, **settings}
    log = var_dir / "serve.log"
    with log.open("w") as out:
        serving = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=HOUSE,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(url, serving, log)
        yield Product(url=url, var_dir=var_dir, environment=environment)
    finally:
        serving.send_signal(signal.SIGINT)
        try:
            serving.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
            serving.wait(10)


def wait_until_ready(url: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    ends_at = time.monotonic() + START_LIMIT_S
    while time.monotonic() < ends_at:
        assert serving.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not ready after {START_LIMIT_S} s:\n{log.read_text()}")
