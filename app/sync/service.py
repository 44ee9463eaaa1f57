"""Verbs of the change log and of commands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Problem, Refused, TooMany, Unavailable
from app.sync.models import Change, Command
from app.sync.schemas import CommandIn, CommandResult, Domains

CHANNEL = "twotap_change"
# Any number that no other advisory lock of ours uses.
CHANGE_LOCK = 7_330
APPLIED_STATUS = 200


def record_change(session: Session, *, scope: str, kind: str, object_id: UUID, at: datetime) -> None:
    """Append to the change log and wake the phones of `scope` when the transaction commits.

    On Postgres appends are serialised until commit, so that a lower number never becomes visible
    after a higher one and a cursor can never step over a change. Record changes late in the
    transaction: the lock is held from here on.
    """
    record_changes(session, [(scope, kind, object_id)], at=at)


def record_changes(session: Session, changes: Sequence[tuple[str, str, UUID]], *, at: datetime) -> None:
    """As `record_change`, for many at once: (scope, kind, object_id) each."""
    if not changes:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock), pg_notify(:channel, '')"),
            {"lock": CHANGE_LOCK, "channel": CHANNEL},
        )
    session.connection().execute(
        insert(Change),
        [
            {"scope": scope, "kind": kind, "object_id": object_id, "changed_at": at}
            for scope, kind, object_id in changes
        ],
    )


def apply_command(session: Session, actor: Actor, command: CommandIn, domains: Domains) -> CommandResult:
    """Apply it once, ever; answer a repetition with the first answer.

    A passing refusal (we are busy, or the person too quick) is not kept: the phone comes again.
    """
    if not _claim(session, actor, command):
        return _answered_before(session, actor, command)
    applier = domains.appliers.get(command.kind)
    if applier is None:
        return _keep(session, command, refusal(command.id, _unknown_kind()))
    try:
        with session.begin_nested():
            result = applier(session, actor, command)
            session.flush()
    except (Unavailable, TooMany):
        raise
    except Problem as problem:
        return _keep(session, command, refusal(command.id, problem))
    return _keep(session, command, _applied(command.id, result))


def _claim(session: Session, actor: Actor, command: CommandIn) -> bool:
    """Whether the id is new. A second request with it waits here until the first has committed."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    claimed = session.connection().execute(
        dialect.insert(Command)
        .values(
            id=command.id,
            person_id=actor.person_id,
            device_id=actor.device_id,
            kind=command.kind,
            captured_at=command.captured_at,
            arrived_at=command.arrived_at,
            answer={},
        )
        .on_conflict_do_nothing(index_elements=["id"])
        # Not every driver counts the rows of an insert.
        .returning(col(Command.id))
    )
    return claimed.first() is not None


def _answered_before(session: Session, actor: Actor, command: CommandIn) -> CommandResult:
    row = session.get_one(Command, command.id)
    if row.person_id != actor.person_id:
        return refusal(command.id, Refused("command.taken", "This was sent by somebody else."))
    answer = CommandResult.model_validate(row.answer)
    if answer.outcome == "applied":
        return answer.model_copy(update={"outcome": "already_applied"})
    return answer


def _keep(session: Session, command: CommandIn, answer: CommandResult) -> CommandResult:
    session.connection().execute(
        update(Command).where(col(Command.id) == command.id).values(answer=answer.model_dump(mode="json"))
    )
    return answer


def _applied(command_id: UUID, result: Any) -> CommandResult:
    return CommandResult(id=command_id, outcome="applied", status=APPLIED_STATUS, result=result)


def refusal(command_id: UUID, problem: Problem) -> CommandResult:
    return CommandResult(
        id=command_id,
        outcome="refused",
        status=problem.status,
        code=problem.code,
        sentence=problem.sentence,
    )


def _unknown_kind() -> Refused:
    return Refused("command.unknown_kind", "This version of the service does not know this action.")


def forget_commands(session: Session, *, before: datetime) -> int:
    """Let go of answers that no outbox can still be waiting for; how many."""
    return session.connection().execute(delete(Command).where(col(Command.arrived_at) < before)).rowcount


def forget_changes(session: Session, *, before: datetime) -> int:
    """Shorten the log; how much. Its last line stays: it says how far the log ever came."""
    newest = select(func.max(col(Change.seq))).scalar_subquery()
    gone = delete(Change).where(col(Change.changed_at) < before, col(Change.seq) < newest)
    return session.connection().execute(gone).rowcount
