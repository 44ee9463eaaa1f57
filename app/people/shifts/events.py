"""What becomes true of shifts."""

from app.core.events import Event

SHIFTS_CHANGED = Event("people.shifts_changed")
"""With (ids of the people whose planned shifts changed)."""
