"""Selects about uploads: a person has only their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.clips.models import ClipKind, Upload, UploadPart
from app.core.actor import Actor
from app.core.errors import Gone, NotFound
from app.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far an upload is. `length_bytes` is None while it is deferred."""

    id: UUID
    kind: ClipKind
    offset_bytes: int
    length_bytes: int | None
    expires_at: datetime
    is_finished: bool
    metadata_header: str

    @property
    def is_whole(self) -> bool:
        return self.offset_bytes == self.length_bytes


def upload_for(
    session: Session, actor: Actor, upload_id: UUID, *, at: datetime, is_write: bool = False
) -> Upload:
    """The actor's own upload, locked when it is about to change. Raises NotFound, and Gone once it ended."""
    query = select(Upload).where(col(Upload.id) == upload_id, col(Upload.author_id) == actor.person_id)
    upload = session.scalars(query.with_for_update() if is_write else query).one_or_none()
    if upload is None:
        raise NotFound("upload.unknown", "There is no such upload, or it is not yours.")
    if has_ended(upload, at=at):
        raise Gone("upload.ended", "This upload has ended. Please start it again.")
    return upload


def has_ended(upload: Upload, *, at: datetime) -> bool:
    if upload.finished_at is not None:
        return False
    return upload.ended_at is not None or upload.expires_at <= at


def get_standing(session: Session, actor: Actor, upload_id: UUID, *, at: datetime) -> Standing:
    return standing_of(session, upload_for(session, actor, upload_id, at=at))


def standing_of(session: Session, upload: Upload) -> Standing:
    return Standing(
        id=upload.id,
        kind=upload.kind,
        offset_bytes=end_of(session, upload.id),
        length_bytes=upload.length_bytes,
        expires_at=upload.expires_at,
        is_finished=upload.finished_at is not None,
        metadata_header=upload.metadata_header,
    )


def find_upload_of_clip(session: Session, clip_id: UUID) -> Upload | None:
    """Locked: whoever finds it ended may make room for another."""
    query = select(Upload).where(col(Upload.clip_id) == clip_id).with_for_update()
    return session.scalars(query).one_or_none()


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


def count_open(session: Session, actor: Actor, *, at: datetime) -> int:
    """The actor's unfinished uploads."""
    return (
        session.scalar(
            select(func.count()).where(
                col(Upload.author_id) == actor.person_id,
                col(Upload.finished_at).is_(None),
                col(Upload.ended_at).is_(None),
                col(Upload.expires_at) > at,
            )
        )
        or 0
    )


def list_expired(session: Session, *, at: datetime) -> Sequence[Upload]:
    """Locked, and only what still counts as expired then: a last part may arrive at the same moment.

    One that somebody works on is left for the next time.
    """
    return session.scalars(
        select(Upload)
        .where(
            col(Upload.finished_at).is_(None), col(Upload.ended_at).is_(None), col(Upload.expires_at) <= at
        )
        .with_for_update(skip_locked=True)
    ).all()


def kept_bytes(session: Session, organisation_id: UUID) -> int:
    """What an organisation's uploads take, unfinished ones by the length they announced."""
    announced = select(func.sum(col(Upload.length_bytes))).where(
        col(Upload.ended_at).is_(None),
        col(Upload.author_id).in_(
            select(col(Person.id)).where(col(Person.organisation_id) == organisation_id)
        ),
    )
    return int(session.scalar(announced) or 0)
