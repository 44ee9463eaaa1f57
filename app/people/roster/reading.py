"""From a file to an import: its rows, checked one by one and kept, while it is still arriving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Refused
from app.core.rows_in import Fault, Row, RowReader
from app.people.access import is_admin
from app.people.models import Site, Team
from app.people.roster.models import ImportState, RosterChange, RosterImport, RosterRow
from app.people.roster.policy import Places, RowRefused, find_external_id, folded, read_row

ERRORS_MAX_COUNT = 1_000


@dataclass(frozen=True)
class Scope:
    """Who a file speaks for: the people of a site, or all of the organisation."""

    organisation_id: UUID
    site_id: UUID | None = None


@dataclass
class Errors:
    """By line. Counted for ever, kept up to a bound."""

    count: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: int, column: str | None, reason: str) -> None:
        self.count += 1
        if len(self.kept) < ERRORS_MAX_COUNT:
            self.kept.append({"line": line, "column": column, "reason": reason})


@dataclass
class Intake:
    """Judges each line alone. `take` gives the rows to keep, those with a fault among them."""

    places: Places
    errors: Errors = field(default_factory=Errors)
    row_count: int = 0
    spares_leavers: bool = False

    def take(self, found: Sequence[Row | Fault]) -> list[Mapping[str, Any]]:
        return [row for each in found if (row := self._take_one(each)) is not None]

    def _take_one(self, found: Row | Fault) -> Mapping[str, Any] | None:
        self.row_count += 1
        if isinstance(found, Fault):
            self.errors.add(found.line, found.column, found.reason)
            self.spares_leavers = True
            return None
        try:
            wanted = read_row(found, self.places)
        except RowRefused as refused:
            self.errors.add(found.line, refused.column, refused.reason)
            return self._kept_with_fault(found, refused.reason)
        place = wanted.place
        return {
            "line": wanted.line,
            "external_id": wanted.external_id,
            "name": wanted.name,
            "language": wanted.language,
            "site_id": place.site_id if place else None,
            "team": wanted.team,
            "team_id": place.team_id if place else None,
            "role": wanted.role,
            "fault": None,
        }

    def _kept_with_fault(self, row: Row, reason: str) -> Mapping[str, Any] | None:
        """So that whoever it is about is not taken for somebody who left."""
        external_id = find_external_id(row)
        if external_id is None:
            self.spares_leavers = True
            return None
        empty = {"name": "", "language": "", "site_id": None, "team": "", "team_id": None, "role": None}
        return {"line": row.line, "external_id": external_id, "fault": reason, **empty}


def begin_import(
    session: Session, actor: Actor | None, scope: Scope, *, creates_teams: bool, at: datetime
) -> UUID:
    made = RosterImport(
        organisation_id=scope.organisation_id,
        site_id=scope.site_id,
        created_by_id=actor.person_id if actor else None,
        state=ImportState.READING,
        reaches_all=actor is None or is_admin(session, actor),
        creates_teams=creates_teams,
        created_at=at,
    )
    session.add(made)
    session.flush()
    return made.id


def read_places(session: Session, scope: Scope, *, creates_teams: bool) -> Places:
    sites: dict[str, UUID | None] = {}
    for site_id, name in session.execute(_sites_of(scope)):
        sites[folded(name)] = None if folded(name) in sites else site_id
    teams: dict[tuple[UUID, str], UUID | None] = {}
    of_scope = _sites_of(scope).subquery()
    rows = session.execute(
        select(col(Team.id), col(Team.site_id), col(Team.name)).join(
            of_scope, of_scope.c.id == col(Team.site_id)
        )
    )
    for team_id, site_id, name in rows:
        key = (site_id, folded(name))
        teams[key] = None if key in teams else team_id
    return Places(sites=sites, teams=teams, creates_teams=creates_teams)


def _sites_of(scope: Scope) -> Any:
    query = select(col(Site.id), col(Site.name)).where(col(Site.organisation_id) == scope.organisation_id)
    return query if scope.site_id is None else query.where(col(Site.id) == scope.site_id)


def keep_rows(session: Session, import_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(RosterRow), [{"import_id": import_id, **row} for row in rows])


def finish_reading(session: Session, import_id: UUID, intake: Intake, reader: RowReader) -> None:
    """Raises Refused when the file names nobody: everybody would have to leave."""
    if intake.row_count == 0:
        raise Refused("roster.empty", "There is nobody in this file.")
    made = session.get_one(RosterImport, import_id)
    made.row_count = intake.row_count
    made.spares_leavers = intake.spares_leavers
    made.warnings = [
        {"line": warned.line, "reason": warned.reason, "shown": warned.shown} for warned in reader.warnings
    ]
    session.flush()


def forget_import(session: Session, import_id: UUID) -> None:
    """As if the file had never come."""
    for rows in (RosterChange, RosterRow):
        session.connection().execute(delete(rows).where(col(rows.import_id) == import_id))
    session.connection().execute(delete(RosterImport).where(col(RosterImport.id) == import_id))


def forget_rows(session: Session, *, before: datetime) -> int:
    """What files said, once nobody looks at it any more; the imports themselves stay. How many rows."""
    old = select(col(RosterImport.id)).where(
        col(RosterImport.created_at) < before, col(RosterImport.state) != ImportState.APPLYING
    )
    return sum(
        session.connection().execute(delete(rows).where(col(rows.import_id).in_(old))).rowcount
        for rows in (RosterChange, RosterRow)
    )
