"""Whether a weighty act may go on: what stands behind the door `stepped_up`."""

from datetime import datetime

from sqlmodel import Session

from app.core.actor import Actor
from app.people.signin.policy import Demand, StepUpNeeded, decide_demand, is_fresh, require_nothing_more
from app.people.signin.queries import get_standing


def needs_look(actor: Actor, *, at: datetime, step_up_max_s: int) -> bool:
    """False for as long as a proof is fresh: no query then."""
    return not is_fresh(actor.stepped_up_at, at=at, step_up_max_s=step_up_max_s)


def require_stepped_up(session: Session, actor: Actor, *, is_possible: bool) -> None:
    """Raises StepUpNeeded for whoever must prove, just now, that it is them.

    `is_possible`: a browser at this address can have passkeys.
    """
    demand = decide_demand(get_standing(session, actor), is_possible=is_possible)
    if demand is not Demand.NOTHING and actor.is_on_shared:
        raise StepUpNeeded("step_up.own_phone", "Do this on your own phone, where your passkey is.")
    require_nothing_more(demand)
