"""Selects about shifts. Those without an actor are for the domains above, which have checked access."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.access import team_for
from app.people.models import Membership, Person, Role, Site, Team
from app.people.schemas import Named
from app.people.shifts.models import Shift, ShiftPattern
from app.people.shifts.planned import SCHEDULED_WITHIN, SHIFT_MAX, Interval, is_on_shift
from app.people.shifts.schemas import OnShift, PatternOut, PatternsOut, ShiftOut, ShiftsOut


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Another shift of the same person at the same time."""

    shift_id: UUID
    team_id: UUID
    interval: Interval


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


def list_planned_of(
    session: Session, person_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, list[Interval]]:
    """As `list_planned`, of many people in one query; who is not planned is left out."""
    since = at - SCHEDULED_WITHIN
    rows = session.execute(
        select(col(Shift.person_id), col(Shift.starts_at), col(Shift.ends_at)).where(
            col(Shift.person_id).in_(person_ids),
            col(Shift.starts_at) >= since - SHIFT_MAX,
            col(Shift.ends_at) >= since,
            is_of_member(),
        )
    )
    found: dict[UUID, list[Interval]] = {}
    for person_id, starts_at, ends_at in rows:
        found.setdefault(person_id, []).append(Interval(starts_at, ends_at))
    return found


def list_starts(session: Session, team_id: UUID, *, since: datetime, until: datetime) -> list[datetime]:
    """When somebody of the team comes on shift, each moment once and in order."""
    starts = select(col(Shift.starts_at)).where(
        col(Shift.team_id) == team_id, col(Shift.starts_at) > since, col(Shift.starts_at) < until
    )
    return list(session.scalars(starts.distinct().order_by(col(Shift.starts_at))))


def list_shifts(
    session: Session, actor: Actor, team_id: UUID, *, since: datetime, until: datetime
) -> ShiftsOut:
    """Those that touch the time asked for, in order. For leads and admins of the team."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    shifts = _read_shifts(session, _select_shifts(since, until).where(col(Shift.team_id) == team.id))
    return ShiftsOut(zone=zone_of(session, team.id), shifts=shifts)


def list_own_shifts(session: Session, actor: Actor, *, since: datetime, until: datetime) -> list[ShiftOut]:
    mine = _select_shifts(since, until).where(col(Shift.person_id) == actor.person_id, is_of_member())
    return _read_shifts(session, mine)


def get_shift(session: Session, shift_id: UUID) -> ShiftOut:
    """One that the caller was let into."""
    [shift] = _read_shifts(session, _SHIFTS.where(col(Shift.id) == shift_id))
    return shift


_SHIFTS: Select[*tuple[Any, ...]] = select(Shift, col(Person.name)).join(
    Person, col(Person.id) == col(Shift.person_id)
)


def _select_shifts(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    return _SHIFTS.where(
        col(Shift.starts_at) >= since - SHIFT_MAX,
        col(Shift.starts_at) < until,
        col(Shift.ends_at) > since,
    ).order_by(col(Shift.starts_at), col(Person.name), col(Shift.id))


def _read_shifts(session: Session, query: Select[*tuple[Any, ...]]) -> list[ShiftOut]:
    return [
        ShiftOut(
            id=shift.id,
            team_id=shift.team_id,
            person=Named(id=shift.person_id, name=name),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            external_id=shift.external_id,
            pattern_id=shift.pattern_id,
        )
        for shift, name in session.execute(query)
    ]


def list_patterns(session: Session, actor: Actor, team_id: UUID) -> PatternsOut:
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    patterns = _read_patterns(session, _PATTERNS.where(col(ShiftPattern.team_id) == team.id))
    return PatternsOut(zone=zone_of(session, team.id), patterns=patterns)


def get_pattern(session: Session, pattern_id: UUID) -> PatternOut:
    """One that the caller was let into."""
    [pattern] = _read_patterns(session, _PATTERNS.where(col(ShiftPattern.id) == pattern_id))
    return pattern


_PATTERNS: Select[*tuple[Any, ...]] = (
    select(ShiftPattern, col(Person.name))
    .join(Person, col(Person.id) == col(ShiftPattern.person_id))
    .order_by(col(Person.name), col(ShiftPattern.id))
)


def _read_patterns(session: Session, query: Select[*tuple[Any, ...]]) -> list[PatternOut]:
    return [
        PatternOut(
            id=pattern.id,
            team_id=pattern.team_id,
            person=Named(id=pattern.person_id, name=name),
            weekdays=pattern.weekdays,
            every_weeks=pattern.every_weeks,
            starts=pattern.starts,
            ends=pattern.ends,
            first_on=pattern.first_on,
            last_on=pattern.last_on,
        )
        for pattern, name in session.execute(query)
    ]


def list_on_shift(session: Session, actor: Actor, team_id: UUID, *, at: datetime) -> list[OnShift]:
    """By name. For leads and admins of the team."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    here = on_shift_now(session, team.id, at=at)
    names = session.execute(
        select(col(Person.id), col(Person.name))
        .where(col(Person.id).in_(here))
        .order_by(col(Person.name), col(Person.id))
    ).all()
    ends = session.execute(
        select(col(Shift.person_id), col(Shift.ends_at)).where(
            col(Shift.team_id) == team.id,
            col(Shift.starts_at).between(at - SHIFT_MAX, at),
            col(Shift.ends_at) > at,
        )
    ).all()
    until: dict[UUID, datetime] = {row.person_id: row.ends_at for row in ends}
    return [OnShift(person=Named(id=id_, name=name), until=until.get(id_)) for id_, name in names]


def find_overlap(
    session: Session, person_id: UUID, interval: Interval, *, but: Collection[UUID] = ()
) -> Overlap | None:
    """The first shift of the person, in any team, at the same time; `but` those."""
    row = session.execute(
        select(col(Shift.id), col(Shift.team_id), col(Shift.starts_at), col(Shift.ends_at))
        .where(
            col(Shift.person_id) == person_id,
            col(Shift.starts_at) >= interval.starts_at - SHIFT_MAX,
            col(Shift.starts_at) < interval.ends_at,
            col(Shift.ends_at) > interval.starts_at,
            col(Shift.id).not_in(but),
            is_of_member(),
        )
        .order_by(col(Shift.starts_at))
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Overlap(shift_id=row[0], team_id=row[1], interval=Interval(row[2], row[3]))


def zone_of(session: Session, team_id: UUID) -> str:
    """The IANA zone of a team that exists."""
    return session.scalars(
        select(col(Site.zone)).join(Team, col(Team.site_id) == col(Site.id)).where(col(Team.id) == team_id)
    ).one()


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
