"""Writing down who came and what changed about whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, tuple_, update
from sqlmodel import Session, col

from app.core.actor import person_scope
from app.core.ids import new_id
from app.people.audit.service import Act, Doer, record_acts, record_audit
from app.people.joining import ME
from app.people.models import Membership, Person, Role, Team, case_folded
from app.people.roster.difference import Difference, TeamKey
from app.people.roster.models import RosterImport
from app.people.roster.policy import folded
from app.sync.service import record_changes

# Databases take some ten thousand values in one statement.
PAIRS_COUNT = 1_000


def settle(
    session: Session,
    roster: RosterImport,
    wanted: Sequence[Difference],
    *,
    by: Doer | None,
    at: datetime,
) -> None:
    teams = _found_or_made(session, roster, wanted, by=by, at=at)
    ids = _write_people(session, roster, wanted, at=at)
    given = [
        (ids[change.external_id], teams[key], role)
        for change in wanted
        for key, (_, role) in change.gives.items()
    ]
    taken = [(ids[change.external_id], team_id) for change in wanted for team_id in change.takes]
    _write_roles(session, given, taken, at=at)
    # The logs come last: on PostgreSQL others wait to append until this is committed.
    known = [change.person.id for change in wanted if change.person is not None]
    record_changes(session, [(person_scope(id_), ME, id_) for id_ in known], at=at)
    acts = [act for change in wanted for act in _about_leads(roster, change, ids[change.external_id], teams)]
    record_acts(session, by, acts, at=at, organisation_id=roster.organisation_id)


def _found_or_made(
    session: Session,
    roster: RosterImport,
    wanted: Sequence[Difference],
    *,
    by: Doer | None,
    at: datetime,
) -> dict[TeamKey, UUID]:
    """The id of every team that somebody is to be in."""
    names = {key: name for change in wanted for key, (name, _) in change.gives.items()}
    teams: dict[TeamKey, UUID] = {key: key for key in names if isinstance(key, UUID)}
    missing = {key: name for key, name in names.items() if not isinstance(key, UUID)}
    if not missing:
        return teams
    sites = {site_id for site_id, _ in missing}
    there = session.execute(
        select(col(Team.id), col(Team.site_id), col(Team.name)).where(col(Team.site_id).in_(sites))
    )
    # Made by an earlier run of this import, or by hand meanwhile.
    known = {(site_id, folded(name)): team_id for team_id, site_id, name in there}
    for key, name in missing.items():
        if key not in known:
            known[key] = _make_team(session, roster, key[0], name, by=by, at=at)
        teams[key] = known[key]
    return teams


def _make_team(
    session: Session, roster: RosterImport, site_id: UUID, name: str, *, by: Doer | None, at: datetime
) -> UUID:
    team = Team(site_id=site_id, name=name, created_at=at)
    session.add(team)
    session.flush()
    record_audit(
        session,
        by,
        "team.created",
        at=at,
        organisation_id=roster.organisation_id,
        object_id=team.id,
        import_id=roster.id,
    )
    return team.id


def _write_people(
    session: Session, roster: RosterImport, wanted: Sequence[Difference], *, at: datetime
) -> Mapping[str, UUID]:
    """Their ids, by external id."""
    ids = {change.external_id: change.person.id if change.person else new_id() for change in wanted}
    new = [
        {
            "id": ids[change.external_id],
            "organisation_id": roster.organisation_id,
            "external_id": change.external_id,
            "name": change.name,
            "language": change.language,
            "created_at": at,
        }
        for change in wanted
        if change.person is None
    ]
    if new:
        session.connection().execute(insert(Person), new)
    for change in wanted:
        if change.person is not None and (values := _new_values(change)):
            session.connection().execute(
                update(Person).where(col(Person.id) == change.person.id).values(**values)
            )
    return ids


def _new_values(change: Difference) -> dict[str, Any]:
    plain = {"name": change.name, "language": change.language}
    values: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
    if change.name is not None:
        values["name_folded"] = case_folded(change.name)
    if change.person is not None and change.person.is_departed:
        values["departed_at"] = None
    return values


def _write_roles(
    session: Session,
    given: Iterable[tuple[UUID, UUID, Role]],
    taken: Iterable[tuple[UUID, UUID]],
    *,
    at: datetime,
) -> None:
    """A role in a team replaces the one before it."""
    given = list(given)
    ended = [*taken, *((person_id, team_id) for person_id, team_id, _ in given)]
    if ended:
        pair = tuple_(col(Membership.person_id), col(Membership.team_id))
        session.exec(delete(Membership).where(pair.in_(ended)).execution_options(synchronize_session=False))
    if given:
        session.connection().execute(
            insert(Membership),
            [
                {
                    "id": new_id(),
                    "person_id": person_id,
                    "team_id": team_id,
                    "role": role,
                    "created_at": at,
                }
                for person_id, team_id, role in given
            ],
        )


def _about_leads(
    roster: RosterImport, change: Difference, person_id: UUID, teams: Mapping[TeamKey, UUID]
) -> Iterator[Act]:
    """Who became a lead, or is one no more: the rest is in the import's own entry."""
    held = change.person.roles if change.person else {}
    for key, (_, role) in change.gives.items():
        if Role.LEAD in {role, held.get(teams[key])}:
            facts = {"team_id": teams[key], "role": role, "import_id": roster.id}
            yield Act("role.given", person_id, facts)
    for team_id, was in change.takes.items():
        if was is Role.LEAD:
            yield Act("role.taken", person_id, {"team_id": team_id, "role": was, "import_id": roster.id})
