"""Selects about waiting people."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.access import team_for
from app.people.admissions.schemas import AdmissionOut
from app.people.models import Admission, Person, Role
from app.people.schemas import PersonOut


def list_admissions(session: Session, actor: Actor, team_id: UUID) -> list[AdmissionOut]:
    """Who waits to be let into the team, longest first."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    rows = session.execute(
        select(Admission, Person)
        .join(Person, col(Person.id) == col(Admission.person_id))
        .where(col(Admission.team_id) == team.id)
        .order_by(col(Admission.asked_at), col(Admission.id))
    )
    return [
        AdmissionOut(
            id=admission.id,
            person=PersonOut(id=person.id, name=person.name, language=person.language),
            role=admission.role,
            asked_at=admission.asked_at,
        )
        for admission, person in rows
    ]
