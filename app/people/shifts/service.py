"""Verbs about single shifts. Each runs in the caller's transaction and checks access first."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.core.events import emit
from app.core.ids import new_id
from app.people.access import planned_for, team_for, team_member_ids
from app.people.audit.service import record_audit
from app.people.models import Person, Role
from app.people.shifts.events import SHIFTS_CHANGED
from app.people.shifts.models import Shift, ShiftPattern
from app.people.shifts.planned import Interval
from app.people.shifts.policy import require_plausible
from app.people.shifts.queries import Overlap, find_overlap, zone_of
from app.people.shifts.schemas import ShiftChange, ShiftIn


def create_shift(session: Session, actor: Actor, team_id: UUID, wanted: ShiftIn, *, at: datetime) -> Shift:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    shift = Shift(
        person_id=wanted.person_id, team_id=team.id, starts_at=wanted.starts_at, ends_at=wanted.ends_at
    )
    require_plannable(session, shift)
    session.add(shift)
    session.flush()
    _tell(session, actor, "shift.created", shift, {shift.person_id}, at=at)
    return shift


def change_shift(
    session: Session, actor: Actor, shift_id: UUID, change: ShiftChange, *, at: datetime
) -> Shift:
    """Move it, or give it to somebody else of the team."""
    shift = planned_for(session, actor, Shift, shift_id)
    before = shift.person_id
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(shift, name, value)
    shift.is_edited = shift.pattern_id is not None
    with session.no_autoflush:
        require_plannable(session, shift)
    session.flush()
    _tell(session, actor, "shift.changed", shift, {before, shift.person_id}, at=at)
    return shift


def delete_shift(session: Session, actor: Actor, shift_id: UUID, *, at: datetime) -> None:
    """Its pattern, if any, does not make it again."""
    shift = planned_for(session, actor, Shift, shift_id)
    if shift.pattern_id is not None and shift.pattern_on is not None:
        pattern = session.get_one(ShiftPattern, shift.pattern_id, with_for_update=True)
        pattern.left_out = [*pattern.left_out, shift.pattern_on.isoformat()]
    session.delete(shift)
    session.flush()
    _tell(session, actor, "shift.deleted", shift, {shift.person_id}, at=at)


def require_plannable(session: Session, shift: Shift) -> None:
    """Somebody of the team, forwards in time, and nowhere else meanwhile."""
    require_plausible(shift.starts_at, shift.ends_at)
    name = lock_crew_member(session, shift.team_id, shift.person_id)
    overlap = find_overlap(session, shift.person_id, Interval(shift.starts_at, shift.ends_at), but=[shift.id])
    if overlap is not None:
        raise overlapping(session, shift.team_id, name, overlap)


def lock_crew_member(session: Session, team_id: UUID, person_id: UUID) -> str:
    """The person's name. Locked: two leads who plan one person do it one after the other."""
    name = session.scalars(
        select(col(Person.name))
        .where(col(Person.id) == person_id, col(Person.id).in_(team_member_ids(team_id)))
        .with_for_update()
    ).one_or_none()
    if name is None:
        raise Refused("shift.not_in_team", "Only people of this team can be planned here.")
    return name


def overlapping(session: Session, team_id: UUID, name: str, other: Overlap) -> Conflict:
    """Names the other shift, unless it is another team's: that one is not this lead's business."""
    if other.team_id != team_id:
        return Conflict("shift.overlaps", f"{name} works in another team at that time.")
    zone = zone_of(session, team_id)
    starts, ends = (moment.astimezone(ZoneInfo(zone)) for moment in other.interval)
    return Conflict(
        "shift.overlaps",
        f"{name} is planned already from {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}.",
        shift_id=str(other.shift_id),
    )


def tell_changed(session: Session, person_ids: Collection[UUID]) -> None:
    """Whoever counts on these people's shifts looks at them again."""
    if person_ids:
        emit(session, SHIFTS_CHANGED, sorted(map(str, person_ids)), key=str(new_id()))


def _tell(
    session: Session, actor: Actor, action: str, shift: Shift, person_ids: set[UUID], *, at: datetime
) -> None:
    tell_changed(session, person_ids)
    record_audit(
        session,
        actor,
        action,
        at=at,
        object_id=shift.id,
        team_id=str(shift.team_id),
        person_id=str(shift.person_id),
        starts_at=shift.starts_at.isoformat(),
        ends_at=shift.ends_at.isoformat(),
    )
