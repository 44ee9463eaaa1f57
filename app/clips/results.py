"""Writes down what the darkroom made of a clip. Every verb may be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.clips.events import CAPTION, CLIP_CAPTIONED, CLIP_PLAYABLE, CLIP_REFUSED, DISCARD
from app.clips.models import Clip, ClipKind, ClipProgress, ClipRefusal, Rendition, Upload
from app.clips.models import Transcript as TranscriptRow
from app.clips.queries import PLAYABLE_ROLES, is_playable
from app.clips.schemas import Stage
from app.clips.service import record_clip
from app.core.events import emit
from app.core.jobs import enqueue
from media.darkroom import Transcript


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A finished file of the darkroom, now a blob."""

    name: str
    role: str
    content_type: str
    blob_key: str
    sha256: str
    size_bytes: int
    width_px: int | None
    height_px: int | None
    duration_ms: int | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the first pass measured. `samples_key` None: the clip has no sound to caption."""

    kind: ClipKind
    duration_ms: int | None
    width_px: int | None
    height_px: int | None
    peaks: list[int] | None
    samples_key: str | None


def find_unfinished(session: Session, clip_id: UUID) -> Clip | None:
    """The clip, locked; None when it is gone, refused or developed: then there is nothing left to do."""
    clip = session.get(Clip, clip_id, with_for_update=True)
    if clip is None or clip.developed_at is not None or session.get(ClipRefusal, clip_id) is not None:
        return None
    return clip


def tell_progress(session: Session, clip_id: UUID, *, stage: Stage, percent: int, at: datetime) -> None:
    progress = session.get(ClipProgress, clip_id)
    if progress is None or (progress.stage, progress.percent) == (stage, percent):
        return
    progress.stage, progress.percent, progress.updated_at = stage, percent, at
    session.flush()
    record_clip(session, session.get_one(Clip, clip_id), at=at)


def list_rendition_names(session: Session, clip_id: UUID) -> set[str]:
    return set(session.exec(select(Rendition.name).where(Rendition.clip_id == clip_id)))


def record_renditions(
    session: Session, clip_id: UUID, stored: Sequence[Stored], facts: Facts | None, *, at: datetime
) -> None:
    """Serve these from now on. `facts` come with the first pass, and with them the clip's captions."""
    clip = find_unfinished(session, clip_id)
    if clip is None:
        return
    known = list_rendition_names(session, clip_id)
    for one in stored:
        if one.name not in known:
            session.add(Rendition(clip_id=clip_id, created_at=at, **vars(one)))
    if facts is not None:
        _take_facts(session, clip, facts, at=at)
    session.flush()
    record_clip(session, clip, at=at)
    if facts is not None and any(one.role in PLAYABLE_ROLES for one in stored):
        emit(session, CLIP_PLAYABLE, str(clip_id), key=str(clip_id))


def record_developed(session: Session, clip_id: UUID, *, at: datetime) -> None:
    clip = find_unfinished(session, clip_id)
    if clip is not None:
        clip.developed_at = at
        _settle(session, clip, at=at)


def record_transcript(
    session: Session, clip_id: UUID, transcript: Transcript | None, *, model: str, at: datetime
) -> None:
    """`transcript` None: it could not be captioned, and is ready without."""
    clip = session.get(Clip, clip_id, with_for_update=True)
    if clip is None or clip.captioned_at is not None:
        return
    if transcript is not None:
        written = transcript.to_json()
        session.add(TranscriptRow(clip_id=clip_id, model=model, created_at=at, **written))
    clip.captioned_at, clip.samples_key = at, None
    _settle(session, clip, at=at)
    if transcript is not None:
        emit(session, CLIP_CAPTIONED, str(clip_id), key=str(clip_id))


def refuse_clip(session: Session, clip_id: UUID, *, code: str, sentence: str, at: datetime) -> bool:
    """Say why, and let the original go. Whether the clip is refused now.

    A clip that plays already may be in front of its team: it stays, as far as it was developed.
    """
    clip = find_unfinished(session, clip_id)
    if clip is None:
        return session.get(ClipRefusal, clip_id) is not None
    if is_playable(session, clip_id):
        record_developed(session, clip_id, at=at)
        return False
    session.get_one(Upload, clip.upload_id).ended_at = at
    session.add(ClipRefusal(clip_id=clip_id, code=code, sentence=sentence, refused_at=at))
    _forget_progress(session, clip_id)
    session.flush()
    enqueue(session, DISCARD, str(clip.upload_id), key=f"upload:{clip.upload_id}:discard:v1")
    record_clip(session, clip, at=at)
    emit(session, CLIP_REFUSED, str(clip_id), key=str(clip_id))
    return True


def _take_facts(session: Session, clip: Clip, facts: Facts, *, at: datetime) -> None:
    clip.kind = facts.kind
    clip.duration_ms, clip.width_px, clip.height_px = facts.duration_ms, facts.width_px, facts.height_px
    clip.peaks = facts.peaks
    if facts.samples_key is None:
        clip.captioned_at = clip.captioned_at or at
    elif clip.captioned_at is None:
        clip.samples_key = facts.samples_key
        enqueue(session, CAPTION, str(clip.id), 1, key=f"clip:{clip.id}:caption:v1")
    progress = session.get(ClipProgress, clip.id)
    if progress is not None:
        progress.stage, progress.percent = ("captioning", 0) if facts.samples_key else ("preparing", 100)
        progress.updated_at = at


def _settle(session: Session, clip: Clip, *, at: datetime) -> None:
    """A clip that is ready has no progress."""
    if clip.developed_at is not None and clip.captioned_at is not None:
        _forget_progress(session, clip.id)
    session.flush()
    record_clip(session, clip, at=at)


def _forget_progress(session: Session, clip_id: UUID) -> None:
    progress = session.exec(select(ClipProgress).where(col(ClipProgress.clip_id) == clip_id)).one_or_none()
    if progress is not None:
        session.delete(progress)
