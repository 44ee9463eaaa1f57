"""Looking at a PIN: count the try and commit it, look, and only then tell."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from app.core.db import Database
from app.people.shared.hashing import PinHasher
from app.people.shared.kept_pins import forget_tries
from app.people.shared.pins import Tried, note_failure
from app.people.shared.policy import PinRule, in_ascii, refused, too_short
from app.people.shared.queries import EnrolledDevice

# Counts one try, or refuses.
Counting = Callable[[Session], Tried]


async def require_pin(
    db: Database,
    hasher: PinHasher,
    rule: PinRule,
    pin: str,
    *,
    count: Counting,
    device: EnrolledDevice | None,
    at: datetime,
) -> None:
    """`count` says whose PIN it would be, and is committed before anybody looks.

    Raises Unauthenticated for a wrong one, TooMany and Refused before it is looked at, and Refused for
    a right one that is too short for what its person may do by now.
    """
    digits = in_ascii(pin)
    async with hasher.turn():
        tried = await db.write(count)
        is_right = await hasher.is_right(tried.hash, digits)
    if not is_right:
        await db.write(note_failure, tried, device, at=at)
        raise refused(tried.failed_count)
    await db.write(forget_tries, tried.subject_id)
    if len(digits) < rule.min_chars_for(tried.role):
        raise too_short(rule.min_chars_for(tried.role))
