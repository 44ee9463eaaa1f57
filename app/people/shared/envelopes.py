"""Opening what came sealed from a shared phone, and doing it in the name of whoever sealed it."""

from datetime import datetime, timedelta

from pydantic import ValidationError

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Malformed, Problem, Refused
from app.core.guards import require_storable
from app.people.shared.queries import EnrolledDevice, find_owner
from app.people.shared.schemas import EnvelopeIn, EnvelopeResult, decoded
from app.people.shared.sealing import Seals
from app.sync.answering import answer_command
from app.sync.schemas import CommandForm, Domains


async def answer_envelope(
    db: Database,
    seals: Seals,
    domains: Domains,
    device: EnrolledDevice,
    envelope: EnvelopeIn,
    *,
    at: datetime,
    kept: timedelta,
) -> EnvelopeResult:
    """Whoever sends it may be another person: they are told whether it went well, not what it was."""
    owner = await db.read(find_owner, device, envelope.session_id, at=at, kept=kept)
    try:
        command = _opened(seals, envelope, owner)
    except Problem as problem:
        return EnvelopeResult(
            id=envelope.id,
            outcome="refused",
            status=problem.status,
            code=problem.code,
            sentence=problem.sentence,
        )
    assert owner is not None
    answer = await answer_command(db, owner, command, domains, at=at)
    return EnvelopeResult(
        id=envelope.id,
        outcome=answer.outcome,
        status=answer.status,
        code=answer.code,
        sentence=answer.sentence,
    )


def _opened(seals: Seals, envelope: EnvelopeIn, owner: Actor | None) -> CommandForm:
    """The command inside. One refusal for all that can be wrong: it is for programs to know, not people."""
    try:
        iv, sealed = decoded(envelope.iv), decoded(envelope.sealed)
        content = seals.find_opened(envelope.id, envelope.session_id, iv=iv, sealed=sealed)
        if owner is None or owner.is_pending or content is None:
            raise _refused()
        # What was sealed has passed none of the checks that a request's body passes.
        require_storable(content)
        return CommandForm.model_validate_json(content)
    except (Malformed, ValidationError):
        raise _refused() from None


def _refused() -> Refused:
    return Refused("envelope.refused", "This can no longer be sent from this phone.")
