from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class Pin(SQLModel, table=True):
    """`hash` is Argon2id over the peppered PIN."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    hash: str
    set_at: datetime


class PinTries(SQLModel, table=True):
    """Tries since the last right one, committed before a PIN or code is looked at.

    `subject_id` is the person whose PIN it would be, the device on which codes are tried, or made of
    both for somebody who does not belong there: strangers are counted like colleagues.
    """

    __tablename__ = "pin_tries"

    subject_id: UUID = Field(primary_key=True)
    failed_count: int = 0
    paused_until: datetime | None = None
    tried_at: datetime = Field(index=True)


class PinCode(SQLModel, table=True):
    """What a lead tells a person, so that they choose a PIN on the shared phone. Good once, soon."""

    __tablename__ = "pin_code"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    code_hash: bytes = Field(unique=True)
    created_by_id: UUID = Field(foreign_key="person.id")
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class DeviceChallenge(SQLModel, table=True):
    """What an enrolled device signs to prove that it is itself. Good for one answer, soon."""

    __tablename__ = "device_challenge"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    nonce: bytes
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
