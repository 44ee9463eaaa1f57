"""Routes about the organisation, its sites and teams, and who is in a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.people.deps import Db, Now, signed_in, stepped_up
from app.people.schemas import SiteOut, TeamOut
from app.people.structure import queries, service
from app.people.structure.schemas import (
    MemberOut,
    OrganisationChange,
    OrganisationOut,
    RoleIn,
    SiteChange,
    SiteIn,
    TeamChange,
    TeamIn,
)

router = APIRouter(prefix="/api", tags=["structure"])

Who = Annotated[Actor, Depends(signed_in)]
Proven = Annotated[Actor, Depends(stepped_up)]


@router.get("/organisation")
async def get_organisation(actor: Who, db: Db) -> OrganisationOut:
    return await db.read(queries.get_organisation, actor)


@router.patch("/organisation")
async def change_organisation(change: OrganisationChange, actor: Proven, db: Db, now: Now) -> OrganisationOut:
    await db.write(service.change_organisation, actor, change, at=now)
    return await db.read(queries.get_organisation, actor)


@router.get("/sites")
async def list_sites(actor: Who, db: Db) -> list[SiteOut]:
    return await db.read(queries.list_sites, actor)


@router.post("/sites", status_code=201)
async def create_site(wanted: SiteIn, actor: Who, db: Db, now: Now) -> SiteOut:
    return queries.as_site(await db.write(service.create_site, actor, wanted, at=now))


@router.patch("/sites/{site_id}")
async def change_site(site_id: UUID, change: SiteChange, actor: Who, db: Db, now: Now) -> SiteOut:
    return queries.as_site(await db.write(service.change_site, actor, site_id, change, at=now))


@router.get("/teams")
async def list_teams(actor: Who, db: Db) -> list[TeamOut]:
    return await db.read(queries.list_teams, actor)


@router.post("/teams", status_code=201)
async def create_team(wanted: TeamIn, actor: Who, db: Db, now: Now) -> TeamOut:
    team = await db.write(service.create_team, actor, wanted, at=now)
    return await db.read(queries.get_team, actor, team.id)


@router.patch("/teams/{team_id}")
async def rename_team(team_id: UUID, change: TeamChange, actor: Who, db: Db, now: Now) -> TeamOut:
    await db.write(service.rename_team, actor, team_id, name=change.name, at=now)
    return await db.read(queries.get_team, actor, team_id)


@router.get("/teams/{team_id}/members")
async def list_members(team_id: UUID, actor: Who, db: Db) -> list[MemberOut]:
    return await db.read(queries.list_members, actor, team_id)


@router.patch("/teams/{team_id}/members/{person_id}")
async def change_role(
    team_id: UUID, person_id: UUID, change: RoleIn, actor: Proven, db: Db, now: Now
) -> MemberOut:
    return await db.write(service.change_role, actor, team_id, person_id, role=change.role, at=now)


@router.delete("/teams/{team_id}/members/{person_id}", status_code=204)
async def remove_member(team_id: UUID, person_id: UUID, actor: Proven, db: Db, now: Now) -> None:
    await db.write(service.remove_member, actor, team_id, person_id, at=now)
