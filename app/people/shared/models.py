from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class Pin(SQLModel, table=True):
    """`hash` is Argon2id over the peppered PIN. `failed_count` is committed before a PIN is looked at."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    hash: str
    failed_count: int = 0
    locked_until: datetime | None = None
    set_at: datetime


class DeviceChallenge(SQLModel, table=True):
    """What an enrolled device signs to prove that it is itself. Good for one answer, soon."""

    __tablename__ = "device_challenge"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    nonce: bytes
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
