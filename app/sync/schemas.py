"""What phones send and get, and the shapes in which domains plug into sync.

Sync knows no domain: the composition root hands it, in `Domains`, how to apply a kind of command
and how to read a kind of row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.core.actor import Actor

COMMANDS_COUNT = 50
# SQLite's and Postgres's largest integer; a cursor beyond it cannot be compared with.
SEQ_MAX = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class CommandIn:
    """One thing a person did. `captured_at` by the phone's clock, `arrived_at` by ours."""

    id: UUID
    kind: str
    captured_at: datetime
    arrived_at: datetime
    body: dict[str, Any]


Row = Mapping[str, Any] | BaseModel
# Does what the command says, or raises a Problem: the refusal is then its answer.
Applier = Callable[[Session, Actor, CommandIn], Mapping[str, Any] | None]
# Rows of one kind by id, as far as the actor may see them, in one query. Missing means gone.
Reader = Callable[[Session, Actor, Sequence[UUID]], Sequence[Row]]
Rows = Mapping[str, Sequence[Row]]
# The rows of one kind that a phone without any copy starts with, in one query. It is given what
# the kinds before it start with, by their plurals.
Snapshot = Callable[[Session, Actor, Rows], Sequence[Row]]


@dataclass(frozen=True)
class Source:
    """One kind of row that phones keep a copy of. `plural` names it in the answer."""

    plural: str
    read: Reader
    snapshot: Snapshot


@dataclass(frozen=True)
class Domains:
    """`sources` by the kind recorded in the change log, in the order they are read."""

    appliers: Mapping[str, Applier] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


def _within_reason(at: datetime) -> datetime:
    """A phone's clock may be wrong by years, but must fit every calendar we compute with."""
    if not 2000 <= at.year <= 2199:
        raise ValueError("not a plausible time")
    return at.astimezone(UTC)


PhoneTime = Annotated[AwareDatetime, AfterValidator(_within_reason)]


class CommandForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: UUID
    """Made on the device, once: sending the same command again changes nothing."""
    kind: Annotated[str, Field(min_length=1, max_length=60)]
    captured_at: PhoneTime
    body: dict[str, Any]


class CommandsForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    commands: Annotated[list[CommandForm], Field(max_length=COMMANDS_COUNT)]


class CommandResult(BaseModel):
    """`refused` with a status of 500 and more is passing: the phone sends the command again."""

    id: UUID
    outcome: Literal["applied", "already_applied", "refused"]
    status: int
    code: str | None = None
    sentence: str | None = None
    result: dict[str, Any] | None = None


class CommandsOut(BaseModel):
    results: list[CommandResult]


class Removed(BaseModel):
    posts: list[UUID] = []
    clips: list[UUID] = []


class SyncOut(BaseModel):
    """`posts` and `clips` are as their own addresses answer them, `/api/posts/{id}` and `/api/clips/{id}`."""

    cursor: int
    """Send it as `since` the next time."""
    more: bool
    """There is more already: ask again at once."""
    reset: bool
    """Forget the local copy first: this is a fresh start."""
    me: bool
    """Ask `/api/me` again: a name, a role or a team changed."""
    posts: list[dict[str, Any]]
    clips: list[dict[str, Any]]
    removed: Removed
