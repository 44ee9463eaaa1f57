import unicodedata
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, UniqueConstraint, event
from sqlmodel import AutoString, Field, SQLModel

from app.core.columns import word
from app.core.ids import new_id

# What a shift can spare between two customers.
ATTENTION_BUDGET_S = 90


class Role(StrEnum):
    WORKER = "worker"
    LEAD = "lead"
    ADMIN = "admin"


class DeviceKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class PasskeyRule(StrEnum):
    """`offered`: whoever has a passkey confirms weighty acts with it. `required`: leads and admins must
    have one.
    """

    OFFERED = "offered"
    REQUIRED = "required"


class InviteKind(StrEnum):
    """`join`: in at once. `poster`: waits until a lead admits. `phone`: a person's own new phone.
    `device`: enrols a shared phone of the team.
    """

    JOIN = "join"
    POSTER = "poster"
    PHONE = "phone"
    DEVICE = "device"


class Organisation(SQLModel, table=True):
    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    passkeys: PasskeyRule = Field(
        default=PasskeyRule.OFFERED,
        sa_column=Column(word(PasskeyRule), nullable=False, server_default=PasskeyRule.OFFERED.value),
    )
    created_at: datetime


class Site(SQLModel, table=True):
    """`zone` is an IANA time zone name; deadlines, shifts and quiet hours of its teams are read in it.

    `languages` are BCP 47 tags spoken there, the first one first offered; None: not said. Between
    `quiet_from` and `quiet_until` (local, may pass midnight) nobody's phone is rung; both None: never quiet.
    One shift asks at most `attention_budget_s` of anybody's attention.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: str
    zone: str
    languages: list[str] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    quiet_from: time | None = None
    quiet_until: time | None = None
    attention_budget_s: int = Field(
        default=ATTENTION_BUDGET_S,
        sa_column=Column(
            "attention_budget_s", Integer, nullable=False, server_default=str(ATTENTION_BUDGET_S)
        ),
    )
    created_at: datetime


class Team(SQLModel, table=True):
    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    name: str
    created_at: datetime


def case_folded(text: str) -> str:
    """Letter case taken away, in any script: databases fold by their locale, and many know only ASCII."""
    return unicodedata.normalize("NFC", text.casefold())


def _folded_name(context: Any) -> str:
    return case_folded(context.get_current_parameters()["name"])


class Person(SQLModel, table=True):
    """`language` is a BCP 47 tag: the language the person reads, and speaks unless a clip says else.

    `external_id` is the employer's own number, unique in the organisation; people who joined by
    themselves have none. `departed_at`: they left, and hold no membership or session any more.
    `name_folded` follows `name`, to find and sort by; an UPDATE in words of SQL sets both.
    """

    __table_args__ = (
        Index("ix_person_external", "organisation_id", "external_id", unique=True),
        Index("ix_person_folded", "organisation_id", "name_folded", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    external_id: str | None = None
    name: str
    name_folded: str | None = Field(
        default=None, sa_column=Column(AutoString(), nullable=False, default=_folded_name)
    )
    language: str
    departed_at: datetime | None = None
    created_at: datetime


@event.listens_for(Person.name, "set")
def _fold(person: Person, name: str, *_: object) -> None:
    person.name_folded = case_folded(name)


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
    """A join link. `used_count` only ever grows, by an UPDATE guarded by `uses_max`.

    With `person_id` it is that person's own: who opens it is them, on one more phone.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    kind: InviteKind = Field(
        default=InviteKind.JOIN,
        sa_column=Column(word(InviteKind), nullable=False, server_default=InviteKind.JOIN.value),
    )
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    role: Role = Field(sa_type=word(Role))
    token_hash: bytes = Field(unique=True)
    uses_max: int
    used_count: int = 0
    expires_at: datetime
    revoked_at: datetime | None = None
    created_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime


class Admission(SQLModel, table=True):
    """Somebody who came by a poster and waits for a lead. Deleted when decided; the audit log keeps it."""

    __table_args__ = (UniqueConstraint("person_id", "team_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    invite_id: UUID | None = Field(default=None, foreign_key="invite.id")
    role: Role = Field(sa_type=word(Role))
    asked_at: datetime


class Redemption(SQLModel, table=True):
    """One use of a join link. `join_id` is made on the phone: an answer that got lost is given again.

    `session_id` is the session that the last answer opened.
    """

    join_id: UUID = Field(primary_key=True)
    invite_id: UUID = Field(foreign_key="invite.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    session_id: UUID | None = Field(default=None, foreign_key="device_session.id")
    redeemed_at: datetime


class Device(SQLModel, table=True):
    """A phone or shared tablet. `label` is what its owner sees in a list, e.g. "Chrome on Android".

    A shared one belongs to a team and proves itself with `token_hash` (its own cookie) and `public_key`,
    the raw uncompressed P-256 point of a key that never leaves it.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    kind: DeviceKind = Field(sa_type=word(DeviceKind))
    label: str
    token_hash: bytes | None = Field(default=None, unique=True, index=True)
    public_key: bytes | None = None
    revoked_at: datetime | None = None
    created_at: datetime


class DeviceSession(SQLModel, table=True):
    """Who is signed in on a device. Ends by `revoked_at`, `expires_at` or, on a shared phone, `locked_at`.

    After a rotation the token before it works until the new one was seen: its answer may have been lost.
    `stepped_up_at`: when the person last proved with a passkey that it is them.
    """

    __tablename__ = "device_session"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    token_hash: bytes = Field(unique=True)
    previous_token_hash: bytes | None = Field(default=None, unique=True, index=True)
    rotated_at: datetime | None = None
    stepped_up_at: datetime | None = None
    locked_at: datetime | None = None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
