"""How a REST call becomes a command."""

from datetime import datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Conflict, Malformed, NotFound, Problem, Refused
from app.core.http import db_of, now_of
from app.people.deps import signed_in
from app.sync.deps import domains_of
from app.sync.schemas import CommandIn, Domains
from app.sync.service import apply_command

_PROBLEMS = {problem.status: problem for problem in (NotFound, Conflict)}


class Outbox(Protocol):
    async def __call__(
        self,
        key: UUID,
        kind: str,
        body: dict[str, Any],
        *,
        captured_at: datetime | None,
        names: str = "post_id",
    ) -> dict[str, Any]: ...


async def outbox_of(
    actor: Annotated[Actor, Depends(signed_in)],
    db: Annotated[Database, Depends(db_of)],
    domains: Annotated[Domains, Depends(domains_of)],
    now: Annotated[datetime, Depends(now_of)],
) -> Outbox:
    """Sends one command through the path that phones use; raises its refusal.

    `names`: what its result is about.
    """

    async def send(
        key: UUID,
        kind: str,
        body: dict[str, Any],
        *,
        captured_at: datetime | None,
        names: str = "post_id",
    ) -> dict[str, Any]:
        command = CommandIn(id=key, kind=kind, captured_at=captured_at or now, arrived_at=now, body=body)
        answer = await db.write(apply_command, actor, command, domains)
        if answer.outcome == "refused":
            problem: type[Problem] = _PROBLEMS.get(answer.status, Refused)
            raise problem(answer.code or "command.refused", answer.sentence or "This was refused.")
        if answer.result is None or names not in answer.result:
            raise Malformed("idempotency.taken", "This key was used for something else.")
        return answer.result

    return send
