"""A blob store that fails when it is told to, and is otherwise the real one."""

from collections.abc import AsyncIterable, Sequence
from pathlib import Path

from app.core.blobs import OCTETS, Blob, BlobStore
from app.core.errors import Unavailable


class ScriptedBlobs:
    """`is_full` refuses every put the way a full disk does."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self.is_full = False
        self.put_count = 0

    def put(self, key: str, content: bytes | Path, *, content_type: str = OCTETS) -> Blob:
        self._take()
        return self._store.put(key, content, content_type=content_type)

    async def put_stream(
        self, key: str, content: AsyncIterable[bytes], *, content_type: str = OCTETS
    ) -> Blob:
        self._take()
        return await self._store.put_stream(key, content, content_type=content_type)

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        return self._store.read(key, start=start, length=length)

    def fetch(self, keys: Sequence[str], into: Path) -> int:
        return self._store.fetch(keys, into)

    def delete(self, *keys: str) -> None:
        self._store.delete(*keys)

    def delete_under(self, folder: str) -> None:
        self._store.delete_under(folder)

    def local_path(self, key: str) -> Path | None:
        return self._store.local_path(key)

    def signed_url(self, key: str, *, ttl_s: int) -> str | None:
        return self._store.signed_url(key, ttl_s=ttl_s)

    def _take(self) -> None:
        self.put_count += 1
        if self.is_full:
            raise Unavailable("storage.full", "The server has no room left.")
