from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

HEAD_ID = 1


class AuditEntry(SQLModel, table=True):
    """`hash` is an HMAC over `previous_hash` and the entry's canonical form; the first follows zeros.

    `seq` counts from 1 without a gap. `action` is "<thing>.<past participle>"; `facts` are ids and
    words, never secrets or contents.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_organisation_seq", "organisation_id", "seq"),)

    seq: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    organisation_id: UUID | None = None
    at: datetime
    person_id: UUID | None = None
    device_id: UUID | None = None
    action: str
    object_id: UUID | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    previous_hash: bytes
    hash: bytes


class AuditHead(SQLModel, table=True):
    """Its one row says where the log ends; `seal` is an HMAC over `seq` and `hash`. None before the first."""

    __tablename__ = "audit_head"

    id: int = Field(default=HEAD_ID, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    seq: int = Field(sa_type=BigInteger)
    hash: bytes
    seal: bytes
