"""Files of rows, CSV or one JSON object per line, read as they arrive.

    reader = RowReader("csv", (Column("external_id", aliases=("id",)), Column("name")))
    for chunk in chunks:
        for row in reader.feed(chunk): ...      Row, or Fault with line, column and reason
    for row in reader.finish(): ...
    reader.warnings                             what was guessed or left out

A broken line costs that line and no other. What makes the whole file useless (no header, a column twice)
raises Refused. Values come trimmed; a column that is missing or empty is the empty text.
"""

import csv
import json
import re
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import ClientDisconnect

from app.core.errors import BadRequest, Refused, Unsupported
from app.core.lines_in import Line, LineReader

Form = Literal["csv", "ndjson"]
FORMS: Mapping[str, Form] = {"text/csv": "csv", "application/x-ndjson": "ndjson"}
CELL_MAX_CHARS = 1_000
COLUMNS_MAX_COUNT = 50
BATCH_COUNT = 500
# A cell may hold line ends, as addresses do. More of them: a quote that nobody closed.
_RECORD_LINES_COUNT = 8
# After so many lines that make no sense, it is some other kind of file.
_FAULTS_MAX_COUNT = 1_000
_WARNINGS_MAX_COUNT = 20
_SHOWN_CHARS = 80
_SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)
_GAPS = re.compile(r"[\s_.\-]+")
# What spreadsheets take for a formula. Ours are written with an apostrophe before them, see rows_out.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True)
class Column:
    name: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """`reason` is a code; `column` is None when the line as a whole is broken."""

    line: int
    column: str | None
    reason: str


@dataclass(frozen=True)
class Warned:
    """`shown` is what a person should look at: a guessed name, a column that was left out."""

    line: int
    reason: str
    shown: str


def form_of(content_type: str) -> Form:
    """The form of a request's body. Raises Unsupported."""
    form = FORMS.get(content_type.partition(";")[0].strip().lower())
    if form is None:
        raise Unsupported("rows.content_type", "Send the rows as text/csv or application/x-ndjson.")
    return form


async def batches(chunks: AsyncIterable[bytes], reader: "RowReader") -> AsyncIterator[list[Row | Fault]]:
    """What the reader makes of a request's body, in lists of about BATCH_COUNT."""
    batch: list[Row | Fault] = []
    try:
        async for chunk in chunks:
            batch += reader.feed(chunk)
            if len(batch) >= BATCH_COUNT:
                yield batch
                batch = []
    except ClientDisconnect:
        raise BadRequest("rows.cut", "The file did not arrive whole. Please send it again.") from None
    batch += reader.finish()
    if batch:
        yield batch


