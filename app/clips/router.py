"""Clips and their media."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import FileResponse, RedirectResponse

from app.clips.deps import ActorDep, BlobsDep, DbDep
from app.clips.queries import Served, get_clip, get_served, get_transcript
from app.clips.schemas import ClipOut, Language
from app.core.blobs import BlobStore
from app.core.errors import Unavailable
from media.captions import webvtt
from media.darkroom import Transcript

# Long enough to start a clip on a slow line; the address itself needs no session.
SIGNED_URL_TTL_S = 300
# Kept by the one browser, and only used again after we said that it may.
CACHE_CONTROL = "private, no-cache"

router = APIRouter(tags=["clips"])


@router.get("/api/clips/{clip_id}")
async def show_clip(clip_id: UUID, actor: ActorDep, db: DbDep) -> ClipOut:
    return await db.read(get_clip, actor, clip_id)


@router.get("/api/clips/{clip_id}/captions.vtt", response_class=Response)
async def show_captions(
    clip_id: UUID, actor: ActorDep, db: DbDep, lang: Annotated[Language | None, Query()] = None
) -> Response:
    """WebVTT of what was said; no cues when nobody spoke."""
    stored = await db.read(get_transcript, actor, clip_id, language=lang)
    captions = webvtt(Transcript.from_json(stored))
    return Response(captions, media_type="text/vtt", headers={"Cache-Control": CACHE_CONTROL})


@router.head("/api/media/{rendition_id}", response_class=Response, include_in_schema=False)
@router.get("/api/media/{rendition_id}", response_class=Response)
async def send_media(
    rendition_id: UUID, request: Request, actor: ActorDep, db: DbDep, blobs: BlobsDep
) -> Response:
    """The bytes of one rendition, whole or by Range; a redirect when they live in an object store."""
    served = await db.read(get_served, actor, rendition_id)
    headers = {
        "Cache-Control": CACHE_CONTROL,
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{served.sha256}"',
        "X-Content-Type-Options": "nosniff",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return _sent(served, blobs, headers)


def _sent(served: Served, blobs: BlobStore, headers: dict[str, str]) -> Response:
    url = blobs.signed_url(served.blob_key, ttl_s=SIGNED_URL_TTL_S)
    if url is not None:
        return RedirectResponse(url, status_code=302, headers={"Cache-Control": "private, no-store"})
    path = blobs.local_path(served.blob_key)
    if path is None or not path.is_file():
        raise Unavailable("media.missing", "This recording cannot be shown right now.")
    return FileResponse(path, media_type=served.content_type, headers=headers)
