"""The words of tus 1.0.0 (tus.io/protocols/resumable-upload): pure reading and writing of headers."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from app.core.errors import BadRequest, Problem, Unsupported

VERSION = "1.0.0"
EXTENSIONS = (
    "creation",
    "creation-with-upload",
    "creation-defer-length",
    "termination",
    "expiration",
    "checksum",
)
CHECKSUMS = ("sha256", "sha1")
BODY_TYPE = "application/offset+octet-stream"
# Larger than any disk, and still an integer to every client and database.
LENGTH_MAX_BYTES = 10**15
METADATA_MAX_CHARS = 4096

_NUMBER = re.compile(r"[0-9]{1,16}")
_KEY = re.compile(r"[!-+\--~]+")

Headers = Mapping[str, str]


class WrongVersion(Problem):
    status = 412


class ChecksumMismatch(Problem):
    """The protocol gives it a status of its own."""

    status = 460


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    digest: bytes

    def require(self, content: bytes | bytearray) -> None:
        found = hashlib.new(self.algorithm, content, usedforsecurity=False).digest()
        if found != self.digest:
            raise ChecksumMismatch(
                "upload.checksum", "These bytes were damaged on the way. Please send them again."
            )


def require_version(headers: Headers) -> None:
    if headers.get("tus-resumable") != VERSION:
        raise WrongVersion("upload.version", f"This service speaks tus {VERSION}.")


def require_body_type(headers: Headers) -> None:
    # Parameters such as a charset mean nothing for bytes.
    if headers.get("content-type", "").partition(";")[0].strip().lower() != BODY_TYPE:
        raise Unsupported("upload.content_type", f"The bytes of an upload are sent as {BODY_TYPE}.")


def offset_in(headers: Headers) -> int:
    value = headers.get("upload-offset")
    if value is None:
        raise _unreadable("Upload-Offset", "is missing")
    return _number("Upload-Offset", value)


def declared_length_in(headers: Headers) -> int | None:
    """The Upload-Length of a PATCH that ends a deferred upload; None when it says none."""
    value = headers.get("upload-length")
    return None if value is None else _number("Upload-Length", value)


def new_length_in(headers: Headers) -> int | None:
    """The length at creation; None when it is deferred. Exactly one of the two must be said."""
    deferred = headers.get("upload-defer-length")
    length = declared_length_in(headers)
    if deferred is None and length is None:
        raise _unreadable("Upload-Length", "or Upload-Defer-Length is missing")
    if deferred is not None and (deferred != "1" or length is not None):
        raise _unreadable("Upload-Defer-Length", 'must be "1" and stand alone')
    return length


def content_length_in(headers: Headers) -> int | None:
    """None when the body comes in chunks. The server itself has refused what is no number."""
    value = headers.get("content-length", "")
    return int(value) if _NUMBER.fullmatch(value) else None


def checksum_in(headers: Headers) -> Checksum | None:
    value = headers.get("upload-checksum")
    if value is None:
        return None
    algorithm, _, encoded = value.partition(" ")
    if algorithm not in CHECKSUMS:
        raise _unreadable("Upload-Checksum", f"must use one of {', '.join(CHECKSUMS)}")
    digest = _decoded("Upload-Checksum", encoded)
    if len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise _unreadable("Upload-Checksum", "has the wrong length")
    return Checksum(algorithm, digest)


def metadata_in(header: str) -> dict[str, str]:
    """`key base64,key base64`; a key alone has an empty value. Keys are unique."""
    if len(header) > METADATA_MAX_CHARS:
        raise _unreadable("Upload-Metadata", f"is longer than {METADATA_MAX_CHARS} characters")
    metadata: dict[str, str] = {}
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _, encoded = pair.partition(" ")
        if not _KEY.fullmatch(key) or key in metadata:
            raise _unreadable("Upload-Metadata", "has an empty, repeated or non-ASCII key")
        metadata[key] = _text(_decoded("Upload-Metadata", encoded.strip()))
    return metadata


def expires_header(at: datetime) -> str:
    """As HTTP writes dates. `at` is aware UTC."""
    return format_datetime(at.replace(microsecond=0), usegmt=True)


def _number(name: str, value: str) -> int:
    if not _NUMBER.fullmatch(value) or int(value) > LENGTH_MAX_BYTES:
        raise _unreadable(name, "must be a number of bytes")
    return int(value)


def _decoded(name: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise _unreadable(name, "is not base64") from error


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise _unreadable("Upload-Metadata", "is not UTF-8") from error


def _unreadable(name: str, what: str) -> BadRequest:
    return BadRequest("upload.header", f"The header {name} {what}.", header=name)
