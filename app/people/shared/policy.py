"""Pure rules of PINs: what is good enough, and how often one may try."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from app.core.errors import Refused, TooMany, Unauthenticated
from app.people.models import Role
from app.people.policy import is_at_least
from app.people.shared.common_pins import is_common

PIN_MAX_CHARS = 12
TRIES_BEFORE_PAUSE = 5
TRIES_MAX = 10
PAUSE_S = 15 * 60

# Crockford's: without I, L, O and U, which are misread or misheard.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARS = 8
CODE_S = 15 * 60
_MISREAD = str.maketrans("OIL", "011", " -")


@dataclass(frozen=True, kw_only=True)
class PinRule:
    """How long a PIN has to be: a lead's opens more."""

    min_chars: int
    lead_min_chars: int

    def min_chars_for(self, role: Role | None) -> int:
        return max(self.min_chars, self.lead_min_chars) if is_at_least(role, Role.LEAD) else self.min_chars


@dataclass(frozen=True, kw_only=True)
class Tries:
    failed_count: int
    paused_until: datetime | None


def in_ascii(pin: str) -> str:
    """The digits of any script as 0 to 9; everything else as it is."""
    return "".join(str(unicodedata.decimal(char, char)) for char in pin)


def require_good(pin: str, *, min_chars: int) -> str:
    """The PIN as it is kept. Raises Refused."""
    digits = in_ascii(pin)
    if not (digits.isascii() and digits.isdecimal()):
        raise Refused("pin.digits", "A PIN is made of digits only.")
    if len(digits) < min_chars:
        raise too_short(min_chars)
    if len(digits) > PIN_MAX_CHARS:
        raise Refused("pin.too_long", f"A PIN has at most {PIN_MAX_CHARS} digits.", max_chars=PIN_MAX_CHARS)
    if is_common(digits):
        raise Refused("pin.common", "Too many people choose this PIN. Please choose another.")
    return digits


def too_short(min_chars: int) -> Refused:
    return Refused("pin.too_short", f"Your PIN needs at least {min_chars} digits.", min_chars=min_chars)


def next_try(tries: Tries, *, at: datetime, is_final: bool) -> Tries:
    """One more try, as it is committed before anybody looks whether it was right.

    The fifth begins a pause. With `is_final` the tenth was the last: only a lead helps. Raises
    TooMany or Refused, and then nothing may be looked at.
    """
    if is_final and tries.failed_count >= TRIES_MAX:
        raise Refused("pin.reset_needed", "This PIN was tried too often. A lead can help you to a new one.")
    if tries.paused_until is not None and at < tries.paused_until:
        left_s = ceil((tries.paused_until - at).total_seconds())
        raise TooMany("pin.paused", "This was tried too often. Please wait.", retry_after_s=left_s)
    failed_count = tries.failed_count + 1
    is_pause = tries_left(failed_count) == 0
    return Tries(
        failed_count=failed_count, paused_until=at + timedelta(seconds=PAUSE_S) if is_pause else None
    )


def tries_left(failed_count: int) -> int:
    """Until the next pause."""
    return -failed_count % TRIES_BEFORE_PAUSE


def refused(failed_count: int) -> Unauthenticated:
    """One answer for a wrong PIN, no PIN and nobody of that name."""
    return Unauthenticated(
        "pin.refused", "This PIN does not open this phone.", tries_left=tries_left(failed_count)
    )


def as_code(typed: str) -> str:
    """A code as it was made, however it was typed or heard."""
    return typed.upper().translate(_MISREAD)


def shown_code(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"
