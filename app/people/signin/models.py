from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id


class Purpose(StrEnum):
    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    OIDC = "oidc"


class Passkey(SQLModel, table=True):
    """`public_key` is COSE. `sign_count` may stay 0 for ever: synced passkeys do not count."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int
    transports: list[str] = Field(sa_column=Column(JSON, nullable=False))
    is_synced: bool
    label: str
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Challenge(SQLModel, table=True):
    """Good for one answer, soon. `session_id` ties a registration or step-up to who began it.

    For OIDC the id is the state, and `value` the hash of a secret that only the asking browser has.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    purpose: Purpose = Field(sa_type=word(Purpose))
    session_id: UUID | None = Field(default=None, foreign_key="device_session.id")
    value: bytes
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A printed one-time code; making a new one ends those before it."""

    __tablename__ = "recovery_code"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    code_hash: bytes = Field(unique=True)
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Identity(SQLModel, table=True):
    """Who a person is at the company's OIDC provider."""

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    issuer: str
    subject: str
    created_at: datetime
