"""Bytes by key: local files by default, an S3-compatible store by configuration.

A blob is written whole or not at all, and is durable when `put` returns. Keys are made by the
service, never by a person: lower-case segments separated by "/". What a blob means, its content
type and its checksum belong into the row that names it.

    Unavailable storage.full          the disk or the bucket takes no more
    Unavailable storage.unavailable   the store did not answer, or answered with an error
    FileNotFoundError                 no blob has this key
"""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

import anyio.to_thread
import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store
from typing_extensions import override

from app.core.errors import Unavailable
from app.core.files import fsync, replacing

if TYPE_CHECKING:
    # These exist for the type checker only.
    from obstore import Attributes
    from obstore.store import S3Config

OCTETS = "application/octet-stream"
COPY_BYTES = 1024 * 1024
STREAM_BYTES = 5 * 1024 * 1024
# Python words it "[Errno 28]", the object store, which is Rust, "(os error 28)".
_FULL = re.compile(rf"(?:\[Errno|os error) (?:{errno.ENOSPC}|{errno.EDQUOT}|{errno.EFBIG})\b")
_NOT_THERE = re.compile(rf"(?:\[Errno|os error) {errno.ENOENT}\b")
PUT_AGAIN_COUNT = 5


@dataclass(frozen=True)
class Blob:
    key: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class S3Access:
    """`endpoint_url` empty: Amazon's own. `access_key_id` empty: the environment's credentials."""

    endpoint_url: str
    region: str
    access_key_id: str
    secret_access_key: str
    public_endpoint_url: str = ""  # as phones reach it, where that differs


class BlobStore(Protocol):
    def put(self, key: str, content: bytes | Path, *, content_type: str = OCTETS) -> Blob:
        """Durable when it returns. An earlier blob of this key is replaced."""

    async def put_stream(
        self, key: str, content: AsyncIterable[bytes], *, content_type: str = OCTETS
    ) -> Blob:
        """As `put`, of bytes that are still arriving. A stream that fails leaves nothing behind."""

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        """`length` bytes from `start`, fewer at the end of the blob. None: to the end."""

    def fetch(self, keys: Sequence[str], into: Path) -> int:
        """Write these blobs one after the other into the file `into`, whole or not at all; its size."""

    def delete(self, *keys: str) -> None:
        """Missing ones are fine."""

    def delete_under(self, folder: str) -> None:
        """Delete every blob whose key begins with `folder` and a slash."""

    def local_path(self, key: str) -> Path | None:
        """The file to serve, when blobs are local files."""

    def signed_url(self, key: str, *, ttl_s: int) -> str | None:
        """An address that needs no session and ends after `ttl_s`, when the store can make one."""


