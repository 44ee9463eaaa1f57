"""Selects about uploads and clips, scoped to what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, and_, func, literal_column, or_, select
from sqlmodel import Session, col

from app.clips.models import Clip, ClipProgress, ClipRefusal, Rendition, Transcript, Upload, UploadPart
from app.clips.schemas import ClipOut, ProgressOut, RefusalOut, RenditionOut, State, TranscriptOut
from app.core.actor import Actor, team_scope
from app.core.errors import NotFound
from app.people.access import visible_team_ids
from app.people.models import Person

PLAYABLE_ROLES = ("play", "photo")
SNAPSHOT_SHARED_COUNT = 200
SNAPSHOT_OWN_COUNT = 50
_ROLE_ORDER = {"play": 0, "photo": 0, "poster": 1, "thumb": 2}
_RENDITION_COLUMNS = ("id", "name", "role", "content_type", "size_bytes", "width_px", "height_px")


@dataclass(frozen=True)
class Served:
    """A rendition as the media route needs it."""

    blob_key: str
    content_type: str
    sha256: str


def may_see(actor: Actor) -> ColumnElement[bool]:
    """The author at once, the team once a post with the clip is published."""
    shared = and_(col(Clip.shared_at).is_not(None), col(Clip.team_id).in_(visible_team_ids(actor)))
    return or_(col(Clip.author_id) == actor.person_id, shared)


def list_clips(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[ClipOut]:
    """Those of `ids` that the actor may see. One query, however many clips and renditions."""
    return _read_clips(session, col(Clip.id).in_(ids), may_see(actor)) if ids else []


def get_clip(session: Session, actor: Actor, clip_id: UUID) -> ClipOut:
    found = _read_clips(session, col(Clip.id) == clip_id, may_see(actor))
    if not found:
        raise unknown_clip()
    return found[0]


def list_snapshot_ids(session: Session, actor: Actor) -> list[UUID]:
    """Clips of a first sync: the newest shared with the actor's teams, and the actor's own."""
    newest_first = col(Clip.created_at).desc()
    own = select(col(Clip.id)).where(col(Clip.author_id) == actor.person_id)
    shared = select(col(Clip.id)).where(
        col(Clip.shared_at).is_not(None), col(Clip.team_id).in_(visible_team_ids(actor))
    )
    newest = (
        own.order_by(newest_first).limit(SNAPSHOT_OWN_COUNT).subquery(),
        shared.order_by(newest_first).limit(SNAPSHOT_SHARED_COUNT).subquery(),
    )
    query = select(newest[0].c.id).union(select(newest[1].c.id))
    return list(session.scalars(query))


def get_served(session: Session, actor: Actor, rendition_id: UUID) -> Served:
    row = session.execute(
        select(col(Rendition.blob_key), col(Rendition.content_type), col(Rendition.sha256))
        .join(Clip, col(Clip.id) == col(Rendition.clip_id))
        .where(col(Rendition.id) == rendition_id, may_see(actor))
    ).one_or_none()
    if row is None:
        raise NotFound("media.unknown", "There is no such recording, or it is not for you.")
    return Served(*row)


def get_transcript(session: Session, actor: Actor, clip_id: UUID, *, language: str | None) -> dict[str, Any]:
    """As `media` writes it. `language` None: the one that was spoken. Raises NotFound."""
    query = (
        select(Transcript)
        .join(Clip, col(Clip.id) == col(Transcript.clip_id))
        .where(col(Transcript.clip_id) == clip_id, may_see(actor))
        .order_by(col(Transcript.created_at), col(Transcript.id))
        .limit(1)
    )
    if language is not None:
        query = query.where(col(Transcript.language) == language.partition("-")[0].lower())
    found = session.scalars(query).one_or_none()
    if found is None:
        raise unknown_clip()
    return {
        "verdict": found.verdict,
        "language": found.language,
        "text": found.text,
        "segments": found.segments,
    }


def find_upload_of_clip(session: Session, clip_id: UUID) -> Upload | None:
    return session.scalars(select(Upload).where(col(Upload.clip_id) == clip_id)).one_or_none()


def end_of(session: Session, upload_id: UUID) -> int:
    """How many bytes of an upload are stored."""
    last = session.execute(
        select(col(UploadPart.offset_bytes) + col(UploadPart.size_bytes))
        .where(col(UploadPart.upload_id) == upload_id)
        .order_by(col(UploadPart.offset_bytes).desc())
        .limit(1)
    ).scalar_one_or_none()
    return last or 0


def count_parts(session: Session, upload_id: UUID) -> int:
    return session.scalar(select(func.count()).where(col(UploadPart.upload_id) == upload_id)) or 0


def list_part_keys(session: Session, upload_id: UUID, *, before_bytes: int | None = None) -> list[str]:
    """Blob keys in the order of the file; only of parts that begin before `before_bytes`."""
    query = (
        select(col(UploadPart.blob_key))
        .where(col(UploadPart.upload_id) == upload_id)
        .order_by(col(UploadPart.offset_bytes))
    )
    if before_bytes is not None:
        query = query.where(col(UploadPart.offset_bytes) < before_bytes)
    return list(session.scalars(query))


def is_open(at: datetime) -> ColumnElement[bool]:
    return and_(
        col(Upload.finished_at).is_(None), col(Upload.ended_at).is_(None), col(Upload.expires_at) > at
    )


def count_open(session: Session, actor: Actor, *, at: datetime) -> int:
    mine = select(func.count()).where(col(Upload.author_id) == actor.person_id, is_open(at))
    return session.scalar(mine) or 0


def kept_bytes(session: Session, organisation_id: UUID) -> int:
    """What an organisation's uploads take, unfinished ones by the length they announced."""
    announced = select(func.sum(col(Upload.length_bytes))).where(
        col(Upload.ended_at).is_(None),
        col(Upload.author_id).in_(
            select(col(Person.id)).where(col(Person.organisation_id) == organisation_id)
        ),
    )
    return int(session.scalar(announced) or 0)


