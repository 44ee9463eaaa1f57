"""What the routes of clips are given."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.clips.policy import UploadLimits
from app.core.actor import Actor
from app.core.blobs import BlobStore
from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import NotFound
from app.core.http import blobs_of, db_of, settings_of
from app.people.deps import signed_in
from app.settings import Settings


async def upload_limits_of(settings: Annotated[Settings, Depends(settings_of)]) -> UploadLimits:
    return UploadLimits(
        upload_max_bytes=settings.upload_max_bytes,
        part_bytes=settings.upload_chunk_bytes,
        expires_s=settings.upload_expires_s,
        stall_s=settings.upload_stall_s,
        open_count=settings.upload_open_count,
        quota_bytes=settings.quota_bytes,
    )


async def clock_of(request: Request) -> Clock:
    """For requests that last: an upload stores its parts at the time they arrived."""
    clock: Clock = request.app.state.clock
    return clock


async def upload_id_of(upload_id: str) -> UUID:
    """tus clients start over after a 404, whatever is wrong with an address."""
    try:
        return UUID(upload_id)
    except ValueError as error:
        raise NotFound("upload.unknown", "There is no such upload, or it is not yours.") from error


ActorDep = Annotated[Actor, Depends(signed_in)]
BlobsDep = Annotated[BlobStore, Depends(blobs_of)]
ClockDep = Annotated[Clock, Depends(clock_of)]
DbDep = Annotated[Database, Depends(db_of)]
LimitsDep = Annotated[UploadLimits, Depends(upload_limits_of)]
UploadId = Annotated[UUID, Depends(upload_id_of)]
