"""Verbs about organisations, sites and teams. Each runs in the caller's transaction, access first."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.core.actor import Actor, team_scope
from app.core.errors import Refused
from app.people.access import membership_for, organisation_for, require_admin, site_for, team_for
from app.people.audit.service import record_audit
from app.people.joining import ME, added, tell_person
from app.people.models import Organisation, Person, Role, Site, Team
from app.people.policy import require_grantable
from app.people.roles import end_role, set_role
from app.people.schemas import Named
from app.people.structure.queries import holders_of
from app.people.structure.schemas import MemberOut, OrganisationChange, SiteChange, SiteIn, TeamIn
from app.sync.service import record_change


def change_organisation(session: Session, actor: Actor, change: OrganisationChange, *, at: datetime) -> None:
    organisation = organisation_for(session, actor)
    is_renamed = change.name is not None and change.name != organisation.name
    organisation.name = organisation.name if change.name is None else change.name
    organisation.passkeys = organisation.passkeys if change.passkeys is None else change.passkeys
    session.flush()
    record_audit(
        session,
        actor,
        "organisation.changed",
        at=at,
        object_id=organisation.id,
        is_renamed=is_renamed,
        passkeys=organisation.passkeys.value,
    )
    if is_renamed:
        _tell_teams(session, _teams_of(organisation), at=at)


def create_site(session: Session, actor: Actor, wanted: SiteIn, *, at: datetime) -> Site:
    require_admin(session, actor)
    site = Site(
        organisation_id=actor.organisation_id,
        name=wanted.name,
        zone=wanted.zone,
        languages=wanted.languages,
        quiet_from=wanted.quiet_from,
        quiet_until=wanted.quiet_until,
        created_at=at,
    )
    _require_whole_quiet(site)
    added(session, site)
    record_audit(session, actor, "site.created", at=at, object_id=site.id)
    return site


def change_site(session: Session, actor: Actor, site_id: UUID, change: SiteChange, *, at: datetime) -> Site:
    """What the request names. A name, a zone and a budget can be changed, not taken away."""
    site = site_for(session, actor, site_id)
    for word in change.model_fields_set:
        value = getattr(change, word)
        if value is not None or word not in {"name", "zone", "attention_budget_s"}:
            setattr(site, word, value)
    _require_whole_quiet(site)
    session.flush()
    record_audit(
        session, actor, "site.changed", at=at, object_id=site.id, changed=sorted(change.model_fields_set)
    )
    _tell_teams(session, select(col(Team.id)).where(col(Team.site_id) == site.id), at=at)
    return site


def _require_whole_quiet(site: Site) -> None:
    if (site.quiet_from is None) != (site.quiet_until is None) or (
        site.quiet_from is not None and site.quiet_from == site.quiet_until
    ):
        raise Refused("site.quiet_hours", "Quiet hours need a beginning and an end that differ.")


def create_team(session: Session, actor: Actor, wanted: TeamIn, *, at: datetime) -> Team:
    """Whoever holds a role in its site sees it from now on; nobody is a member yet."""
    site = site_for(session, actor, wanted.site_id)
    team = added(session, Team(site_id=site.id, name=wanted.name, created_at=at))
    record_audit(session, actor, "team.created", at=at, object_id=team.id, site_id=str(site.id))
    for person_id in session.scalars(holders_of(team.id, needs=Role.WORKER)).all():
        tell_person(session, person_id, at=at)
    return team


def rename_team(session: Session, actor: Actor, team_id: UUID, *, name: str, at: datetime) -> None:
    seen = team_for(session, actor, team_id, needs=Role.ADMIN)
    team = session.get_one(Team, seen.id)
    team.name = name
    session.flush()
    record_audit(session, actor, "team.renamed", at=at, object_id=team.id)
    _tell_teams(session, [team.id], at=at)


def change_role(
    session: Session, actor: Actor, team_id: UUID, person_id: UUID, *, role: Role, at: datetime
) -> MemberOut:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    membership = membership_for(session, team, person_id)
    require_grantable(team.role, membership.role, role)
    person = session.get_one(Person, person_id)
    set_role(session, actor, person, role, at=at, team_id=team.id)
    return MemberOut(person=Named(id=person.id, name=person.name), role=role)


def remove_member(session: Session, actor: Actor, team_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """End a membership, and with the last one every session of the person: access ends here."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    membership = membership_for(session, team, person_id)
    require_grantable(team.role, membership.role)
    end_role(session, actor, session.get_one(Person, person_id), membership, at=at)


def _teams_of(organisation: Organisation) -> Select[UUID]:
    return (
        select(col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Site.organisation_id) == organisation.id)
    )


def _tell_teams(session: Session, team_ids: Select[UUID] | Iterable[UUID], *, at: datetime) -> None:
    """Their people ask again what the places they work in are called."""
    ids = session.scalars(team_ids).all() if isinstance(team_ids, Select) else team_ids
    for team_id in ids:
        record_change(session, scope=team_scope(team_id), kind=ME, object_id=team_id, at=at)
