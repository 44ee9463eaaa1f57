"""Bytes a phone fetches on its very first visit, gzipped as a server would send them."""

import gzip
import re
from pathlib import Path

from bench.table import Row

DIST = Path(__file__).parents[1] / "pwa" / "dist"


def gzipped(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def measure() -> list[Row]:
    """JavaScript and everything that index.html names, plus the service worker."""
    shell = DIST / "index.html"
    named = [DIST / name.lstrip("/") for name in re.findall(r'(?:src|href)="(/[^"]+)"', shell.read_text())]
    files = [path for path in named if path.is_file()]
    scripts = [path for path in files if path.suffix == ".js"]
    worker = DIST / "sw.js"
    return [
        Row(what="first load, JavaScript gzipped", value=gzipped(scripts) / 1000, target=40, unit="kB"),
        Row(
            what="first load, everything gzipped",
            value=gzipped([shell, *files, worker]) / 1000,
            target=80,
            unit="kB",
        ),
    ]
