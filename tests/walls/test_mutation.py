"""A sample of the mutants; `python -m tests.walls.mutation` takes all of them."""

import subprocess
import sys
from pathlib import Path

EVERY = "23"


def test_a_sample_of_broken_walls_is_noticed() -> None:
    # In a process of its own: it forks, and other tests run servers in threads.
    ran = subprocess.run(
        [sys.executable, "-m", "tests.walls.mutation", "--every", EVERY],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
