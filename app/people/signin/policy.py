"""Pure rules of signing in: when a fresh proof is asked for, and how a recovery code is written."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import Problem, Refused
from app.people.models import PasskeyRule

# Crockford's base 32: no I, L, O, U, which look like something else or make words.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None})
_GROUP_COUNT = 7
_GROUP_CHARS = 4


REFUSED = "passkey.refused"


class Demand(StrEnum):
    """What a weighty act still needs: nothing, a fresh answer of a passkey, or a first passkey."""

    NOTHING = "nothing"
    PROOF = "step_up.needed"
    PASSKEY = "passkey.needed"


class StepUpNeeded(Problem):
    """For the person themself, who may be told. `step_up.needed` or `passkey.needed`."""

    status = 403


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a person when a weighty act is asked for."""

    has_passkey: bool
    is_lead: bool
    rule: PasskeyRule


def is_fresh(stepped_up_at: datetime | None, *, at: datetime, step_up_max_s: int) -> bool:
    return stepped_up_at is not None and at - stepped_up_at < timedelta(seconds=step_up_max_s)


def decide_demand(standing: Standing, *, is_possible: bool) -> Demand:
    """`is_possible`: a browser at this address can register a passkey. Whoever has one is always asked."""
    if standing.has_passkey:
        return Demand.PROOF
    if standing.rule is PasskeyRule.REQUIRED and standing.is_lead and is_possible:
        return Demand.PASSKEY
    return Demand.NOTHING


def require_nothing_more(demand: Demand) -> None:
    """Raises StepUpNeeded."""
    if demand is Demand.PROOF:
        raise StepUpNeeded(demand, "Confirm with your passkey that it is you.")
    if demand is Demand.PASSKEY:
        raise StepUpNeeded(demand, "Your organisation asks you to set up a passkey first.")


def refused() -> Refused:
    """The one answer to every proof that is no good."""
    return Refused(REFUSED, "This passkey was not accepted. Please try again.")


def new_recovery_code() -> str:
    """140 random bits in seven groups of four, to be printed and typed back."""
    groups = ("".join(secrets.choice(_DIGITS) for _ in range(_GROUP_CHARS)) for _ in range(_GROUP_COUNT))
    return "-".join(groups)


def read_recovery_code(typed: str) -> str:
    """The code as it is hashed: small letters, spaces and look-alikes are forgiven."""
    return typed.upper().translate(_READ_AS)
