"""The handover's commands, as sync applies them."""

from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.feed.handover import service
from app.feed.handover.schemas import SettleBody, TakeBody
from app.feed.schemas import read_body
from app.sync.schemas import CommandIn

TAKE = "handover.take"
SETTLE = "handover.settle"


def take(session: Session, actor: Actor, command: CommandIn) -> dict[str, Any]:
    taken = service.take_over(session, actor, read_body(TakeBody, command.body), command=command)
    return {"team_id": str(taken.team_id), "number": taken.number, "taken_at": taken.taken_at.isoformat()}


def settle(session: Session, actor: Actor, command: CommandIn) -> dict[str, Any]:
    settled = service.settle_item(session, actor, read_body(SettleBody, command.body), command=command)
    return {"post_id": str(settled.post_id), "settled_at": settled.settled_at.isoformat()}


APPLIERS = {TAKE: take, SETTLE: settle}
