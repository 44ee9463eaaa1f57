"""Verbs of uploads and clips. They take a session and commit nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.clips import policy
from app.clips.events import DISCARD, PROCESS
from app.clips.models import Clip, ClipProgress, Upload, UploadPart
from app.clips.policy import UploadLimits
from app.clips.queries import unknown_clip
from app.clips.schemas import UploadMetadata
from app.clips.upload_queries import (
    Standing,
    count_open,
    count_parts,
    end_of,
    find_upload_of_clip,
    has_ended,
    kept_bytes,
    list_expired,
    standing_of,
    upload_for,
)
from app.core.actor import Actor, person_scope, team_scope
from app.core.errors import Conflict, Refused, TooLarge
from app.core.jobs import enqueue
from app.people.access import require_not_ended, team_for
from app.people.models import Person
from app.sync.service import record_change


@dataclass(frozen=True, kw_only=True)
class NewUpload:
    """`length_bytes` None: the phone is still recording."""

    about: UploadMetadata
    metadata_header: str
    length_bytes: int | None


@dataclass(frozen=True, kw_only=True)
class Part:
    offset_bytes: int
    size_bytes: int
    blob_key: str


def create_upload(
    session: Session, actor: Actor, wanted: NewUpload, *, limits: UploadLimits, at: datetime
) -> Standing:
    """Begin an upload, or go on with the one that this clip already has.

    An earlier upload of the clip that ended makes room for a new one.
    """
    team_for(session, actor, wanted.about.team_id)
    if wanted.length_bytes is not None:
        policy.require_size(wanted.length_bytes, limits)
    existing = find_upload_of_clip(session, wanted.about.clip_id)
    if existing is not None and existing.author_id == actor.person_id and has_ended(existing, at=at):
        _forget(session, existing)
        existing = None
    if existing is None:
        existing = _insert_upload(session, actor, wanted, limits=limits, at=at)
    return _go_on(session, actor, existing, length_bytes=wanted.length_bytes)


def declare_length(
    session: Session, actor: Actor, upload_id: UUID, length_bytes: int, *, limits: UploadLimits, at: datetime
) -> Standing:
    """End the deferral. Saying the same length again is fine, another one is a Conflict."""
    policy.require_size(length_bytes, limits)
    upload = upload_for(session, actor, upload_id, at=at, is_write=True)
    return _go_on(session, actor, upload, length_bytes=length_bytes)


def add_part(
    session: Session, actor: Actor, upload_id: UUID, part: Part, *, limits: UploadLimits, at: datetime
) -> Standing:
    """Append stored bytes. Raises Conflict when another PATCH was there first.

    Raises Unauthenticated or NotFound when the author was signed out or left the team since the
    PATCH began, which may be long ago.
    """
    upload = _upload_still_allowed(session, actor, upload_id, at=at)
    offset = end_of(session, upload_id)
    if part.offset_bytes != offset or upload.finished_at is not None:
        raise wrong_offset(offset)
    end = offset + part.size_bytes
    require_within(end, length_bytes=upload.length_bytes, limits=limits)
    if count_parts(session, upload_id) >= policy.PART_COUNT_MAX:
        raise Refused("upload.too_many_parts", "This upload came in too many small pieces.")
    session.add(UploadPart(upload_id=upload_id, **vars(part)))
    upload.expires_at = at + timedelta(seconds=limits.expires_s)
    session.flush()
    return standing_of(session, upload)


def finish_upload(session: Session, actor: Actor, upload_id: UUID, *, at: datetime) -> Standing:
    """Make a clip of a whole upload and start the darkroom; again is fine. Raises as `add_part` does."""
    upload = _upload_still_allowed(session, actor, upload_id, at=at)
    if upload.finished_at is None:
        upload.finished_at = at
        session.add(_clip_of(upload, at=at))
        session.flush()
        session.add(ClipProgress(clip_id=upload.clip_id, stage="queued", percent=0, updated_at=at))
        enqueue(session, PROCESS, str(upload.clip_id), 1, key=f"clip:{upload.clip_id}:process:v1")
        scope = person_scope(upload.author_id)
        record_change(session, scope=scope, kind="clip", object_id=upload.clip_id, at=at)
    return standing_of(session, upload)


def end_upload(session: Session, actor: Actor, upload_id: UUID, *, at: datetime) -> None:
    """Throw an unfinished upload away. Raises Conflict when it is a clip already."""
    upload = upload_for(session, actor, upload_id, at=at, is_write=True)
    if upload.finished_at is not None:
        raise Conflict("upload.finished", "This recording has been sent already.")
    _end(session, upload, at=at)


def end_expired_uploads(session: Session, *, at: datetime) -> int:
    """How many."""
    expired = list_expired(session, at=at)
    for upload in expired:
        _end(session, upload, at=at)
    return len(expired)


def forget_parts(session: Session, upload_id: UUID) -> None:
    session.connection().execute(delete(UploadPart).where(col(UploadPart.upload_id) == upload_id))


def share_clip(session: Session, clip_id: UUID, *, at: datetime) -> None:
    """Let the clip's team see it, because a post or reply with it is published."""
    clip = session.get(Clip, clip_id)
    if clip is None:
        raise unknown_clip()
    if clip.shared_at is None:
        clip.shared_at = at
        session.flush()
        record_change(session, scope=team_scope(clip.team_id), kind="clip", object_id=clip_id, at=at)


