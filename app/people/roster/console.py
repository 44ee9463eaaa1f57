"""A roster brought by whoever runs the service: the same verbs as over HTTP, from a file on this machine."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import NotFound, Problem
from app.core.rows_in import Form, RowReader
from app.people.models import Organisation, Site
from app.people.roster import applying, planning, queries, reading
from app.people.roster.models import ChangeKind, RosterChange, RosterImport
from app.people.roster.policy import COLUMNS
from app.people.roster.reading import Scope
from app.people.roster.schemas import RosterOut

CHUNK_BYTES = 65_536
_MARKS = {ChangeKind.LEAVING: "-", ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~"}


def find_scope(session: Session, *, organisation: str, site: str) -> Scope:
    """By the names an operator types. Without a name there must be only one organisation."""
    query = select(col(Organisation.id), col(Organisation.name)).order_by(col(Organisation.name))
    if organisation:
        query = query.where(col(Organisation.name) == organisation)
    found = session.execute(query.limit(2)).all()
    if len(found) != 1:
        which = f"called {organisation}" if organisation else "to choose"
        raise NotFound("organisation.unknown", f"There is not exactly one organisation {which}.")
    if not site:
        return Scope(found[0].id)
    sites = session.scalars(
        select(col(Site.id)).where(col(Site.organisation_id) == found[0].id, col(Site.name) == site)
    ).all()
    if len(sites) != 1:
        raise NotFound("site.unknown", f"There is not exactly one site called {site}.")
    return Scope(found[0].id, sites[0])


def read_file(db: Database, file: Path, scope: Scope, *, creates_teams: bool, at: datetime) -> UUID:
    """The id of the import; nothing has changed yet. Raises a Problem when it is no roster."""
    form: Form = "ndjson" if file.suffix in {".ndjson", ".jsonl"} else "csv"
    reader = RowReader(form, COLUMNS)
    with db.writing() as session:
        intake = reading.Intake(reading.read_places(session, scope, creates_teams=creates_teams))
        import_id = reading.begin_import(session, None, scope, creates_teams=creates_teams, at=at)
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(CHUNK_BYTES):
                _write(db, reading.keep_rows, import_id, intake.take(reader.feed(chunk)))
        _write(db, reading.keep_rows, import_id, intake.take(reader.finish()))
        _write(db, reading.finish_reading, import_id, intake, reader)
    except Problem:
        _write(db, reading.forget_import, import_id)
        raise
    plan = _write(db, planning.begin_plan, import_id, intake.errors)
    while _write(db, planning.plan_page, plan):
        pass
    return import_id


def apply(db: Database, import_id: UUID, *, skips_errors: bool, clock: Clock) -> None:
    """Here and now; should this process die, a worker carries on."""
    with db.writing() as session:
        leaving_count = session.get_one(RosterImport, import_id).counts["leaving"]
        applying.begin_apply(
            session, None, import_id, leaving_count=leaving_count, skips_errors=skips_errors, at=clock()
        )
    for run in (applying.let_some_leave, applying.apply_run):
        while _write(db, run, import_id, at=clock()):
            pass
    _write(db, applying.finish_apply, import_id, at=clock())


def told(db: Database, import_id: UUID) -> Iterator[str]:
    """The difference, line by line."""
    with db.reading() as session:
        found = session.get_one(RosterImport, import_id)
        summary = queries.shown(session, found)
        changes = session.scalars(
            select(RosterChange)
            .where(col(RosterChange.import_id) == import_id)
            .order_by(col(RosterChange.number))
            .execution_options(yield_per=planning.PAGE_COUNT)
        )
        yield from (_line(change) for change in changes)
    yield from (f"line {each.line}: {each.reason} ({each.shown})" for each in summary.warnings)
    yield from (f"line {each.line}: {each.column or 'all of it'}: {each.reason}" for each in summary.errors)
    yield _sum(summary)


def _line(change: RosterChange) -> str:
    differences = ", ".join(_difference(field) for field in change.fields)
    return f"{_MARKS[change.kind]} {change.external_id} {change.name} {differences}".rstrip()


def _difference(field: dict[str, Any]) -> str:
    name = field["team"] or field["field"]
    return f"{name}: {field['was'] or 'none'} -> {field['becomes'] or 'none'}"


def _sum(summary: RosterOut) -> str:
    counts = summary.counts
    spared = " (of some line nobody can tell whose it is: nobody leaves)" if summary.spares_leavers else ""
    return (
        f"{summary.row_count} lines: {counts.added} added, {counts.changed} changed, {counts.unchanged}"
        f" unchanged, {counts.leaving} leaving{spared}, {counts.errors} errors"
    )


def _write(db: Database, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with db.writing() as session:
        return fn(session, *args, **kwargs)
