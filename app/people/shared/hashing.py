"""PINs as they are kept, and the little work at a time that looking at one may cost the machine.

A PIN has few digits: who steals the database must not be able to try them all, so each is keyed with
the service's secret (which is no part of the database) before Argon2id.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.core.errors import TooMany

AT_ONCE_COUNT = 2
WAITING_COUNT = 16
# OWASP's first choice for Argon2id (46 MiB, one pass, one lane): 49 ms on one of our test machine's cores.
_ARGON2 = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
_RETRY_AFTER_S = 2


class PinHasher:
    """`looked` is called for every PIN that is verified, a stranger's too."""

    def __init__(self, secret: bytes, *, looked: Callable[[], None]) -> None:
        self._secret = secret
        self._looked = looked
        self._free = asyncio.Semaphore(AT_ONCE_COUNT)
        self._waiting_count = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """A place at the work bench. Raises TooMany when the queue is long: no try is counted then."""
        if self._waiting_count >= WAITING_COUNT:
            raise TooMany("pin.busy", "Many people are unlocking just now.", retry_after_s=_RETRY_AFTER_S)
        self._waiting_count += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting_count -= 1
        try:
            yield
        finally:
            self._free.release()

    async def hashed(self, pin: str) -> str:
        async with self.turn():
            return await asyncio.to_thread(_ARGON2.hash, self._keyed(pin))

    async def is_right(self, kept: str | None, pin: str) -> bool:
        """Takes as long for somebody without a PIN. Call it within `turn`."""
        self._looked()
        return await asyncio.to_thread(self._look, kept, pin)

    def code_hash(self, code: str) -> bytes:
        """Codes are random and short-lived: the secret alone protects them."""
        return hmac.digest(self._secret, b"twotap pin code" + code.encode(), hashlib.sha256)

    def _look(self, kept: str | None, pin: str) -> bool:
        nobody = self._nobody
        return _matches(kept or nobody, self._keyed(pin)) and kept is not None

    @cached_property
    def _nobody(self) -> str:
        return _ARGON2.hash(secrets.token_bytes(32))

    def _keyed(self, pin: str) -> bytes:
        return hmac.digest(self._secret, b"twotap pin" + pin.encode(), hashlib.sha256)


def _matches(kept: str, keyed: bytes) -> bool:
    try:
        return _ARGON2.verify(kept, keyed)
    except VerificationError:
        return False
