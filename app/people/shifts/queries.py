"""Selects about shifts. Those without an actor are for the domains above, which have checked access."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.people.models import Membership
from app.people.shifts.models import Shift
from app.people.shifts.planned import SCHEDULED_WITHIN, SHIFT_MAX, Interval, is_on_shift


def on_shift_now(session: Session, team_id: UUID, *, at: datetime) -> list[UUID]:
    """People of the team who are on shift in it, and those whom nobody plans: they may always be here.

    One query, however large the crew.
    """
    rows = session.execute(
        select(col(Membership.person_id), col(Shift.team_id), col(Shift.starts_at), col(Shift.ends_at))
        .outerjoin(Shift, and_(col(Shift.person_id) == col(Membership.person_id), _is_near(at)))
        .where(col(Membership.team_id) == team_id)
        .order_by(col(Membership.person_id))
    ).all()
    here: dict[UUID, list[Interval]] = {}
    planned: set[UUID] = set()
    for person_id, shift_team_id, starts_at, ends_at in rows:
        here.setdefault(person_id, [])
        if shift_team_id is not None:
            planned.add(person_id)
        if shift_team_id == team_id:
            here[person_id].append(Interval(starts_at, ends_at))
    return [
        person_id
        for person_id, intervals in here.items()
        if person_id not in planned or is_on_shift(intervals, at)
    ]


def list_planned(session: Session, person_id: UUID, *moments: datetime, at: datetime) -> list[Interval]:
    """A person's shifts, in teams they are still in: those that decide whether they are scheduled `at`,
    everything planned after it, and those that hold one of `moments`.
    """
    since = at - SCHEDULED_WITHIN
    # The bounds on the start are for the index: nothing before them can reach so far.
    relevant = [and_(col(Shift.starts_at) >= since - SHIFT_MAX, col(Shift.ends_at) >= since)]
    relevant += [
        and_(
            col(Shift.starts_at).between(moment - SHIFT_MAX, moment),
            col(Shift.ends_at) > moment,
        )
        for moment in moments
    ]
    rows = session.execute(
        select(col(Shift.starts_at), col(Shift.ends_at))
        .where(col(Shift.person_id) == person_id, or_(*relevant), is_of_member())
        .order_by(col(Shift.starts_at))
    )
    return [Interval(starts_at, ends_at) for starts_at, ends_at in rows]


def is_of_member() -> ColumnElement[bool]:
    """Shifts in a team that the person has left are nobody's."""
    return exists().where(
        col(Membership.person_id) == col(Shift.person_id), col(Membership.team_id) == col(Shift.team_id)
    )


def _is_near(at: datetime) -> ColumnElement[bool]:
    return and_(
        col(Shift.starts_at).between(at - SCHEDULED_WITHIN - SHIFT_MAX, at + SCHEDULED_WITHIN),
        col(Shift.ends_at) >= at - SCHEDULED_WITHIN,
        is_of_member().correlate(Shift),
    )
