"""Carrying an import out: whoever left first, at once; then the others in runs, each a transaction.

Every run looks at people as they are now, and not as they were when the file was read; so a run that is
done twice, or beside another one, does nothing the second time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.core.jobs import Job, enqueue
from app.people.audit.service import record_audit
from app.people.models import Organisation
from app.people.roster.difference import Difference, difference
from app.people.roster.leaving import let_leave
from app.people.roster.models import ChangeKind, ImportState, RosterChange, RosterImport, RosterRow
from app.people.roster.policy import RowRefused
from app.people.roster.present import leaving, read_present, site_languages
from app.people.roster.schemas import RosterCounts
from app.people.roster.settling import settle

APPLY = Job("roster.apply")
LEAVERS_COUNT = 500
RUN_COUNT = 500


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who asked for it, as the audit log is to have it; None at the console."""

    person_id: UUID
    device_id: UUID | None
    organisation_id: UUID


def begin_apply(
    session: Session,
    actor: Actor | None,
    import_id: UUID,
    *,
    leaving_count: int,
    skips_errors: bool,
    at: datetime,
) -> None:
    """Decide that it will be done, once: asking again changes nothing. Raises Conflict or Refused."""
    roster = _locked(session, import_id)
    if roster.state in {ImportState.APPLYING, ImportState.APPLIED}:
        return
    _require_applicable(session, roster, leaving_count=leaving_count, skips_errors=skips_errors)
    roster.state = ImportState.APPLYING
    roster.applied_by_id = actor.person_id if actor else None
    roster.applied_on_id = actor.device_id if actor else None
    session.flush()
    facts = {name: count for name, count in roster.counts.items() if name != "unchanged"}
    record_audit(
        session,
        actor,
        "roster.applied",
        at=at,
        organisation_id=roster.organisation_id,
        object_id=roster.id,
        site_id=roster.site_id,
        **facts,
    )
    enqueue(session, APPLY, str(roster.id), key=f"roster:{roster.id}:apply:v1")


def _require_applicable(
    session: Session, roster: RosterImport, *, leaving_count: int, skips_errors: bool
) -> None:
    if roster.state is ImportState.READING:
        raise Conflict("roster.reading", "This file has not been read to its end.")
    counts = RosterCounts(**roster.counts)
    if counts.errors and not skips_errors:
        raise Refused("roster.has_errors", "Some lines cannot be used. Mend them, or leave them out.")
    if leaving_count != counts.leaving:
        raise Conflict(
            "roster.leaving_count", "This is not how many people would leave.", leaving_count=counts.leaving
        )
    if _is_busy(session, roster):
        raise Conflict("roster.busy", "Another file is being applied. Please wait for it.")
    if not roster.spares_leavers and _others_would_leave(session, roster):
        raise Conflict(
            "roster.changed", "The roster has changed since this file was read. Please send the file again."
        )


def _is_busy(session: Session, roster: RosterImport) -> bool:
    """Locks the organisation: of two files, one is first."""
    session.scalars(
        select(col(Organisation.id)).where(col(Organisation.id) == roster.organisation_id).with_for_update()
    ).one()
    count = session.scalar(
        select(func.count()).where(
            col(RosterImport.organisation_id) == roster.organisation_id,
            col(RosterImport.state) == ImportState.APPLYING,
        )
    )
    return bool(count)


def _others_would_leave(session: Session, roster: RosterImport) -> bool:
    """Than those who were shown. That somebody left already meanwhile is no harm."""
    shown = select(col(RosterChange.person_id)).where(
        col(RosterChange.import_id) == roster.id, col(RosterChange.kind) == ChangeKind.LEAVING
    )
    gone = leaving(roster, sender_id=roster.created_by_id).subquery()
    return session.execute(select(gone.c.id).where(gone.c.id.not_in(shown)).limit(1)).first() is not None


def let_some_leave(session: Session, import_id: UUID, *, at: datetime) -> int:
    """How many changes it took off the list; 0 when nobody is left on it."""
    roster = _locked(session, import_id)
    changes = _next_changes(session, roster, LEAVERS_COUNT, ChangeKind.LEAVING)
    people = [change.person_id for change in changes if change.person_id is not None]
    let_leave(session, roster, people, by=_sender(roster), at=at)
    _tick_off(session, roster, changes, at=at)
    return len(changes)


def apply_run(session: Session, import_id: UUID, *, at: datetime) -> int:
    """As `let_some_leave`, for those who come or change."""
    roster = _locked(session, import_id)
    changes = _next_changes(session, roster, RUN_COUNT, ChangeKind.ADDED, ChangeKind.CHANGED)
    if changes:
        wanted = _wanted_now(session, roster, [change.external_id for change in changes])
        settle(session, roster, wanted, by=_sender(roster), at=at)
    _tick_off(session, roster, changes, at=at)
    return len(changes)


def finish_apply(session: Session, import_id: UUID, *, at: datetime) -> None:
    roster = _locked(session, import_id)
    roster.state = ImportState.APPLIED
    roster.applied_at = roster.applied_at or at
    session.flush()


def _wanted_now(session: Session, roster: RosterImport, external_ids: Sequence[str]) -> list[Difference]:
    present = read_present(session, roster, external_ids, lock=True)
    languages = site_languages(session, roster.organisation_id)
    wanted: list[Difference] = []
    for external_id, rows in _rows_by_person(session, roster, external_ids).items():
        try:
            found = difference(rows, present.get(external_id), languages)
        except RowRefused:
            # They moved to where this file has no say since it was read.
            continue
        if not found.is_none:
            wanted.append(found)
    return wanted


def _rows_by_person(
    session: Session, roster: RosterImport, external_ids: Iterable[str]
) -> Mapping[str, list[RosterRow]]:
    rows = session.scalars(
        select(RosterRow)
        .where(
            col(RosterRow.import_id) == roster.id,
            col(RosterRow.external_id).in_(external_ids),
            col(RosterRow.fault).is_(None),
        )
        .order_by(col(RosterRow.line))
    )
    found: dict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        found[row.external_id].append(row)
    return found


def _locked(session: Session, import_id: UUID) -> RosterImport:
    """One run at a time, whoever does it: the request, the job, the console."""
    return session.scalars(
        select(RosterImport)
        .where(col(RosterImport.id) == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _next_changes(
    session: Session, roster: RosterImport, count: int, *kinds: ChangeKind
) -> Sequence[RosterChange]:
    if roster.state is not ImportState.APPLYING:
        return []
    return session.scalars(
        select(RosterChange)
        .where(
            col(RosterChange.import_id) == roster.id,
            col(RosterChange.kind).in_(kinds),
            col(RosterChange.applied_at).is_(None),
        )
        .order_by(col(RosterChange.number))
        .limit(count)
    ).all()


def _tick_off(
    session: Session, roster: RosterImport, changes: Sequence[RosterChange], *, at: datetime
) -> None:
    if not changes:
        return
    session.connection().execute(
        update(RosterChange)
        .where(
            col(RosterChange.import_id) == roster.id,
            col(RosterChange.number).in_([change.number for change in changes]),
        )
        .values(applied_at=at)
    )
    roster.applied_count += len(changes)
    session.flush()


def _sender(roster: RosterImport) -> Sender | None:
    if roster.applied_by_id is None:
        return None
    return Sender(
        person_id=roster.applied_by_id,
        device_id=roster.applied_on_id,
        organisation_id=roster.organisation_id,
    )
