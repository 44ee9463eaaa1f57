"""Imports as administrators read them, and the roster as it is, for taking along."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFound
from app.people.access import organisation_for, site_for
from app.people.models import Membership, Person, Role, Site, Team
from app.people.roster.models import ChangeKind, RosterChange, RosterImport
from app.people.roster.reading import Scope
from app.people.roster.schemas import (
    EXPORTED_ROLES,
    RosterChangeOut,
    RosterChanges,
    RosterCounts,
    RosterError,
    RosterField,
    RosterOut,
    RosterWarning,
)

PAGE_COUNT = 100
SAMPLE_COUNT = 10
EXPORT_COUNT = 500
EXPORT_COLUMNS = ("external_id", "name", "language", "site", "team", "role")


def scope_for(session: Session, actor: Actor, site_id: UUID | None) -> Scope:
    """The people an administrator may bring a file about. Raises NotFound."""
    if site_id is not None:
        site_for(session, actor, site_id, needs=Role.ADMIN)
    else:
        organisation_for(session, actor, needs=Role.ADMIN)
    return Scope(actor.organisation_id, site_id)


def import_for(session: Session, actor: Actor, import_id: UUID) -> RosterImport:
    """An import about people whom the actor administers. Raises NotFound."""
    found = session.get(RosterImport, import_id)
    if found is not None and found.organisation_id == actor.organisation_id:
        try:
            scope_for(session, actor, found.site_id)
        except NotFound:
            pass
        else:
            return found
    raise NotFound("roster.unknown", "There is no such file, or it is not yours.")


def get_import(session: Session, actor: Actor, import_id: UUID) -> RosterOut:
    return shown(session, import_for(session, actor, import_id))


def shown(session: Session, found: RosterImport) -> RosterOut:
    counts = RosterCounts(**found.counts)
    return RosterOut(
        id=found.id,
        state=found.state,
        site_id=found.site_id,
        row_count=found.row_count,
        change_count=counts.added + counts.changed + counts.leaving,
        progress=found.applied_count,
        counts=counts,
        spares_leavers=found.spares_leavers,
        errors=[RosterError(**error) for error in found.errors],
        warnings=[RosterWarning(**warning) for warning in found.warnings],
        diff_sample=_sample(session, found),
        created_at=found.created_at,
        applied_at=found.applied_at,
    )


def _sample(session: Session, found: RosterImport) -> list[RosterChangeOut]:
    return [
        _change(change)
        for kind in ChangeKind
        for change in session.scalars(
            select(RosterChange)
            .where(col(RosterChange.import_id) == found.id, col(RosterChange.kind) == kind)
            .order_by(col(RosterChange.number))
            .limit(SAMPLE_COUNT)
        )
    ]


def list_changes(session: Session, actor: Actor, import_id: UUID, *, after: int) -> RosterChanges:
    found = import_for(session, actor, import_id)
    changes = list(
        session.scalars(
            select(RosterChange)
            .where(col(RosterChange.import_id) == found.id, col(RosterChange.number) > after)
            .order_by(col(RosterChange.number))
            .limit(PAGE_COUNT + 1)
        )
    )
    page = changes[:PAGE_COUNT]
    return RosterChanges(
        changes=[_change(change) for change in page],
        next=page[-1].number if len(changes) > PAGE_COUNT else None,
    )


def _change(change: RosterChange) -> RosterChangeOut:
    return RosterChangeOut(
        number=change.number,
        kind=change.kind,
        external_id=change.external_id,
        person_id=change.person_id,
        name=change.name,
        fields=[RosterField(**field) for field in change.fields],
        is_applied=change.applied_at is not None,
    )


def list_for_export(
    session: Session, actor: Actor, *, site_id: UUID | None, after: str
) -> tuple[list[Sequence[str]], str | None]:
    """Some lines as EXPORT_COLUMNS, and the last external id among them, None after the last."""
    scope = scope_for(session, actor, site_id)
    people = list(session.scalars(_exported_people(scope).where(col(Person.external_id) > after)))
    if not people:
        return [], None
    held = _exported_roles(session, scope, [person.id for person in people])
    lines: list[Sequence[str]] = []
    for person in people:
        plain = (str(person.external_id), person.name, person.language)
        theirs = held.get(person.id, [("", "", "")])
        lines += [(*plain, *place) for place in theirs]
    return lines, people[-1].external_id


def _exported_people(scope: Scope) -> Select[Person]:
    query = (
        select(Person)
        .where(
            col(Person.organisation_id) == scope.organisation_id,
            col(Person.external_id).is_not(None),
            col(Person.departed_at).is_(None),
        )
        .order_by(col(Person.external_id))
        .limit(EXPORT_COUNT)
    )
    if scope.site_id is None:
        return query
    teams = select(col(Team.id)).where(col(Team.site_id) == scope.site_id)
    here = or_(col(Membership.team_id).in_(teams), col(Membership.site_id) == scope.site_id)
    return query.where(exists().where(and_(col(Membership.person_id) == col(Person.id), here)))


def _exported_roles(
    session: Session, scope: Scope, people: Sequence[UUID]
) -> dict[UUID, list[tuple[str, str, str]]]:
    """(site, team, role) of each person, by the names in that order."""
    query = (
        select(col(Membership.person_id), col(Site.name), col(Team.name), col(Membership.role))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Membership.person_id).in_(people))
        .order_by(col(Site.name), col(Team.name), col(Team.id))
    )
    if scope.site_id is not None:
        query = query.where(col(Site.id) == scope.site_id)
    held: dict[UUID, list[tuple[str, str, str]]] = {}
    for person_id, site, team, role in session.execute(query):
        held.setdefault(person_id, []).append((site, team, EXPORTED_ROLES[role]))
    return held
