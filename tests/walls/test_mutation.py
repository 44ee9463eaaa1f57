"""Every check of the walls is missed when it is gone: a sample of `python -m tests.walls.mutation`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONE_OF = 25
WITHIN_S = 600


def test_a_check_that_is_gone_is_missed() -> None:
    # A process of its own: it forks, and threads of other stories would not live on in its children.
    done = subprocess.run(
        [sys.executable, "-m", "tests.walls.mutation", "--every", str(ONE_OF)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mutants killed (100.0%)" in done.stdout
