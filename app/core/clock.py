"""The one place that reads the wall clock; everything else takes `at` as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Aware UTC."""
    return datetime.now(UTC)
