"""Routes about where I am, and somebody I look after is, signed in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.people.deps import Db, Now, known, signed_in
from app.people.sessions import queries, service
from app.people.sessions.schemas import SessionOfPerson, SessionOut

router = APIRouter(prefix="/api", tags=["sessions"])

Whoever = Annotated[Actor, Depends(known)]
Who = Annotated[Actor, Depends(signed_in)]


@router.get("/me/sessions")
async def list_own(actor: Whoever, db: Db, now: Now) -> list[SessionOut]:
    return await db.read(queries.list_own, actor, at=now)


@router.delete("/me/sessions", status_code=204)
async def end_others(actor: Whoever, db: Db, now: Now) -> None:
    """Every phone of mine but this one."""
    await db.write(service.end_others, actor, at=now)


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_own(session_id: UUID, actor: Whoever, db: Db, now: Now) -> None:
    await db.write(service.end_own, actor, session_id, at=now)


@router.get("/people/{person_id}/sessions")
async def list_of(person_id: UUID, actor: Who, db: Db, now: Now) -> list[SessionOfPerson]:
    return await db.read(queries.list_of, actor, person_id, at=now)


@router.delete("/people/{person_id}/sessions", status_code=204)
async def end_all_of(person_id: UUID, actor: Who, db: Db, now: Now) -> None:
    """Sign somebody out everywhere."""
    await db.write(service.end_all_of, actor, person_id, at=now)
