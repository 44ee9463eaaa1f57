"""Rows as a CSV file that spreadsheets open without running anything in it (RFC 4180, UTF-8 with a mark)."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from app.core.rows_in import FORMULA

CSV_TYPE = "text/csv; charset=utf-8"


def csv_bytes(rows: Iterable[Sequence[str]], *, is_first: bool = False) -> bytes:
    """Some lines of the file; the first ones begin with the mark that tells Excel the encoding."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return (codecs.BOM_UTF8 if is_first else b"") + written.getvalue().encode()


def guarded(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula; reading takes it off again."""
    return f"'{cell}" if FORMULA.match(cell) else cell
