"""Selects about shared phones. Those of a device are scoped to its team."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.core.actor import Actor, person_scope, team_scope
from app.core.crypto import token_hash
from app.people.access import held_roles, team_for
from app.people.models import Device, DeviceKind, DeviceSession, Membership, Person, Role, Site, Team
from app.people.policy import strongest
from app.people.schemas import Named
from app.people.shared.models import Pin
from app.people.shared.policy import PinRule
from app.people.shared.schemas import EnrolledOut, EnrolOut, SharedDevice, SharedOut, SharedSite, Tile
from app.people.shifts.queries import on_shift_now


@dataclass(frozen=True, kw_only=True)
class EnrolledDevice:
    """A shared phone, known by its cookie; whether anybody unlocked it is another matter."""

    id: UUID
    label: str
    team_id: UUID
    site_id: UUID
    organisation_id: UUID
    public_key: bytes


def find_enrolled(session: Session, token: str) -> EnrolledDevice | None:
    row = session.execute(
        select(Device, Team)
        .join(Team, col(Team.id) == col(Device.team_id))
        .where(col(Device.token_hash) == token_hash(token), is_live())
    ).one_or_none()
    return None if row is None else enrolled_device(row[0], row[1])


def enrolled_device(device: Device, team: Team) -> EnrolledDevice:
    assert device.public_key is not None
    return EnrolledDevice(
        id=device.id,
        label=device.label,
        team_id=team.id,
        site_id=team.site_id,
        organisation_id=device.organisation_id,
        public_key=device.public_key,
    )


def is_live() -> ColumnElement[bool]:
    return (col(Device.kind) == DeviceKind.SHARED) & col(Device.revoked_at).is_(None)


def is_of_team(device: EnrolledDevice, person_id: UUID) -> ColumnElement[bool]:
    """Whether a person has a tile on this phone: in its team, and both still there."""
    return (
        exists().where(col(Membership.person_id) == person_id, col(Membership.team_id) == device.team_id)
        & exists().where(col(Person.id) == person_id, col(Person.departed_at).is_(None))
        & exists().where(col(Device.id) == device.id, is_live())
    )


def get_enrolment(session: Session, device: EnrolledDevice) -> EnrolOut:
    team, site = _place(session, device)
    return EnrolOut(
        device=SharedDevice(id=device.id, label=device.label),
        team=Named(id=team.id, name=team.name),
        site=SharedSite(id=site.id, name=site.name, zone=site.zone),
    )


def get_shared(
    session: Session,
    device: EnrolledDevice,
    *,
    everybody: bool,
    at: datetime,
    lock_after_s: int,
    rule: PinRule,
) -> SharedOut:
    """What the phone shows while it is locked. Without `everybody`, only who is on shift now."""
    _, site = _place(session, device)
    return SharedOut(
        **dict(get_enrolment(session, device)),
        languages=site.languages or [],
        lock_after_s=lock_after_s,
        pin_min_chars=rule.min_chars,
        tiles=_list_tiles(session, device, everybody=everybody, at=at),
    )


def _place(session: Session, device: EnrolledDevice) -> tuple[Team, Site]:
    row = session.execute(
        select(Team, Site).join(Site, col(Site.id) == col(Team.site_id)).where(col(Team.id) == device.team_id)
    ).one()
    return row[0], row[1]


def _list_tiles(session: Session, device: EnrolledDevice, *, everybody: bool, at: datetime) -> list[Tile]:
    here = set(on_shift_now(session, device.team_id, at=at))
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Pin.set_at))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(Pin, col(Pin.person_id) == col(Person.id))
        .where(col(Membership.team_id) == device.team_id, col(Person.departed_at).is_(None))
        .order_by(col(Person.name), col(Person.id))
    )
    return [
        Tile(person=Named(id=id_, name=name), on_shift=id_ in here, has_pin=set_at is not None)
        for id_, name, set_at in rows
        if everybody or id_ in here
    ]


def list_devices(session: Session, actor: Actor, team_id: UUID) -> list[EnrolledOut]:
    """The team's shared phones, oldest first. For its leads and admins."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    devices = session.scalars(
        select(Device)
        .where(col(Device.team_id) == team.id, is_live())
        .order_by(col(Device.created_at), col(Device.id))
    )
    return [EnrolledOut(id=device.id, label=device.label, created_at=device.created_at) for device in devices]


def strongest_role(session: Session, person_id: UUID) -> Role | None:
    """Anywhere: what a PIN of theirs, guessed, would be worth at most."""
    return strongest(
        session.scalars(select(col(Membership.role)).where(col(Membership.person_id) == person_id))
    )


def find_owner(
    session: Session, device: EnrolledDevice, session_id: UUID, *, at: datetime, kept: timedelta
) -> Actor | None:
    """Whoever had this phone unlocked in that session, with the rights they have now.

    Locked and expired sessions count for as long as commands are kept. None when it was another
    phone's, was revoked, is too old, or its person has left.
    """
    person = session.scalars(
        select(Person)
        .join(DeviceSession, col(DeviceSession.person_id) == col(Person.id))
        .join(Device, col(Device.id) == col(DeviceSession.device_id))
        .where(
            col(DeviceSession.id) == session_id,
            col(DeviceSession.device_id) == device.id,
            col(DeviceSession.revoked_at).is_(None),
            col(DeviceSession.expires_at) > at - kept,
            col(Person.departed_at).is_(None),
            is_live(),
        )
    ).one_or_none()
    if person is None:
        return None
    held = held_roles(person.id).subquery()
    teams = sorted(set(session.scalars(select(held.c.team_id))))
    return Actor(
        person_id=person.id,
        device_id=device.id,
        session_id=session_id,
        organisation_id=person.organisation_id,
        scopes=(person_scope(person.id), *map(team_scope, teams)),
        is_pending=not teams,
        is_on_shared=True,
        is_sealed=True,
    )


def list_own_sessions(
    session: Session, actor: Actor, session_ids: list[UUID], *, at: datetime, kept: timedelta
) -> list[UUID]:
    """Those of the sessions that the same person had on the same phone."""
    return list(
        session.scalars(
            select(col(DeviceSession.id))
            .where(
                col(DeviceSession.id).in_(session_ids),
                col(DeviceSession.device_id) == actor.device_id,
                col(DeviceSession.person_id) == actor.person_id,
                col(DeviceSession.revoked_at).is_(None),
                col(DeviceSession.expires_at) > at - kept,
            )
            .order_by(col(DeviceSession.created_at), col(DeviceSession.id))
        )
    )
