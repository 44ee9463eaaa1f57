"""Files as offices send them, and files as nobody should: each line on its own."""

import codecs
import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadRequest, Problem, Refused
from app.core.lines_in import LINE_MAX_BYTES
from app.core.rows_in import CELL_MAX_CHARS, Column, Fault, Form, Row, RowReader
from app.core.rows_out import csv_bytes

COLUMNS = (
    Column("external_id", aliases=("id", "Personalnummer"), is_required=True),
    Column("name", aliases=("full name", "نام")),
    Column("team"),
)


def read(content: bytes, *, form: Form = "csv", chunk_bytes: int = 7) -> tuple[list[Row | Fault], RowReader]:
    """In small pieces, so that every boundary falls somewhere unlucky."""
    reader = RowReader(form, COLUMNS)
    found: list[Row | Fault] = []
    for start in range(0, len(content), chunk_bytes):
        found += reader.feed(content[start : start + chunk_bytes])
    return found + reader.finish(), reader


def cells(found: Iterable[Row | Fault]) -> list[tuple[str, ...]]:
    assert all(isinstance(row, Row) for row in found), found
    return [tuple(row.cells.values()) for row in found if isinstance(row, Row)]


def faults(found: Iterable[Row | Fault]) -> list[tuple[int, str | None, str]]:
    return [(row.line, row.column, row.reason) for row in found if isinstance(row, Fault)]


JO = [("1", "Jörg Şahin", "Früh"), ("2", "李娜", "")]
TABLE = "external_id,name,team\r\n1,Jörg Şahin,Früh\r\n2,李娜,\r\n"


@pytest.mark.parametrize("chunk_bytes", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("utf-16"),
        ("sep=;\n" + TABLE.replace(",", ";")).encode(),
        TABLE.replace("\r\n", "\n").encode(),
        TABLE.replace("\r\n", "\r").encode(),
        TABLE.rstrip().encode(),
        TABLE.replace("\r\n", ",,\r\n").encode(),
        TABLE.replace("\r\n", "\r\n\r\n,,\r\n").encode(),
        TABLE.replace("external_id,name", "Personalnummer,Full-Name").encode(),
        TABLE.replace("external_id,name", "EXTERNAL ID,نام").encode(),
        TABLE.replace("Jörg Şahin", '"Jörg Şahin"').encode(),
    ],
)
def test_a_table_reads_the_same_however_an_office_saved_it(content: bytes, chunk_bytes: int) -> None:
    found, reader = read(content, chunk_bytes=chunk_bytes)
    assert cells(found) == JO
    assert reader.warnings == []


def test_old_windows_letters_are_guessed_and_the_guess_is_shown() -> None:
    found, reader = read("id;name\n1;Ana\n2;Jörg Müller\n".encode("cp1252"))
    assert cells(found) == [("1", "Ana", ""), ("2", "Jörg Müller", "")]
    [warned] = reader.warnings
    assert (warned.line, warned.reason, warned.shown) == (3, "encoding.windows_1252", "2;Jörg Müller")


def test_a_line_that_is_no_text_costs_only_itself() -> None:
    found, _ = read(b"id,name\n1,Ana\n2,\x81\x8d\n3,Ben\n4,a\0b\n5,Cem\n")
    assert faults(found) == [(3, None, "line.encoding"), (5, None, "line.nul")]
    assert [row.cells["name"] for row in found if isinstance(row, Row)] == ["Ana", "Ben", "Cem"]


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    found, _ = read(b'id,name\n1,"Doe, ""Jo""\nSecond line"\n2,5" pipe\n')
    assert cells(found) == [("1", 'Doe, "Jo"\nSecond line', ""), ("2", '5" pipe', "")]


def test_a_quote_that_nobody_closed_costs_only_its_line() -> None:
    lines = ["id,name,team"] + [f"{number},Name {number},A" for number in range(2, 30)]
    lines[4] = '5,"Name 5,A'
    lines[20] = '21,"Name" 21,A'
    lines[29 - 1] = '29,"Name 29,A'
    found, _ = read("\n".join(lines).encode())
    assert faults(found) == [(5, None, "line.quotes"), (21, None, "line.quotes"), (29, None, "line.quotes")]
    assert [row.line for row in found if isinstance(row, Row)] == [
        number for number in range(2, 29) if number not in {5, 21}
    ]


def test_cells_and_lines_are_bounded() -> None:
    fits, long, longest = "x" * CELL_MAX_CHARS, "x" * (CELL_MAX_CHARS + 1), "x" * 1_000_000
    found, _ = read(f"id,name\n1,{fits}\n2,{long}\n3,{longest}\n4,Ana\n".encode(), chunk_bytes=10_000)
    assert faults(found) == [(3, "name", "cell.too_long"), (4, None, "line.too_long")]
    assert [row.line for row in found if isinstance(row, Row)] == [2, 5]
    found, _ = read(b"id,name\n1," + b"x" * LINE_MAX_BYTES, chunk_bytes=10_000)
    assert faults(found) == [(2, None, "line.too_long")]


