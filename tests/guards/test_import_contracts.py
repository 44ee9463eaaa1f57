"""The walls of the house bite: each contract is broken once, in a copy, and must say so."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("app", "media"):
        shutil.copytree(HOUSE / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=120)


def plant(house: Path, file: str, line: str) -> None:
    path = house / file
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")


def test_the_house_as_it_stands_keeps_every_contract(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("app/people/service.py", "import app.feed.models", "declared order"),
        ("app/core/db.py", "import app.sync.models", "declared order"),
        ("app/settings.py", "import app.core.errors", "declared order"),
        ("app/undeclared.py", "MOOD = 'new domain without a place in the order'", "declared order"),
        ("app/feed/service.py", "import app.feed.router", "Inside a domain"),
        ("app/people/queries.py", "import app.people.service", "Inside a domain"),
        ("media/plan.py", "import app.settings", "darkroom knows no database"),
        ("media/plan.py", "import sqlmodel", "darkroom knows no database"),
        ("app/clips/service.py", "import dbos", "Only core.jobs"),
        ("app/feed/service.py", "import obstore", "Only core.jobs"),
        ("app/feed/policy.py", "import sqlalchemy", "Rules are pure"),
    ],
)
def test_a_planted_violation_is_named(copy: Path, file: str, line: str, contract: str) -> None:
    plant(copy, file, line)
    result = lint(copy)
    assert result.returncode != 0
    broken = [text for text in result.stdout.splitlines() if text.rstrip().endswith("BROKEN")]
    assert any(contract in text for text in broken), result.stdout
