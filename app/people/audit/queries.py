"""The audit log as administrators read it. Ids become names here; the log itself holds none."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor
from app.people.access import organisation_for
from app.people.audit.models import AuditEntry
from app.people.audit.schemas import AuditOut, AuditPage
from app.people.models import Device, Organisation, Person, Role, Site, Team
from app.people.schemas import Named

PAGE_COUNT = 50
EXPORT_COUNT = 500
_NAMED: tuple[type[SQLModel], ...] = (Person, Team, Site, Organisation, Device)


def list_audit(
    session: Session, actor: Actor, *, before: int | None, person_id: UUID | None, count: int = PAGE_COUNT
) -> AuditPage:
    """What was done in the actor's organisation, newest first; by or to `person_id`, when given."""
    organisation = organisation_for(session, actor, needs=Role.ADMIN)
    query = select(AuditEntry).where(col(AuditEntry.organisation_id) == organisation.id)
    if before is not None:
        query = query.where(col(AuditEntry.seq) < before)
    if person_id is not None:
        query = query.where(
            (col(AuditEntry.person_id) == person_id) | (col(AuditEntry.object_id) == person_id)
        )
    found = list(session.scalars(query.order_by(col(AuditEntry.seq).desc()).limit(count + 1)))
    entries = found[:count]
    return AuditPage(entries=_named(session, entries), next=entries[-1].seq if len(found) > count else None)


def list_for_export(session: Session, actor: Actor, *, after: int) -> list[tuple[AuditOut, AuditEntry]]:
    """A part of the whole log of the organisation, oldest first, with what proves it."""
    organisation = organisation_for(session, actor, needs=Role.ADMIN)
    entries = list(
        session.scalars(
            select(AuditEntry)
            .where(col(AuditEntry.organisation_id) == organisation.id, col(AuditEntry.seq) > after)
            .order_by(col(AuditEntry.seq))
            .limit(EXPORT_COUNT)
        )
    )
    return list(zip(_named(session, entries), entries, strict=True))


def _named(session: Session, entries: Sequence[AuditEntry]) -> list[AuditOut]:
    people = _names(session, Person, (entry.person_id for entry in entries))
    devices = _names(session, Device, (entry.device_id for entry in entries))
    objects: dict[UUID, str] = {}
    for kind in _NAMED:
        objects |= _names(session, kind, (entry.object_id for entry in entries))
    return [
        AuditOut(
            seq=entry.seq,
            at=entry.at,
            person=Named(id=entry.person_id, name=people.get(entry.person_id, ""))
            if entry.person_id
            else None,
            device=devices.get(entry.device_id) if entry.device_id else None,
            action=entry.action,
            object_id=entry.object_id,
            object_name=objects.get(entry.object_id) if entry.object_id else None,
            facts=entry.facts,
        )
        for entry in entries
    ]


def _names(session: Session, kind: type[SQLModel], ids: Iterable[UUID | None]) -> dict[UUID, str]:
    columns = kind.__table__.c  # type: ignore[attr-defined] # every table model has it
    name = columns.label if kind is Device else columns.name
    given = {id_ for id_ in ids if id_ is not None}
    rows = session.execute(select(columns.id, name).where(columns.id.in_(given)))
    return {row.id: row[1] for row in rows}
