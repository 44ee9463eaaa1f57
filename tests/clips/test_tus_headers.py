"""The words of tus, read and written: pure."""

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clips import tus
from app.core.errors import BadRequest, Unsupported


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("version", [None, "", "0.2.2", "1.0", "1.0.0 ", "1.0.0,0.2.2"])
def test_another_version_is_refused(version: str | None) -> None:
    headers = {} if version is None else {"tus-resumable": version}
    with pytest.raises(tus.WrongVersion):
        tus.require_version(headers)


@pytest.mark.parametrize("value", ["0", "1", "262144", "9" * 15])
def test_a_number_of_bytes(value: str) -> None:
    assert tus.offset_in({"upload-offset": value}) == int(value)


@pytest.mark.parametrize(
    "value", ["", "-1", "+1", "1.0", "0x1", " 1", "1 ", "1e3", "٣", "9" * 16, "9" * 4000]
)
def test_what_is_no_number_of_bytes(value: str) -> None:
    with pytest.raises(BadRequest):
        tus.offset_in({"upload-offset": value})
    with pytest.raises(BadRequest):
        tus.new_length_in({"upload-length": value})


def test_an_offset_must_be_said() -> None:
    with pytest.raises(BadRequest):
        tus.offset_in({})


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        ({"upload-length": "5"}, 5),
        ({"upload-length": "0"}, 0),
        ({"upload-defer-length": "1"}, None),
    ],
)
def test_a_length_is_said_or_deferred(headers: dict[str, str], length: int | None) -> None:
    assert tus.new_length_in(headers) == length


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"upload-defer-length": "0"},
        {"upload-defer-length": "2"},
        {"upload-defer-length": "1", "upload-length": "5"},
    ],
)
def test_neither_or_both_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        tus.new_length_in(headers)


@pytest.mark.parametrize(
    ("header", "metadata"),
    [
        ("", {}),
        (f"kind {b64('video')}", {"kind": "video"}),
        (f"a {b64('1')},b {b64('2')}", {"a": "1", "b": "2"}),
        (f"a {b64('1')}, b {b64('2')}", {"a": "1", "b": "2"}),
        ("is_draft", {"is_draft": ""}),
        (f"filename {b64('weltherrschaft – plan.mp4')}", {"filename": "weltherrschaft – plan.mp4"}),
    ],
)
def test_metadata(header: str, metadata: dict[str, str]) -> None:
    assert tus.metadata_in(header) == metadata


@pytest.mark.parametrize(
    "header",
    [
        "a %%%",
        "a YQ",
        f"a {b64('1')},a {b64('2')}",
        f"ä {b64('1')}",
        "a " + base64.b64encode(b"\xff\xfe").decode(),
        "a " + b64("x" * tus.METADATA_MAX_CHARS),
        "a b c",
    ],
)
def test_metadata_that_cannot_be_read(header: str) -> None:
    with pytest.raises(BadRequest):
        tus.metadata_in(header)


@pytest.mark.parametrize("value", [tus.BODY_TYPE, "Application/Offset+Octet-Stream", f"{tus.BODY_TYPE}; a=b"])
def test_the_type_of_a_body(value: str) -> None:
    tus.require_body_type({"content-type": value})


@pytest.mark.parametrize("value", ["", "application/octet-stream", "text/plain", f"x{tus.BODY_TYPE}"])
def test_another_type_of_body(value: str) -> None:
    with pytest.raises(Unsupported):
        tus.require_body_type({"content-type": value})


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_checksum_holds_or_does_not(algorithm: str) -> None:
    digest = base64.b64encode(hashlib.new(algorithm, b"bytes").digest()).decode()
    checksum = tus.checksum_in({"upload-checksum": f"{algorithm} {digest}"})
    assert checksum is not None
    checksum.require(b"bytes")
    with pytest.raises(tus.ChecksumMismatch):
        checksum.require(b"bytez")


@pytest.mark.parametrize("value", ["md5 YQ==", "sha256", "sha256 YQ==", "sha256 %%", "", "SHA256 YQ=="])
def test_a_checksum_that_cannot_be_read(value: str) -> None:
    with pytest.raises(BadRequest):
        tus.checksum_in({"upload-checksum": value})


def test_an_expiry_is_written_as_http_writes_dates() -> None:
    at = datetime(2026, 6, 25, 16, 0, 0, 999, tzinfo=UTC)
    assert tus.expires_header(at) == "Thu, 25 Jun 2026 16:00:00 GMT"


@given(st.text(max_size=200) | st.text(alphabet="ab ,=+/QYZ", max_size=60))
def test_no_header_is_met_with_anything_but_an_answer(value: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: tus.metadata_in(value),
        lambda: tus.checksum_in({"upload-checksum": value}),
        lambda: tus.offset_in({"upload-offset": value}),
        lambda: tus.new_length_in({"upload-length": value}),
        lambda: tus.new_length_in({"upload-defer-length": value}),
        lambda: tus.content_length_in({"content-length": value}),
    ]
    for read in readers:
        with suppress(BadRequest):
            read()