class RowReader:
    def __init__(self, form: Form, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._names = {
            _plain(name): column.name for column in columns for name in (column.name, *column.aliases)
        }
        self._lines = LineReader()
        self._read = self._csv_line if form == "csv" else self._json_line
        self._form = form
        self._separator = ""
        self._header: list[str | None] = []
        self._open: list[Line] = []
        self._fault_count = 0
        self._warned: list[Warned] = []

    @property
    def warnings(self) -> list[Warned]:
        guessed = self._lines.guessed
        if guessed is None:
            return self._warned
        shown = guessed.text.strip()[:_SHOWN_CHARS]
        return [Warned(guessed.number, "encoding.windows_1252", shown), *self._warned]

    def feed(self, chunk: bytes) -> list[Row | Fault]:
        return self._rows_of(self._lines.feed(chunk))

    def finish(self) -> list[Row | Fault]:
        found = self._rows_of(self._lines.finish())
        while self._open:
            found += self._give_up_quote()
        if self._form == "csv" and not self._header:
            raise Refused("rows.empty", "This file has no line with the names of its columns.")
        return found

    def _rows_of(self, lines: Sequence[Line]) -> list[Row | Fault]:
        return [row for line in lines for row in self._rows_of_line(line)]

    def _rows_of_line(self, line: Line) -> list[Row | Fault]:
        if line.fault is None:
            return self._read(line)
        abandoned = []
        while self._open:
            abandoned += self._give_up_quote()
        return [*abandoned, self._fault(line.number, None, line.fault)]

    def _fault(self, line: int, column: str | None, reason: str) -> Fault:
        self._fault_count += 1
        if self._fault_count > _FAULTS_MAX_COUNT:
            raise Refused("rows.unreadable", "Most lines of this file make no sense. Is it the right file?")
        return Fault(line, column, reason)

    # CSV

    def _csv_line(self, line: Line) -> list[Row | Fault]:
        if not self._header and not self._open:
            return self._first_line(line)
        self._open.append(line)
        if len(self._open) == 1 and '"' not in line.text:
            self._open = []
            return self._row(line.number, line.text.rstrip("\r\n").split(self._separator))
        return self._record()

    def _record(self) -> list[Row | Fault]:
        """The row that the open lines make, once its last quote is closed."""
        number, text = self._open[0].number, "".join(line.text for line in self._open)
        try:
            cells = next(csv.reader([text], delimiter=self._separator, strict=True), [])
        except csv.Error as error:
            if "unexpected end" in str(error) and len(self._open) < _RECORD_LINES_COUNT:
                return []
            return self._give_up_quote()
        self._open = []
        return self._row(number, cells)

    def _give_up_quote(self) -> list[Row | Fault]:
        """Only the line with the quote is lost; those after it are read anew."""
        first, *others = self._open
        self._open = []
        found: list[Row | Fault] = [self._fault(first.number, None, "line.quotes")]
        for line in others:
            found += self._csv_line(line)
        return found

    def _first_line(self, line: Line) -> list[Row | Fault]:
        text = line.text.strip("\r\n")
        if chosen := _SEPARATOR_LINE.fullmatch(text):
            self._separator = chosen[1]
            return []
        if not text.strip():
            return []
        self._separator = self._separator or max(_SEPARATORS, key=text.count)
        try:
            names = next(csv.reader([text], delimiter=self._separator, strict=True))
        except csv.Error:
            raise Refused("rows.header", "The line with the names of the columns cannot be read.") from None
        self._header = self._known(line.number, names)
        return []

    def _known(self, line: int, names: Sequence[str]) -> list[str | None]:
        if len(names) > COLUMNS_MAX_COUNT:
            raise Refused("rows.too_many_columns", f"A file has at most {COLUMNS_MAX_COUNT} columns.")
        known = [self._names.get(_plain(name)) for name in names]
        found = [name for name in known if name is not None]
        if twice := sorted({name for name in found if found.count(name) > 1}):
            raise Refused("rows.column_twice", "A column stands in this file twice.", columns=twice)
        needed = [column.name for column in self._columns if column.is_required]
        if missing := [name for name in needed if name not in found]:
            raise Refused("rows.column_missing", "A column is missing in this file.", columns=missing)
        for name, ours in zip(names, known, strict=True):
            if ours is None and name.strip():
                self._warn(line, "column.unknown", name.strip())
        return known

    def _row(self, line: int, cells: Sequence[str]) -> list[Row | Fault]:
        trimmed = [_unguarded(cell.strip()).strip() for cell in cells]
        if not any(trimmed):
            return []
        if any(trimmed[len(self._header) :]):
            return [self._fault(line, None, "line.too_many_cells")]
        named = {name: cell for name, cell in zip(self._header, trimmed, strict=False) if name is not None}
        return [self._bounded(line, named)]

    def _bounded(self, line: int, cells: Mapping[str, str]) -> Row | Fault:
        for name, cell in cells.items():
            if len(cell) > CELL_MAX_CHARS:
                return self._fault(line, name, "cell.too_long")
        return Row(line, {column.name: cells.get(column.name, "") for column in self._columns})

    # JSON lines

    def _json_line(self, line: Line) -> list[Row | Fault]:
        if not line.text.strip():
            return []
        try:
            found = json.loads(line.text)
            line.text.encode("utf-8")
        except (ValueError, RecursionError):
            return [self._fault(line.number, None, "line.not_json")]
        if not isinstance(found, dict):
            return [self._fault(line.number, None, "line.not_an_object")]
        return [self._object(line.number, found)]

    def _object(self, line: int, found: Mapping[str, Any]) -> Row | Fault:
        cells: dict[str, str] = {}
        for name, value in found.items():
            ours = self._names.get(_plain(name))
            if ours is None:
                self._warn(line, "column.unknown", name)
            elif ours in cells:
                return self._fault(line, ours, "cell.twice")
            elif (text := _cell(value)) is None:
                return self._fault(line, ours, "cell.not_text")
            else:
                cells[ours] = text.strip()
        return self._bounded(line, cells)

    def _warn(self, line: int, reason: str, shown: str) -> None:
        shown = shown.encode("utf-8", "replace").decode()[:_SHOWN_CHARS].replace("\0", "")
        known = {(warned.reason, warned.shown) for warned in self._warned}
        if (reason, shown) not in known and len(known) < _WARNINGS_MAX_COUNT:
            self._warned.append(Warned(line, reason, shown))


def _plain(name: str) -> str:
    """ "Employee ID", "employee-id" and "employee_id" are one name."""
    return _GAPS.sub("_", unicodedata.normalize("NFKC", name).strip().casefold())


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _cell(value: Any) -> str | None:
    """A JSON value as a cell holds it; None when it is none, or could not be stored."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    if isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value):
        return value
    return None