def record_clip(session: Session, clip: Clip, *, at: datetime) -> None:
    """Tell everybody who may see the clip that it changed."""
    scopes = [person_scope(clip.author_id)]
    if clip.shared_at is not None:
        scopes.append(team_scope(clip.team_id))
    for scope in scopes:
        record_change(session, scope=scope, kind="clip", object_id=clip.id, at=at)


def blobs_of_upload(upload_id: UUID) -> str:
    return f"uploads/{upload_id}"


def wrong_offset(offset_bytes: int) -> Conflict:
    return Conflict(
        "upload.offset", "The upload is elsewhere: go on from its true offset.", offset_bytes=offset_bytes
    )


def require_within(end_bytes: int, *, length_bytes: int | None, limits: UploadLimits) -> None:
    if length_bytes is not None and end_bytes > length_bytes:
        raise TooLarge("upload.beyond_length", "These are more bytes than the upload announced.")
    policy.require_size(max(end_bytes, 1), limits)


def _upload_still_allowed(session: Session, actor: Actor, upload_id: UUID, *, at: datetime) -> Upload:
    upload = upload_for(session, actor, upload_id, at=at, is_write=True)
    require_not_ended(session, actor, at=at)
    team_for(session, actor, upload.team_id)
    return upload


def _insert_upload(
    session: Session, actor: Actor, wanted: NewUpload, *, limits: UploadLimits, at: datetime
) -> Upload:
    policy.require_room(
        wanted.length_bytes,
        kept_bytes=kept_bytes(session, actor.organisation_id),
        open_count=count_open(session, actor, at=at),
        limits=limits,
    )
    about = wanted.about
    upload = Upload(
        author_id=actor.person_id,
        team_id=about.team_id,
        clip_id=about.clip_id,
        kind=about.kind,
        language=about.language or session.get_one(Person, actor.person_id).language,
        captured_at=about.captured_at,
        metadata_header=wanted.metadata_header,
        length_bytes=wanted.length_bytes,
        created_at=at,
        expires_at=at + timedelta(seconds=limits.expires_s),
    )
    try:
        with session.begin_nested():
            session.add(upload)
            session.flush()
    except IntegrityError:
        # The same request arrived twice at once: both mean the upload that won.
        won = find_upload_of_clip(session, about.clip_id)
        if won is None:
            raise
        return won
    return upload


def _go_on(session: Session, actor: Actor, upload: Upload, *, length_bytes: int | None) -> Standing:
    if upload.author_id != actor.person_id:
        raise Conflict("clip.taken", "This recording was sent by somebody else.")
    if length_bytes is not None and upload.length_bytes is None:
        if length_bytes < end_of(session, upload.id):
            raise Conflict("upload.length", "More bytes than that have arrived already.")
        upload.length_bytes = length_bytes
        session.flush()
    elif length_bytes not in (None, upload.length_bytes):
        raise Conflict("upload.length", "This upload was announced with another length.")
    return standing_of(session, upload)


def _clip_of(upload: Upload, *, at: datetime) -> Clip:
    return Clip(
        id=upload.clip_id,
        upload_id=upload.id,
        author_id=upload.author_id,
        team_id=upload.team_id,
        kind=upload.kind,
        language=upload.language,
        captured_at=upload.captured_at,
        created_at=at,
    )


def _end(session: Session, upload: Upload, *, at: datetime) -> None:
    upload.ended_at = at
    enqueue(session, DISCARD, str(upload.id), key=f"upload:{upload.id}:discard:v1")


def _forget(session: Session, upload: Upload) -> None:
    """Its bytes are deleted by the discard job, which needs no row."""
    enqueue(session, DISCARD, str(upload.id), key=f"upload:{upload.id}:discard:v1")
    forget_parts(session, upload.id)
    session.delete(upload)
    session.flush()
