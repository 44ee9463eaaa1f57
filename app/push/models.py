from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class PushSubscription(SQLModel, table=True):
    """Where one signed-in phone can be rung. Worth nothing once its session has ended.

    `receiver_key` is the phone's P-256 point, `auth` its 16-byte secret (RFC 8291). `base_url` is where
    this phone knows the service, for the address a notification opens.
    """

    __tablename__ = "push_subscription"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    session_id: UUID = Field(foreign_key="device_session.id", unique=True)
    endpoint: str = Field(unique=True)
    receiver_key: bytes
    auth: bytes
    base_url: str
    created_at: datetime
