"""What routes about ways in read and answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.people.models import InviteKind, Role
from app.people.schemas import Input, Language, Name, Named, Token
from app.people.shared.schemas import Pin

INVITE_USES_MAX = 500
INVITE_TTL_MIN_S = 60
INVITE_TTL_MAX_S = 30 * 24 * 3600
INVITE_TTL_S = 15 * 60
SHEET_MAX_COUNT = 200

TtlS = Annotated[int, Field(ge=INVITE_TTL_MIN_S, le=INVITE_TTL_MAX_S)]


class JoinIn(Input):
    """`name` is left out where the code is a person's own. `join_id` is made on the phone, once per
    code: the same again is answered again, for a day. `pin` opens shared phones from now on.
    """

    token: Token
    name: Name = ""
    language: Language
    device_label: Name = "Phone"
    join_id: Annotated[UUID, Field(strict=False)] | None = None
    pin: Pin | None = None


class LookIn(Input):
    token: Token


class InviteIn(Input):
    kind: Annotated[InviteKind, Field(strict=False)] = InviteKind.JOIN
    role: Annotated[Role, Field(strict=False)] = Role.WORKER
    uses_max: Annotated[int, Field(ge=1, le=INVITE_USES_MAX)] = 1
    expires_in_s: TtlS = INVITE_TTL_S


class SheetIn(Input):
    """Codes for several people at once, to print."""

    person_ids: Annotated[
        list[Annotated[UUID, Field(strict=False)]], Field(min_length=1, max_length=SHEET_MAX_COUNT)
    ]
    expires_in_s: TtlS = INVITE_TTL_S


class NameOnly(BaseModel):
    name: str


class LookOut(BaseModel):
    """What a person is about to join; nothing about who is in it. `person`: whose own code this is."""

    organisation: str
    site: str
    team: str
    role: Role
    kind: InviteKind
    languages: list[str]
    person: NameOnly | None


class InviteOut(BaseModel):
    """`url` and `qr_svg` are answered once, when the invite is made: only its hash is kept."""

    id: UUID
    kind: InviteKind
    role: Role
    person: Named | None
    uses_max: int
    used_count: int
    expires_at: datetime
    url: str | None = None
    qr_svg: str | None = None