def open_blobs(url: str, access: S3Access | None = None) -> BlobStore:
    """`file:///path` or `s3://bucket/prefix`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalBlobs(Path(unquote(parts.path)))
    if parts.scheme == "s3" and access is not None:
        return S3Blobs(parts.netloc, parts.path.strip("/"), access)
    raise ValueError(f"not a blob store: {url!r}; use file:///path or s3://bucket/prefix")


class _ObjectBlobs(BlobStore):
    """What both stores do alike."""

    _store: LocalStore | S3Store
    _keeps_content_type = True

    @override
    def put(self, key: str, content: bytes | Path, *, content_type: str = OCTETS) -> Blob:
        with _told_plainly():
            obstore.put(self._store, key, content, attributes=self._attributes(content_type))
            self._make_durable(key)
        return _describe(key, content)

    @override
    async def put_stream(
        self, key: str, content: AsyncIterable[bytes], *, content_type: str = OCTETS
    ) -> Blob:
        measured = _Measured(content)
        with _told_plainly():
            kept = self._attributes(content_type)
            await obstore.put_async(
                self._store, key, measured.stream(), attributes=kept, chunk_size=STREAM_BYTES
            )
            await anyio.to_thread.run_sync(self._make_durable, key)
        return measured.blob(key)

    @override
    def delete_under(self, folder: str) -> None:
        with _told_plainly():
            for batch in obstore.list(self._store, folder):
                self.delete(*(entry["path"] for entry in batch))

    def _attributes(self, content_type: str) -> "Attributes | None":
        return {"Content-Type": content_type} if self._keeps_content_type else None

    def _make_durable(self, key: str) -> None:
        """S3 answers when the bytes are safe."""


class LocalBlobs(_ObjectBlobs):
    _keeps_content_type = False

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._root.mkdir(parents=True, exist_ok=True)
        self._store = LocalStore(self._root, automatic_cleanup=True)

    @override
    def put(self, key: str, content: bytes | Path, *, content_type: str = OCTETS) -> Blob:
        for _ in range(PUT_AGAIN_COUNT):
            try:
                return super().put(key, content, content_type=content_type)
            except Unavailable as trouble:
                # Whoever clears the same folder took the file, or the folder that was empty by then.
                if not _NOT_THERE.search(str(trouble.__cause__)):
                    raise
        return super().put(key, content, content_type=content_type)

    @override
    def read(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        with self._path(key).open("rb") as file:
            file.seek(start)
            return file.read(-1 if length is None else length)

    @override
    def fetch(self, keys: Sequence[str], into: Path) -> int:
        with _told_plainly(is_read=True), replacing(into) as part, part.open("wb") as target:
            for key in keys:
                with self._path(key).open("rb") as source:
                    shutil.copyfileobj(source, target, COPY_BYTES)
        return into.stat().st_size

    @override
    def delete(self, *keys: str) -> None:
        for key in keys:
            with _told_plainly(is_read=True), suppress(FileNotFoundError):
                obstore.delete(self._store, key)

    @override
    def local_path(self, key: str) -> Path | None:
        return self._path(key)

    @override
    def signed_url(self, key: str, *, ttl_s: int) -> str | None:
        return None

    def _path(self, key: str) -> Path:
        path = Path(os.path.normpath(self._root / key))
        if not path.is_relative_to(self._root) or path == self._root:
            raise ValueError(f"not a blob key: {key!r}")
        return path

    @override
    def _make_durable(self, key: str) -> None:
        """The object store renames into place but syncs nothing: neither the bytes nor the name."""
        path = self._path(key)
        fsync(path, os.O_RDONLY)
        for folder in path.parents:
            fsync(folder, os.O_RDONLY | os.O_DIRECTORY)
            if folder == self._root:
                return


class S3Blobs(_ObjectBlobs):
    def __init__(self, bucket: str, prefix: str, access: S3Access) -> None:
        self._store = _s3_store(bucket, prefix, access, access.endpoint_url)
        # A signature covers the host's name, so a URL for phones is signed for the name that they use.
        self._signing = _s3_store(bucket, prefix, access, access.public_endpoint_url or access.endpoint_url)

    @override
    def read(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        with _told_plainly(is_read=True):
            size = obstore.head(self._store, key)["size"]
            end = size if length is None else min(start + length, size)
            # A range that holds nothing is an error to S3.
            return bytes(obstore.get_range(self._store, key, start=start, end=end)) if start < end else b""

    @override
    def fetch(self, keys: Sequence[str], into: Path) -> int:
        with _told_plainly(is_read=True), replacing(into) as part, part.open("wb") as target:
            for key in keys:
                for chunk in obstore.get(self._store, key).stream(COPY_BYTES):
                    target.write(chunk)
        return into.stat().st_size

    @override
    def delete(self, *keys: str) -> None:
        if keys:
            with _told_plainly():
                obstore.delete(self._store, list(keys))

    @override
    def local_path(self, key: str) -> Path | None:
        return None

    @override
    def signed_url(self, key: str, *, ttl_s: int) -> str | None:
        return obstore.sign(self._signing, "GET", key, timedelta(seconds=ttl_s))


def _s3_store(bucket: str, prefix: str, access: S3Access, endpoint_url: str) -> S3Store:
    chosen: S3Config = {"region": access.region}
    if endpoint_url:
        chosen["endpoint"] = endpoint_url
    if access.access_key_id:
        chosen["access_key_id"] = access.access_key_id
        chosen["secret_access_key"] = access.secret_access_key
    allow_http = endpoint_url.startswith("http://")
    return S3Store(bucket, prefix=prefix or None, config=chosen, client_options={"allow_http": allow_http})


class _Measured:
    """Counts and hashes a stream on its way into the store."""

    def __init__(self, content: AsyncIterable[bytes]) -> None:
        self._content = content
        self._hash = hashlib.sha256()
        self._size_bytes = 0

    async def stream(self) -> AsyncIterator[bytes]:
        async for chunk in self._content:
            self._hash.update(chunk)
            self._size_bytes += len(chunk)
            yield chunk

    def blob(self, key: str) -> Blob:
        return Blob(key, self._size_bytes, self._hash.hexdigest())


def _describe(key: str, content: bytes | Path) -> Blob:
    if isinstance(content, bytes):
        return Blob(key, len(content), hashlib.sha256(content).hexdigest())
    with content.open("rb") as file:
        return Blob(key, content.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def _told_plainly(*, is_read: bool = False) -> Iterator[None]:
    """A missing blob is an answer to a reader; to a writer it is a store that fell apart."""
    try:
        yield
    except (BaseError, OSError) as error:
        if is_read and isinstance(error, FileNotFoundError):
            raise
        if _FULL.search(str(error)):
            raise Unavailable(
                "storage.full", "The server has no room left. Your recording stays on your phone."
            ) from error
        raise Unavailable(
            "storage.unavailable", "The server could not reach its storage. Please try again."
        ) from error
