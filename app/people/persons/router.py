"""Routes about people, for those who look after them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.core.actor import Actor
from app.people.deps import Db, Now, signed_in, stepped_up
from app.people.persons import queries, service
from app.people.persons.queries import Wanted
from app.people.persons.schemas import (
    CURSOR_MAX_CHARS,
    SEARCH_MAX_CHARS,
    PeopleOut,
    PersonChange,
    PersonDetail,
    PersonIn,
    RolePut,
    Scope,
)

router = APIRouter(prefix="/api", tags=["people"])

Who = Annotated[Actor, Depends(signed_in)]
Proven = Annotated[Actor, Depends(stepped_up)]


@router.get("/people")
async def list_people(
    actor: Who,
    db: Db,
    q: Annotated[str, Query(max_length=SEARCH_MAX_CHARS)] = "",
    team_id: UUID | None = None,
    site_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=CURSOR_MAX_CHARS)] = None,
    departed: bool = False,
    above: bool = False,
) -> PeopleOut:
    """Those I look after, by name. `departed`: people who left, too; only admins of all have those.

    `above`: only people with a role in a whole site or in the organisation.
    """
    wanted = Wanted(
        q=q, team_id=team_id, site_id=site_id, cursor=cursor, with_departed=departed, is_above=above
    )
    return await db.read(queries.list_people, actor, wanted)


@router.post("/people", status_code=201)
async def create_person(wanted: PersonIn, actor: Proven, db: Db, now: Now) -> PersonDetail:
    person = await db.write(service.create_person, actor, wanted, at=now)
    return await db.read(queries.get_person, actor, person.id)


@router.get("/people/{person_id}")
async def get_person(person_id: UUID, actor: Who, db: Db) -> PersonDetail:
    return await db.read(queries.get_person, actor, person_id)


@router.patch("/people/{person_id}")
async def change_person(person_id: UUID, change: PersonChange, actor: Who, db: Db, now: Now) -> PersonDetail:
    await db.write(service.change_person, actor, person_id, change, at=now)
    return await db.read(queries.get_person, actor, person_id)


@router.post("/people/{person_id}/depart", status_code=204)
async def depart(person_id: UUID, actor: Proven, db: Db, now: Now) -> None:
    """They left: every role, session and code of theirs ends at once."""
    await db.write(service.depart, actor, person_id, at=now)


@router.put("/people/{person_id}/roles", status_code=204)
async def put_role(person_id: UUID, wanted: RolePut, actor: Proven, db: Db, now: Now) -> None:
    await db.write(service.put_role, actor, person_id, wanted, at=now)


@router.delete("/people/{person_id}/roles/{scope}/{place_id}", status_code=204)
async def take_role(person_id: UUID, scope: Scope, place_id: UUID, actor: Proven, db: Db, now: Now) -> None:
    await db.write(service.take_role, actor, person_id, scope, place_id, at=now)
