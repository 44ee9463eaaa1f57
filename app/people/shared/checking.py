"""Looking at a PIN: count the try and commit it, look, and only then tell."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class PinChecker:
    db: Database
    hasher: PinHasher
    rule: PinRule

    async def require(
        self, pin: str, count: Counting, *, device: EnrolledDevice | None, at: datetime
    ) -> None:
        """`count` says whose PIN it would be, and is committed before anybody looks.

        Raises Unauthenticated for a wrong one, TooMany and Refused before it is looked at, and Refused
        for a right one that is too short for what its person may do by now.
        """
        digits = in_ascii(pin)
        async with self.hasher.turn():
            tried = await self.db.write(count)
            is_right = await self.hasher.is_right(tried.hash, digits)
        if not is_right:
            await self.db.write(note_failure, tried, device, at=at)
            raise refused(tried.failed_count)
        await self.db.write(forget_tries, tried.subject_id)
        min_chars = self.rule.min_chars_for(tried.role)
        if len(digits) < min_chars:
            raise too_short(min_chars)
