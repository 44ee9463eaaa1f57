"""The phone app's files. Any other address gets its shell, which holds nothing personal."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import NotFound

SHELL = "index.html"
FOREVER = "public, max-age=31536000, immutable"
# The browser asks each time and usually hears 304.
ALWAYS_ASK = "no-cache"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_COMPRESSED = frozenset({".js", ".html", ".css", ".webmanifest", ".svg", ".json"})


@dataclass(frozen=True)
class Page:
    """A file, read and compressed once at start: the whole app is smaller than one request's buffer."""

    content: bytes
    gzipped: bytes | None
    content_type: str
    cache_control: str
    etag: str


class Pages:
    def __init__(self, folder: Path) -> None:
        self._pages = {
            path.relative_to(folder).as_posix(): _load(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def answer(self, request: Request, path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            raise NotFound("page.unknown", "There is nothing here.")
        page = self._pages.get(path) or self._pages.get(SHELL)
        if page is None or (path.startswith("assets/") and path not in self._pages):
            raise NotFound("page.unknown", "There is nothing here.")
        headers = {"Cache-Control": page.cache_control, "ETag": page.etag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == page.etag:
            return Response(status_code=304, headers=headers)
        content = page.content
        if page.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content = page.gzipped
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=page.content_type, headers=headers)


def _load(path: Path, folder: Path) -> Page:
    content = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    in_assets = path.relative_to(folder).parts[0] == "assets"
    return Page(
        content=content,
        gzipped=gzip.compress(content, 9, mtime=0) if path.suffix in _COMPRESSED else None,
        content_type=_TYPES.get(path.suffix, guessed),
        cache_control=FOREVER if in_assets else ALWAYS_ASK,
        etag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
    )