def test_a_line_has_no_more_cells_than_the_header() -> None:
    found, _ = read(b"id,name\n1,Ana,Morning\n2\n")
    assert faults(found) == [(2, None, "line.too_many_cells")]
    assert [row.cells for row in found if isinstance(row, Row)] == [
        {"external_id": "2", "name": "", "team": ""}
    ]


def test_a_column_we_do_not_know_is_left_out_and_named() -> None:
    found, reader = read(b"id,name,salary\n1,Ana,2000\n")
    assert cells(found) == [("1", "Ana", "")]
    assert [(warned.line, warned.reason, warned.shown) for warned in reader.warnings] == [
        (1, "column.unknown", "salary")
    ]


def test_an_apostrophe_before_a_formula_is_ours_and_taken_off() -> None:
    found, _ = read(b"id,name\n1,'=1+1\n2,''-x\n3,'t Hooft\n4,'\n")
    assert [name for _, name, _ in cells(found)] == ["=1+1", "'-x", "'t Hooft", "'"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "rows.empty"),
        (b"\n\n", "rows.empty"),
        (b"\xef\xbb\xbf", "rows.empty"),
        (b"name,team\n1,2\n", "rows.column_missing"),
        (b"id,external_id\n1,2\n", "rows.column_twice"),
        (b"id,name,Name\n1,2,3\n", "rows.column_twice"),
        (b'id,"name\n', "rows.header"),
        (b"id" + b",x" * 60, "rows.too_many_columns"),
        (b"id,name\n" + b'"x\n' * 2_000, "rows.unreadable"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", "rows.workbook"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "rows.encoding"),
        (codecs.BOM_UTF16_LE + b"a", "rows.encoding"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_code(content: bytes, code: str) -> None:
    with pytest.raises((Refused, BadRequest)) as refused:
        read(content)
    assert isinstance(refused.value, Problem)
    assert refused.value.code == code


def test_rows_come_as_json_lines_too() -> None:
    lines = [
        {"external_id": "1", "name": "Jörg", "team": None},
        {"id": 2, "Name": "=1+1", "salary": 5},
        {"external_id": "3", "id": "3"},
        {"external_id": "4", "name": ["x"]},
        {"external_id": "5", "name": True},
        {"external_id": "6", "name": "a\0b"},
        {"external_id": "7", "name": "\ud800"},
        {"external_id": "8", "name": "x" * 1_001},
        ["9"],
    ]
    content = "\n".join([*map(json.dumps, lines), "", "{", "[" * 30_000, "nonsense", '{"id": 1e999}'])
    found, reader = read(content.encode(), form="ndjson", chunk_bytes=501)
    assert [tuple(row.cells.values()) for row in found if isinstance(row, Row)] == [
        ("1", "Jörg", ""),
        ("2", "=1+1", ""),
    ]
    assert faults(found) == [
        (3, "external_id", "cell.twice"),
        (4, "name", "cell.not_text"),
        (5, "name", "cell.not_text"),
        (6, "name", "cell.not_text"),
        (7, "name", "cell.not_text"),
        (8, "name", "cell.too_long"),
        (9, None, "line.not_an_object"),
        (11, None, "line.not_json"),
        (12, None, "line.not_json"),
        (13, None, "line.not_json"),
        (14, "external_id", "cell.not_text"),
    ]
    assert [warned.shown for warned in reader.warnings] == ["salary"]


@settings(max_examples=400, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from(['"', ",", ";", "\t", "\n", "\r", "\0", "'", "=", "id", "name", "é", "x" * 90])
        )
        .map("".join)
        .map(lambda text: ("id,name\n" + text).encode()),
    ),
    chunk_bytes=st.integers(1, 50),
    form=st.sampled_from(["csv", "ndjson"]),
)
def test_whatever_comes_is_rows_faults_or_one_refusal(content: bytes, chunk_bytes: int, form: Form) -> None:
    try:
        found, _ = read(content, form=form, chunk_bytes=chunk_bytes)
    except Problem:
        return
    lines = [row.line for row in found]
    assert lines == sorted(lines)
    assert len(set(lines)) == len(lines)
    assert not lines or min(lines) >= 1
    for row in found:
        if isinstance(row, Row):
            assert all("\0" not in cell and len(cell) <= CELL_MAX_CHARS for cell in row.cells.values())
            assert all(cell == cell.strip() for cell in row.cells.values())


@settings(max_examples=200, deadline=None)
@given(
    table=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(str.strip),
            min_size=3,
            max_size=3,
        ),
        max_size=20,
    ),
    chunk_bytes=st.integers(1, 50),
)
def test_what_is_written_reads_the_same(table: list[list[str]], chunk_bytes: int) -> None:
    content = csv_bytes([["external_id", "name", "team"]], is_first=True) + csv_bytes(table)
    found, _ = read(content, chunk_bytes=chunk_bytes)
    assert cells(found) == [tuple(row) for row in table if any(row)]
