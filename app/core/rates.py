"""How often one person, device, site or stranger may ask: token buckets in the memory of a process.

A bucket holds a minute's worth and fills up steadily, so a burst is nothing and a flood ends. Never
by network address alone: a whole shop sits behind one. Several web processes count each for itself.
"""

import math
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import TooMany

# Least recently used first out: a forgotten bucket is a full one. About 200 bytes each.
BUCKETS_COUNT = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: datetime


class Buckets:
    """Of one kind, by key. `per_min` 0: no bound."""

    def __init__(self, per_min: int, *, kept_count: int = BUCKETS_COUNT) -> None:
        self._per_min = per_min
        self._kept_count = kept_count
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait_s(self, key: Hashable, *, cost: float, at: datetime) -> float:
        """How long until there is enough for `cost`; 0 when there is now."""
        if not self._per_min or not cost:
            return 0.0
        missing = cost - self._filled(key, at).tokens
        # Sums of many small parts end a hair beside the whole.
        return max(0.0, missing * 60 / self._per_min) if missing > 1e-9 else 0.0

    def take(self, key: Hashable, *, cost: float, at: datetime) -> None:
        if self._per_min and cost:
            self._filled(key, at).tokens -= cost

    def _filled(self, key: Hashable, at: datetime) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(float(self._per_min), at)
            if len(self._buckets) > self._kept_count:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(key)
        # A clock that was set back fills nothing.
        passed_s = max(0.0, (at - bucket.at).total_seconds())
        bucket.tokens = min(float(self._per_min), bucket.tokens + passed_s * self._per_min / 60)
        bucket.at = at
        return bucket


class Rates:
    """Buckets of several kinds; a request takes from one of each that concerns it, or from none."""

    def __init__(self, per_min: Mapping[str, int], *, kept_count: int = BUCKETS_COUNT) -> None:
        self._kinds = {kind: Buckets(most, kept_count=kept_count) for kind, most in per_min.items()}

    def charge(self, keys: Mapping[str, Hashable], *, at: datetime, cost: float = 1.0) -> None:
        """`keys` by kind. Raises TooMany, and then nothing was taken anywhere."""
        waits = {kind: self._kinds[kind].wait_s(key, cost=cost, at=at) for kind, key in keys.items()}
        longest_s = max(waits.values(), default=0.0)
        if longest_s:
            raise TooMany(
                "rate.exceeded",
                "That was a lot at once. Please wait a moment and try again.",
                retry_after_s=math.ceil(longest_s),
            )
        for kind, key in keys.items():
            self._kinds[kind].take(key, cost=cost, at=at)
