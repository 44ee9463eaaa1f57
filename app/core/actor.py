"""Who is acting, as every layer below `people` may know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in person on a device.

    `scopes` are the change-log audiences this person may see: their own and one per team.
    `is_pending`: they came by a poster, hold no role yet and may only wait. `stepped_up_at`: when
    they last proved with a passkey, in this session, that it is them. `is_on_shared`: a PIN opened a
    shared phone, and the session neither grows longer nor steps up. `is_sealed`: what they did came in
    an envelope, after the phone had locked; that a session was locked does not undo it. `site_id`: of
    all their teams, when that is one.
    """

    person_id: UUID
    device_id: UUID
    session_id: UUID
    organisation_id: UUID
    scopes: tuple[str, ...]
    is_pending: bool = False
    stepped_up_at: datetime | None = None
    is_on_shared: bool = False
    site_id: UUID | None = None
    is_sealed: bool = False


def person_scope(person_id: UUID) -> str:
    return f"person:{person_id}"


def team_scope(team_id: UUID) -> str:
    return f"team:{team_id}"


def session_scope(session_id: UUID) -> str:
    """A change recorded here, of whatever kind, ends the live streams of this sign-in."""
    return f"session:{session_id}"