def unknown_clip() -> NotFound:
    return NotFound("clip.unknown", "There is no such recording, or it is not for you.")


def scopes_of(clip: Clip, author_scope: str) -> tuple[str, ...]:
    return (author_scope,) if clip.shared_at is None else (author_scope, team_scope(clip.team_id))


def _read_clips(session: Session, *where: ColumnElement[bool]) -> list[ClipOut]:
    first_transcript = (
        select(col(Transcript.id))
        .where(col(Transcript.clip_id) == col(Clip.id))
        .order_by(col(Transcript.created_at), col(Transcript.id))
        .limit(1)
        .correlate(Clip)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Clip, ClipProgress, ClipRefusal, Transcript, _renditions(session))
        .outerjoin(ClipProgress, col(ClipProgress.clip_id) == col(Clip.id))
        .outerjoin(ClipRefusal, col(ClipRefusal.clip_id) == col(Clip.id))
        .outerjoin(Transcript, col(Transcript.id) == first_transcript)
        .where(*where)
    ).all()
    return [_clip_out(*row) for row in rows]


def _renditions(session: Session) -> ColumnElement[Any]:
    """A clip's renditions as one JSON array, in the words of either database."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    make_object, make_array = (
        (func.json_object, func.json_group_array) if is_sqlite else (func.json_build_object, func.json_agg)
    )
    pairs: list[ColumnElement[Any]] = []
    for name in _RENDITION_COLUMNS:
        pairs += (literal_column(f"'{name}'"), col(getattr(Rendition, name)))
    return (
        select(make_array(make_object(*pairs), type_=JSON))
        .where(col(Rendition.clip_id) == col(Clip.id))
        .correlate(Clip)
        .scalar_subquery()
    )


def _clip_out(
    clip: Clip,
    progress: ClipProgress | None,
    refusal: ClipRefusal | None,
    transcript: Transcript | None,
    rows: list[dict[str, Any]] | None,
) -> ClipOut:
    renditions = [RenditionOut(url=f"/api/media/{UUID(row['id'])}", **row) for row in rows or ()]
    renditions.sort(key=lambda rendition: (_ROLE_ORDER[rendition.role], rendition.size_bytes))
    has_speech = transcript is not None and transcript.verdict == "speech"
    return ClipOut(
        id=clip.id,
        kind=clip.kind,
        author_id=clip.author_id,
        state=_state(clip, refusal, renditions),
        progress=ProgressOut.model_validate(progress, from_attributes=True) if progress else None,
        refusal=RefusalOut.model_validate(refusal, from_attributes=True) if refusal else None,
        duration_ms=clip.duration_ms,
        width_px=clip.width_px,
        height_px=clip.height_px,
        peaks=clip.peaks,
        renditions=renditions,
        captions_url=f"/api/clips/{clip.id}/captions.vtt" if has_speech else None,
        transcript=TranscriptOut.model_validate(transcript, from_attributes=True) if transcript else None,
    )


def _state(clip: Clip, refusal: ClipRefusal | None, renditions: Sequence[RenditionOut]) -> State:
    if refusal is not None:
        return "refused"
    if not any(rendition.role in PLAYABLE_ROLES for rendition in renditions):
        return "preparing"
    return "ready" if clip.developed_at and clip.captioned_at else "playable"
