"""Pure rules of planning."""

from datetime import datetime

from app.core.errors import Refused
from app.people.shifts.planned import SHIFT_MAX


def require_plausible(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at >= ends_at:
        raise Refused("shift.backwards", "A shift ends after it starts.")
    if ends_at - starts_at > SHIFT_MAX:
        hours = SHIFT_MAX.total_seconds() / 3600
        raise Refused("shift.too_long", f"A shift is at most {hours:.0f} hours long.", max_hours=hours)
