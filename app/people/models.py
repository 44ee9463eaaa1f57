from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id


class Role(StrEnum):
    WORKER = "worker"
    LEAD = "lead"
    ADMIN = "admin"


class DeviceKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class Organisation(SQLModel, table=True):
    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    created_at: datetime


class Site(SQLModel, table=True):
    """`zone` is an IANA time zone name; deadlines and shifts of its teams are read in it."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: str
    zone: str
    created_at: datetime


class Team(SQLModel, table=True):
    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    name: str
    created_at: datetime


class Person(SQLModel, table=True):
    """`language` is a BCP 47 tag: the language the person reads, and speaks unless a clip says else."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: str
    language: str
    created_at: datetime


class Membership(SQLModel, table=True):
    """A role in exactly one of team, site or organisation. Ended memberships are deleted."""

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN team_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN site_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_scope",
        ),
        UniqueConstraint("person_id", "team_id", "site_id", "organisation_id"),
        Index("ix_membership_team_person", "team_id", "person_id", unique=True),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    team_id: UUID | None = Field(default=None, foreign_key="team.id")
    site_id: UUID | None = Field(default=None, foreign_key="site.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: Role = Field(sa_type=word(Role))
    created_at: datetime


class Invite(SQLModel, table=True):
    """A join link. `used_count` only ever grows, by an UPDATE guarded by `uses_max`."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    role: Role = Field(sa_type=word(Role))
    token_hash: bytes = Field(unique=True)
    uses_max: int
    used_count: int = 0
    expires_at: datetime
    revoked_at: datetime | None = None
    created_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime


class Device(SQLModel, table=True):
    """A phone or shared tablet. `label` is what its owner sees in a list, e.g. "Chrome on Android"."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    kind: DeviceKind = Field(sa_type=word(DeviceKind))
    label: str
    created_at: datetime


class DeviceSession(SQLModel, table=True):
    __tablename__ = "device_session"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    token_hash: bytes = Field(unique=True)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Shift(SQLModel, table=True):
    """A person's planned on-duty interval, half open: `starts_at` <= t < `ends_at`."""

    __table_args__ = (Index("ix_shift_person_starts", "person_id", "starts_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    team_id: UUID = Field(foreign_key="team.id", index=True)
    starts_at: datetime
    ends_at: datetime
