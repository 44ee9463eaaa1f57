"""One row of the table, and how a table is printed and kept."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, kw_only=True)
class Row:
    """`ours` and `peer` share `unit`; `value` is what is held against `target` (lower is better)."""

    what: str
    value: float
    target: float | None = None
    unit: str = "x"
    ours: str = ""
    peer: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.value <= self.target else "MISSED"


def print_table(rows: Sequence[Row]) -> None:
    head = ("what", "ours", "peer or raw limit", "value", "target", "")
    lines = [
        (
            row.what,
            row.ours,
            row.peer,
            f"{row.value:.4g} {row.unit}",
            "" if row.target is None else f"<= {row.target:g} {row.unit}",
            row.verdict,
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    for line in [head, tuple("-" * width for width in widths), *lines]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def keep(rows: Sequence[Row]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    path = RESULTS / f"{at:%Y%m%dT%H%M%SZ}.json"
    machine = {"cores": os.cpu_count(), "load": os.getloadavg(), "python": platform.python_version()}
    path.write_text(
        json.dumps({"at": at.isoformat(), "machine": machine, "rows": [asdict(r) for r in rows]}, indent=1)
    )
    return path
