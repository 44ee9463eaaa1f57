"""Who is here now, as far as a roster speaks of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlmodel import Session, col

from app.people.models import Membership, Person, Role, Site, Team
from app.people.roster.difference import FALLBACK_LANGUAGE, Present
from app.people.roster.models import RosterImport, RosterRow


def read_present(
    session: Session, roster: RosterImport, external_ids: Iterable[str], *, lock: bool = False
) -> dict[str, Present]:
    """By external id. With `lock` nobody else changes these people until the transaction ends."""
    query = select(Person).where(
        col(Person.organisation_id) == roster.organisation_id, col(Person.external_id).in_(external_ids)
    )
    people = list(session.scalars(query.with_for_update() if lock else query))
    roles: dict[UUID, dict[UUID, Role]] = defaultdict(dict)
    elsewhere: set[UUID] = set()
    here: set[UUID] = set()
    for person_id, team_id, site_id, role in _memberships(session, [person.id for person in people]):
        if roster.site_id is not None and site_id != roster.site_id:
            elsewhere.add(person_id)
            continue
        here.add(person_id)
        if team_id is not None:
            roles[person_id][team_id] = role
    return {
        str(person.external_id): Present(
            id=person.id,
            name=person.name,
            language=person.language,
            is_departed=person.departed_at is not None,
            is_ours=roster.reaches_all or person.id in here or person.id not in elsewhere,
            roles=roles[person.id],
        )
        for person in people
    }


def _memberships(session: Session, person_ids: list[UUID]) -> Iterable[Any]:
    """(person, team, the site of either, role). The organisation's own have neither."""
    return session.execute(
        select(
            col(Membership.person_id),
            col(Membership.team_id),
            func.coalesce(col(Team.site_id), col(Membership.site_id)),
            col(Membership.role),
        )
        .outerjoin(Team, col(Team.id) == col(Membership.team_id))
        .where(col(Membership.person_id).in_(person_ids))
    )


def in_scope(roster: RosterImport) -> ColumnElement[bool]:
    """Of memberships: those that a leaver loses."""
    if roster.site_id is None:
        return col(Membership.id).is_not(None)
    teams = select(col(Team.id)).where(col(Team.site_id) == roster.site_id)
    in_team = func.coalesce(col(Membership.team_id).in_(teams), false())
    return or_(in_team, func.coalesce(col(Membership.site_id) == roster.site_id, false()))


def leaving(roster: RosterImport, *, sender_id: UUID | None) -> Select[UUID, str | None, str]:
    """(id, external_id, name) of everybody with a number whom the file does not name.

    Never whoever sends it: nobody locks themselves out by a file.
    """
    named = select(col(RosterRow.external_id)).where(col(RosterRow.import_id) == roster.id)
    query = select(col(Person.id), col(Person.external_id), col(Person.name)).where(
        col(Person.organisation_id) == roster.organisation_id,
        col(Person.external_id).is_not(None),
        col(Person.departed_at).is_(None),
        col(Person.external_id).not_in(named),
    )
    if sender_id is not None:
        query = query.where(col(Person.id) != sender_id)
    if roster.site_id is not None:
        query = query.where(exists().where(col(Membership.person_id) == col(Person.id), in_scope(roster)))
    return query


def team_labels(session: Session, organisation_id: UUID) -> dict[UUID, str]:
    """ "Site / Team" by the team's id."""
    rows = session.execute(
        select(col(Team.id), col(Site.name), col(Team.name))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Site.organisation_id) == organisation_id)
    )
    return {team_id: f"{site} / {team}" for team_id, site, team in rows}


def site_languages(session: Session, organisation_id: UUID) -> Mapping[UUID, str]:
    """What somebody new reads there until they say else."""
    sites = session.scalars(select(Site).where(col(Site.organisation_id) == organisation_id))
    return {site.id: (site.languages or [FALLBACK_LANGUAGE])[0] for site in sites}
