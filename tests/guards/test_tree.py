"""Rules about the tree itself: what may not be written into it, and how large things may grow."""

import ast
import re
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]
LONGEST_FILE_LINES = 300
LONGEST_FUNCTION_LINES = 40

# Spelled in pieces, so that this file does not find itself.
REGISTRY_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.debian" + ".org"]
MACHINE_PATHS = ["/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/main", "/tm" + "p/"]
UNFINISHED = r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"
DOUBLES = r"mock\.pa" + r"tch|Magic" + r"Mock|monkey" + r"patch"


def tracked() -> list[Path]:
    """Every text file git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    paths = [HOUSE / name for name in listed]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def lines_matching(pattern: str, paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(HOUSE)}:{number}: {line.strip()[:120]}")
    return found


def source(*folders: str) -> list[Path]:
    wanted = [HOUSE / folder for folder in folders]
    return [path for path in tracked() if any(path.is_relative_to(folder) for folder in wanted)]


def test_no_registry_host_stands_in_the_tree() -> None:
    assert lines_matching("|".join(map(re.escape, REGISTRY_HOSTS)), tracked()) == []


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    assert lines_matching("|".join(map(re.escape, MACHINE_PATHS)), tracked()) == []


def test_nothing_is_marked_unfinished() -> None:
    assert lines_matching(UNFINISHED, source("app", "media", "pwa/src")) == []


def test_tests_patch_nothing() -> None:
    assert lines_matching(DOUBLES, source("tests")) == []


def test_source_files_stay_small() -> None:
    files = [
        path for path in source("app", "media", "pwa/src", "tests") if path.suffix in {".py", ".ts", ".tsx"}
    ]
    long = {
        str(path.relative_to(HOUSE)): count
        for path in files
        if "generated" not in path.name and (count := len(path.read_text().splitlines())) > LONGEST_FILE_LINES
    }
    assert long == {}


def test_functions_stay_small() -> None:
    long = []
    for path in source("app", "media"):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION_LINES:
                    long.append(f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}: {length} lines")
    assert long == []


def test_only_the_clock_reads_the_time() -> None:
    reads = lines_matching(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(", source("app"))
    assert [line for line in reads if not line.startswith("app/core/clock.py")] == []


def test_domain_code_raises_no_framework_errors() -> None:
    assert lines_matching(r"\bHTTPException\(", source("app")) == []


def test_every_python_lock_line_is_pinned_and_hashed() -> None:
    for lock in sorted((HOUSE / "locks").glob("*.txt")):
        text = lock.read_text().replace("\\\n", " ")
        for line in text.splitlines():
            assert re.match(r"^[\w.\-\[\]]+==[\w.]+(\s+;[^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+\s*$", line), (
                line
            )


def test_the_npm_lock_has_an_integrity_hash_for_every_package() -> None:
    import json

    packages = json.loads((HOUSE / "pwa/package-lock.json").read_text())["packages"]
    bare = [name for name, entry in packages.items() if name and "integrity" not in entry]
    assert bare == []
