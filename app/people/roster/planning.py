"""From an import's rows to its changes: what applying it would do, without doing any of it.

In pages, each a transaction of its own, so that a long file does not keep others from writing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.people.roster.difference import difference
from app.people.roster.models import ChangeKind, ImportState, RosterChange, RosterImport, RosterRow
from app.people.roster.policy import ROWS_OF_PERSON_COUNT, RowRefused
from app.people.roster.present import leaving, read_present, site_languages, team_labels
from app.people.roster.reading import Errors

PAGE_COUNT = 500
# Kind, external id, person, name to show, fields.
Planned = tuple[ChangeKind, str, UUID | None, str, list[dict[str, Any]]]


@dataclass
class Plan:
    """How far it has come. `after` is the last external id (leavers: person id) that was looked at."""

    import_id: UUID
    errors: Errors
    labels: Mapping[UUID, str]
    languages: Mapping[UUID, str]
    is_leaving_done: bool = False
    after_person: UUID | None = None
    after: str = ""
    number: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0, "leaving": 0}
    )


def begin_plan(session: Session, import_id: UUID, errors: Errors) -> Plan:
    roster = session.get_one(RosterImport, import_id)
    return Plan(
        import_id=import_id,
        errors=errors,
        labels=team_labels(session, roster.organisation_id),
        languages=site_languages(session, roster.organisation_id),
    )


def plan_page(session: Session, plan: Plan) -> bool:
    """Plan some more people; False when nobody is left and the import is ready to be looked at."""
    roster = session.get_one(RosterImport, plan.import_id)
    if not plan.is_leaving_done:
        plan.is_leaving_done = roster.spares_leavers or not _plan_leaving(session, roster, plan)
        return True
    ids = _next_ids(session, plan)
    if not ids:
        _finish(roster, plan)
        session.flush()
        return False
    rows = _rows_of(session, plan, _without_crowds(session, plan, ids))
    _plan_rows(session, roster, plan, rows)
    plan.after = ids[-1]
    return True


def _plan_leaving(session: Session, roster: RosterImport, plan: Plan) -> bool:
    """Whether there may be more."""
    people = _leaving_page(session, roster, plan.after_person)
    if people:
        plan.after_person = people[-1].id
    _keep(
        session,
        plan,
        [(ChangeKind.LEAVING, person.external_id, person.id, person.name, []) for person in people],
    )
    plan.counts["leaving"] += len(people)
    return len(people) == PAGE_COUNT


def _leaving_page(session: Session, roster: RosterImport, after: UUID | None) -> Sequence[Any]:
    gone = leaving(roster, sender_id=roster.created_by_id).subquery()
    query = select(gone).order_by(gone.c.id).limit(PAGE_COUNT)
    return session.execute(query if after is None else query.where(gone.c.id > after)).all()


def _next_ids(session: Session, plan: Plan) -> list[str]:
    return list(
        session.scalars(
            select(col(RosterRow.external_id))
            .where(col(RosterRow.import_id) == plan.import_id, col(RosterRow.external_id) > plan.after)
            .group_by(col(RosterRow.external_id))
            .order_by(col(RosterRow.external_id))
            .limit(PAGE_COUNT)
        )
    )


def _without_crowds(session: Session, plan: Plan, ids: Sequence[str]) -> list[str]:
    """Nobody is in fifty teams: a number on so many lines is a mistake, and not worth reading them all."""
    of_ids = (col(RosterRow.import_id) == plan.import_id, col(RosterRow.external_id).in_(ids))
    crowds = session.execute(
        select(col(RosterRow.external_id), func.min(col(RosterRow.line)))
        .where(*of_ids)
        .group_by(col(RosterRow.external_id))
        .having(func.count() > ROWS_OF_PERSON_COUNT)
    ).all()
    for external_id, line in crowds:
        _blame(session, plan, external_id, RowRefused("external_id", "external_id.too_often"), line)
    crowded = {external_id for external_id, _ in crowds}
    return [external_id for external_id in ids if external_id not in crowded]


def _rows_of(session: Session, plan: Plan, ids: Sequence[str]) -> Iterator[list[RosterRow]]:
    """The rows of each person none of whose lines is at fault."""
    rows = session.scalars(
        select(RosterRow)
        .where(col(RosterRow.import_id) == plan.import_id, col(RosterRow.external_id).in_(ids))
        .order_by(col(RosterRow.external_id), col(RosterRow.line))
    )
    for _, group in groupby(rows, key=lambda row: row.external_id):
        of_person = list(group)
        if not any(row.fault for row in of_person):
            yield of_person


def _plan_rows(session: Session, roster: RosterImport, plan: Plan, people: Iterator[list[RosterRow]]) -> None:
    waiting = list(people)
    present = read_present(session, roster, [rows[0].external_id for rows in waiting])
    changes: list[Planned] = []
    for rows in waiting:
        try:
            change = difference(rows, present.get(rows[0].external_id), plan.languages)
        except RowRefused as refused:
            _blame(session, plan, rows[0].external_id, refused, rows[-1].line)
            continue
        plan.counts["unchanged" if change.is_none else change.kind] += 1
        if not change.is_none:
            person_id = change.person.id if change.person else None
            changes.append(
                (change.kind, change.external_id, person_id, change.shown_name, change.fields(plan.labels))
            )
    _keep(session, plan, changes)


def _keep(session: Session, plan: Plan, changes: Sequence[Planned]) -> None:
    if not changes:
        return
    rows = [
        {
            "import_id": plan.import_id,
            "number": plan.number + position,
            "kind": kind,
            "external_id": external_id,
            "person_id": person_id,
            "name": name,
            "fields": fields,
        }
        for position, (kind, external_id, person_id, name, fields) in enumerate(changes, 1)
    ]
    plan.number += len(rows)
    session.connection().execute(insert(RosterChange), rows)


def _blame(session: Session, plan: Plan, external_id: str, refused: RowRefused, line: int) -> None:
    plan.errors.add(line, refused.column, refused.reason)
    session.connection().execute(
        update(RosterRow)
        .where(col(RosterRow.import_id) == plan.import_id, col(RosterRow.external_id) == external_id)
        .values(fault=refused.reason)
    )


def _finish(roster: RosterImport, plan: Plan) -> None:
    roster.state = ImportState.READ
    roster.counts = {**plan.counts, "errors": plan.errors.count}
    roster.errors = sorted(plan.errors.kept, key=lambda error: error["line"])
