from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel


class Command(SQLModel, table=True):
    """`id` is made on the device. `answer` is the outcome as it was first given, word for word."""

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    device_id: UUID = Field(foreign_key="device.id")
    kind: str
    captured_at: datetime
    arrived_at: datetime = Field(index=True)
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Change(SQLModel, table=True):
    """`scope` is "team:<id>" or "person:<id>"; `kind` names what changed, `object_id` which one."""

    __table_args__ = (Index("ix_change_scope_seq", "scope", "seq"), {"sqlite_autoincrement": True})

    # SQLite autoincrements only INTEGER PRIMARY KEY; Postgres needs 64 bits.
    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    scope: str
    kind: str
    object_id: UUID
    changed_at: datetime
