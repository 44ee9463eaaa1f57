"""What routes about waiting people read and answer."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.people.models import Role
from app.people.schemas import Input, PersonOut


class AdmissionIn(Input):
    admit: bool


class AdmissionOut(BaseModel):
    id: UUID
    person: PersonOut
    role: Role
    asked_at: datetime
