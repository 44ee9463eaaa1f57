"""Selects about clips, scoped to what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, and_, exists, func, literal_column, or_, select
from sqlalchemy import inspect as sqlalchemy_inspect
from sqlmodel import Session, col

from app.clips.models import (
    Clip,
    ClipProgress,
    ClipRefusal,
    Rendition,
    Transcript,
)
from app.clips.schemas import ClipOut, ProgressOut, RefusalOut, RenditionOut, State, TranscriptOut
from app.core.actor import Actor
from app.core.errors import NotFound
from app.people.access import is_own, visible_team_ids

PLAYABLE_ROLES = ("play", "photo")
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
    return or_(is_own(actor, col(Clip.author_id)), shared)


def list_clips(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[ClipOut]:
    """Those of `ids` that the actor may see. One query, however many clips and renditions."""
    return _read_clips(session, col(Clip.id).in_(ids), may_see(actor)) if ids else []


def get_clip(session: Session, actor: Actor, clip_id: UUID) -> ClipOut:
    found = _read_clips(session, col(Clip.id) == clip_id, may_see(actor))
    if not found:
        raise unknown_clip()
    return found[0]


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


def is_playable(session: Session, clip_id: UUID) -> bool:
    """The rule by which CLIP_PLAYABLE is announced."""
    playable = exists().where(col(Rendition.clip_id) == clip_id, col(Rendition.role).in_(PLAYABLE_ROLES))
    return bool(session.scalar(select(playable)))


def unknown_clip() -> NotFound:
    return NotFound("clip.unknown", "There is no such recording, or it is not for you.")


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
    columns = sqlalchemy_inspect(Rendition).columns
    pairs: list[ColumnElement[Any]] = []
    for name in _RENDITION_COLUMNS:
        pairs.append(literal_column(f"'{name}'"))
        pairs.append(columns[name])
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
