"""Routes about people who came by a poster and wait."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.people.admissions import queries, service
from app.people.admissions.schemas import AdmissionIn, AdmissionOut
from app.people.deps import Db, Now, signed_in

router = APIRouter(prefix="/api", tags=["admissions"])

Who = Annotated[Actor, Depends(signed_in)]


@router.get("/teams/{team_id}/admissions")
async def list_admissions(team_id: UUID, actor: Who, db: Db) -> list[AdmissionOut]:
    return await db.read(queries.list_admissions, actor, team_id)


@router.post("/teams/{team_id}/admissions/{admission_id}", status_code=204)
async def decide_admission(
    team_id: UUID, admission_id: UUID, decision: AdmissionIn, actor: Who, db: Db, now: Now
) -> None:
    await db.write(service.decide_admission, actor, team_id, admission_id, admit=decision.admit, at=now)
