import importlib
import sys

from bench.table import Row, keep, print_table

PARTS = ("darkroom", "feed", "first_load")


def main(parts: list[str]) -> None:
    rows: list[Row] = []
    for part in parts or PARTS:
        print(f"measuring {part} ...", flush=True)
        rows += importlib.import_module(f"bench.{part}").measure()
    print_table(rows)
    kept = keep(rows)
    print(f"\nkept in {kept.relative_to(kept.parents[2])}")


main(sys.argv[1:])
