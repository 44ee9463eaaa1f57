"""Selects about organisations, sites and teams, scoped to what the actor may see."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.access import (
    held_ids,
    is_admin,
    organisation_for,
    require_admin,
    seen_teams,
    team_for,
)
from app.people.models import Admission, Membership, Person, Role, Site, Team
from app.people.policy import is_at_least, roles_from
from app.people.schemas import Named, SiteOut, TeamOut
from app.people.structure.schemas import MemberOut, OrganisationOut


def list_teams(session: Session, actor: Actor) -> list[TeamOut]:
    """Teams the actor may see, by site and name, each once with the strongest role."""
    held = seen_teams(actor).subquery()
    rows = session.execute(
        select(
            Team,
            Site,
            held.c.role,
            _count_of(Membership).label("member_count"),
            _count_of(Admission).label("waiting_count"),
        )
        .join(Site, col(Site.id) == col(Team.site_id))
        .join(held, held.c.team_id == col(Team.id))
        .order_by(col(Site.name), col(Team.name), col(Team.id))
    ).all()
    teams: dict[UUID, TeamOut] = {}
    for team, site, role, member_count, waiting_count in rows:
        seen = teams.get(team.id)
        role = Role.WORKER if actor.is_on_shared else role
        strongest = role if seen is None or is_at_least(role, seen.role) else seen.role
        teams[team.id] = TeamOut(
            id=team.id,
            name=team.name,
            site=as_site(site),
            role=strongest,
            member_count=member_count,
            waiting_count=waiting_count if is_at_least(strongest, Role.LEAD) else 0,
        )
    return list(teams.values())


def _count_of(table: type[Membership] | type[Admission]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(col(table.team_id) == col(Team.id)).scalar_subquery()


def get_team(session: Session, actor: Actor, team_id: UUID) -> TeamOut:
    team_for(session, actor, team_id)
    return next(team for team in list_teams(session, actor) if team.id == team_id)


def list_sites(session: Session, actor: Actor) -> list[SiteOut]:
    """Those the actor administers."""
    rows: Iterable[Site] = session.scalars(
        select(Site)
        .where(col(Site.id).in_(held_ids(actor, Site, needs=Role.ADMIN)))
        .order_by(col(Site.name), col(Site.id))
    )
    sites = [as_site(site) for site in rows]
    if not sites:
        require_admin(session, actor)
    return sites


def administered_site_ids(session: Session, actor: Actor) -> list[UUID]:
    """Sites held one by one; none for who administers the whole organisation."""
    if is_admin(session, actor):
        return []
    return sorted(set(session.scalars(held_ids(actor, Site, needs=Role.ADMIN))))


def get_organisation(session: Session, actor: Actor) -> OrganisationOut:
    organisation = organisation_for(session, actor)
    return OrganisationOut(id=organisation.id, name=organisation.name, passkeys=organisation.passkeys)


def list_members(session: Session, actor: Actor, team_id: UUID) -> list[MemberOut]:
    """The crew, by name. For leads and admins of the team."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Membership.role))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.team_id) == team.id)
        .order_by(col(Person.name), col(Person.id))
    )
    return [MemberOut(person=Named(id=id_, name=name), role=role) for id_, name, role in rows]


def holders_of(team_id: UUID, *, needs: Role) -> Select[UUID]:
    """People with at least this role in the team, its site or its organisation."""
    return (
        select(col(Membership.person_id))
        .select_from(Membership)
        .join(Team, col(Team.id) == team_id)
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(
            col(Membership.role).in_(roles_from(needs)),
            or_(
                col(Membership.team_id) == col(Team.id),
                col(Membership.site_id) == col(Site.id),
                col(Membership.organisation_id) == col(Site.organisation_id),
            ),
        )
        .distinct()
    )


def as_site(site: Site) -> SiteOut:
    return SiteOut(
        id=site.id,
        name=site.name,
        zone=site.zone,
        languages=site.languages or [],
        quiet_from=site.quiet_from,
        quiet_until=site.quiet_until,
        attention_budget_s=site.attention_budget_s,
    )
