"""One command, from the wire to its answer."""

import logging
from datetime import datetime

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Problem
from app.core.problems import unexpected
from app.sync.schemas import CommandForm, CommandIn, CommandResult, Domains
from app.sync.service import apply_command, refusal

log = logging.getLogger(__name__)


async def answer_command(
    db: Database, actor: Actor, form: CommandForm, domains: Domains, *, at: datetime
) -> CommandResult:
    """A transaction of its own: what one command meets must not undo or block its neighbours."""
    command = CommandIn(
        id=form.id, kind=form.kind, captured_at=form.captured_at, arrived_at=at, body=form.body
    )
    try:
        return await db.write(apply_command, actor, command, domains)
    except Problem as problem:
        return refusal(form.id, problem)
    except Exception as error:
        log.error("command failed", extra={"command_kind": form.kind}, exc_info=error)
        return refusal(form.id, unexpected())
