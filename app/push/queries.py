"""Whom a push may reach, decided at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.people.models import DeviceSession, Membership, Person, Site, Team
from app.people.shifts.models import Shift
from app.people.shifts.planned import SCHEDULED_WITHIN, SHIFT_MAX, Interval, is_on_shift, is_scheduled
from app.people.shifts.queries import is_of_member
from app.push.models import PushSubscription
from app.push.policy import is_quiet


@dataclass(frozen=True, kw_only=True)
class Target:
    subscription_id: UUID
    person_id: UUID
    language: str
    endpoint: str
    receiver_key: bytes
    auth: bytes
    base_url: str


def list_targets(session: Session, person_ids: Sequence[UUID], *, at: datetime) -> list[Target]:
    """Phones of these people that may ring now: nobody's who is off shift or in quiet hours."""
    resting = _off_shift(session, person_ids, at=at) | _in_quiet_hours(session, person_ids, at=at)
    awake = [person_id for person_id in person_ids if person_id not in resting]
    return _live(session, col(DeviceSession.person_id).in_(awake), at=at)


def _off_shift(session: Session, person_ids: Sequence[UUID], *, at: datetime) -> set[UUID]:
    near = col(Shift.starts_at).between(at - SCHEDULED_WITHIN - SHIFT_MAX, at + SCHEDULED_WITHIN)
    rows = session.execute(
        select(col(Shift.person_id), col(Shift.starts_at), col(Shift.ends_at)).where(
            col(Shift.person_id).in_(person_ids), near, is_of_member()
        )
    )
    planned: dict[UUID, list[Interval]] = {}
    for person_id, starts_at, ends_at in rows:
        planned.setdefault(person_id, []).append(Interval(starts_at, ends_at))
    return {
        person_id
        for person_id, shifts in planned.items()
        if is_scheduled(shifts, at) and not is_on_shift(shifts, at)
    }


def _in_quiet_hours(session: Session, person_ids: Sequence[UUID], *, at: datetime) -> set[UUID]:
    """People all of whose sites are quiet now. Roles in a site or the organisation do not wake anybody."""
    rows = session.execute(
        select(col(Membership.person_id), col(Site.zone), col(Site.quiet_from), col(Site.quiet_until))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Membership.person_id).in_(person_ids))
    ).all()
    loud = {row.person_id for row in rows if not is_quiet(row.zone, row.quiet_from, row.quiet_until, at=at)}
    return {row.person_id for row in rows} - loud


def list_own_targets(session: Session, session_id: UUID, *, at: datetime) -> list[Target]:
    """The phone itself, whatever the hour: its owner asked for it."""
    return _live(session, col(DeviceSession.id) == session_id, at=at)


def _live(session: Session, which: ColumnElement[bool], *, at: datetime) -> list[Target]:
    rows = session.execute(
        select(
            col(PushSubscription.id).label("subscription_id"),
            col(DeviceSession.person_id),
            col(Person.language),
            col(PushSubscription.endpoint),
            col(PushSubscription.receiver_key),
            col(PushSubscription.auth),
            col(PushSubscription.base_url),
        )
        .join(DeviceSession, col(DeviceSession.id) == col(PushSubscription.session_id))
        .join(Person, col(Person.id) == col(DeviceSession.person_id))
        .where(
            which,
            col(DeviceSession.revoked_at).is_(None),
            col(DeviceSession.locked_at).is_(None),
            col(DeviceSession.expires_at) > at,
            exists().where(col(Membership.person_id) == col(DeviceSession.person_id)),
        )
    )
    return [Target(**row) for row in rows.mappings()]


def find_endpoint(session: Session, session_id: UUID) -> str | None:
    return session.scalars(
        select(col(PushSubscription.endpoint)).where(col(PushSubscription.session_id) == session_id)
    ).one_or_none()
