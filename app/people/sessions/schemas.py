"""What routes about sessions answer."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from app.people.models import DeviceKind
from app.people.schemas import DeviceOut


class SessionOut(BaseModel):
    """One of one's own devices."""

    id: UUID
    device: DeviceOut
    created_at: datetime
    is_current: bool


class SessionOfPerson(BaseModel):
    """As whoever leads them sees it: no label and no hour, which would tell when somebody is up."""

    id: UUID
    device_kind: DeviceKind
    created_on: date
