"""Bytes of a file, as they arrive, into numbered lines of text.

Takes what offices send: UTF-8 with or without a mark, UTF-16 as Excel's "Unicode text", and lines of
Windows-1252, which are told apart because their letters beyond ASCII are no UTF-8. That is a guess, so
the first such line is kept to be shown. A line is forgotten as soon as it was given: memory holds one.
"""

import codecs
from dataclasses import dataclass

from app.core.errors import BadRequest

LINE_MAX_BYTES = 65_536
_UTF8_MARK = codecs.BOM_UTF8
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# .xlsx, .ods and .numbers are all zip archives; the other is .xls.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Enough to know the mark, or to see the zeros between letters of UTF-16 that came without one.
_HEAD_BYTES = 4


@dataclass(frozen=True)
class Line:
    """`number` counts from 1, as editors do. With a `fault` there is no text.

    `text` keeps its line end: inside quotes it belongs to the cell.
    """

    number: int
    text: str
    fault: str | None = None


class LineReader:
    """`feed` it what came, then `finish`. Raises BadRequest for bytes that are no text at all."""

    def __init__(self) -> None:
        self.guessed: Line | None = None
        self._head: bytes | None = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._rest = b""
        self._is_skipping = False
        self._count = 0

    def feed(self, chunk: bytes) -> list[Line]:
        if self._head is not None:
            self._head += chunk
            if len(self._head) < _HEAD_BYTES:
                return []
            chunk = self._begin(self._head)
        return self._split(self._as_utf8(chunk))

    def finish(self) -> list[Line]:
        chunk = self._begin(self._head) if self._head is not None else b""
        lines = self._split(self._as_utf8(chunk, is_last=True))
        if self._rest or self._is_skipping:
            last, self._rest = self._rest, b""
            lines.append(self._line(last))
        return lines

    def _begin(self, head: bytes) -> bytes:
        """What follows the mark."""
        self._head = None
        if head.startswith(_WORKBOOKS):
            raise BadRequest("rows.workbook", "This is a workbook. Please save the sheet as CSV UTF-8.")
        encoding = _MARKS.get(head[:2])
        if encoding is not None:
            head = head[2:]
        elif len(head) >= 2 and (head[0] == 0) != (head[1] == 0):
            encoding = "utf-16-be" if head[0] == 0 else "utf-16-le"
        if encoding is not None:
            self._decoder = codecs.getincrementaldecoder(encoding)()
        return head.removeprefix(_UTF8_MARK)

    def _as_utf8(self, chunk: bytes, *, is_last: bool = False) -> bytes:
        if self._decoder is None:
            return chunk
        try:
            return self._decoder.decode(chunk, final=is_last).encode("utf-8")
        except UnicodeError:
            raise BadRequest(
                "rows.encoding", "This file is not text in UTF-8 or UTF-16. Please save it as CSV UTF-8."
            ) from None

    def _split(self, chunk: bytes) -> list[Line]:
        buffer = self._rest + chunk
        # A carriage return at the very end may be half of a line end.
        held = b"\r" if buffer.endswith(b"\r") and chunk else b""
        pieces = buffer[: len(buffer) - len(held)].splitlines(keepends=True)
        last = pieces.pop() if pieces and not pieces[-1].endswith((b"\n", b"\r")) else b""
        lines = [self._line(piece) for piece in pieces]
        self._rest = last + held
        if len(self._rest) > LINE_MAX_BYTES:
            self._rest = b"\r" if held else b""
            self._is_skipping = True
        return lines

    def _line(self, piece: bytes) -> Line:
        self._count += 1
        if self._is_skipping or len(piece) > LINE_MAX_BYTES:
            self._is_skipping = False
            return Line(self._count, "", "line.too_long")
        if b"\0" in piece:
            return Line(self._count, "", "line.nul")
        try:
            return Line(self._count, piece.decode("utf-8"))
        except UnicodeDecodeError:
            return self._guessed(piece)

    def _guessed(self, piece: bytes) -> Line:
        try:
            line = Line(self._count, piece.decode("cp1252"))
        except UnicodeDecodeError:
            return Line(self._count, "", "line.encoding")
        self.guessed = self.guessed or line
        return line
