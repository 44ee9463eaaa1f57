"""The people of the story: rows, as joining by a link would have made them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, select

from app.core.actor import Actor, person_scope, team_scope
from app.core.crypto import new_token, token_hash
from app.people.models import Device, DeviceKind, DeviceSession, Membership, Person, Role, Team
from app.people.queries import get_organisation_id
from app.people.service import find_or_create_team
from app.people.shifts.models import Shift
from app.people.shifts.planned import Interval, is_on_shift, without
from app.seed import story
from app.seed.story import Character

# Long enough for all that the story tells of one day, and for whoever looks at it afterwards.
SHIFT_SINCE = timedelta(hours=6)
SHIFT_LENGTH = timedelta(hours=10)
DAYS_AHEAD_COUNT = 5
SIGNED_IN = timedelta(hours=1)


def seed_crew(session: Session, *, at: datetime) -> tuple[Team, dict[str, Actor]]:
    """The team, and by name everybody who speaks in the story, signed in for as long as that takes."""
    team = find_or_create_team(
        session,
        organisation=story.ORGANISATION,
        site=story.SITE,
        zone=story.ZONE,
        team=story.TEAM,
        at=at,
    )
    cast: dict[str, Actor] = {}
    for character in (story.ADMIN, story.LEAD, *story.WORKERS):
        actor = _actor(team, get_organisation_id(session, team.id), character)
        if session.get(Person, actor.person_id) is None:
            _add_person(session, team, actor, character, at=at)
        _sign_in(session, actor, at=at)
        if character is not story.ADMIN:
            _add_shifts(session, team, actor.person_id, at=at)
        cast[character.name] = actor
    return team, cast


def _actor(team: Team, organisation_id: UUID, character: Character) -> Actor:
    person_id = uuid5(team.id, character.name)
    device_id = uuid5(person_id, "device")
    return Actor(
        person_id=person_id,
        device_id=device_id,
        session_id=device_id,
        organisation_id=organisation_id,
        scopes=(person_scope(person_id), team_scope(team.id)),
    )


def _add_person(session: Session, team: Team, actor: Actor, character: Character, *, at: datetime) -> None:
    """The administrator administers the organisation and stands outside the crew."""
    organisation_id = actor.organisation_id
    session.add(
        Person(
            id=actor.person_id,
            organisation_id=organisation_id,
            name=character.name,
            language=character.language,
            created_at=at,
        )
    )
    session.add(
        Device(
            id=actor.device_id,
            organisation_id=organisation_id,
            kind=DeviceKind.PERSONAL,
            label="Demo phone",
            created_at=at,
        )
    )
    session.flush()
    is_above = character.role is Role.ADMIN
    session.add(
        Membership(
            person_id=actor.person_id,
            team_id=None if is_above else team.id,
            organisation_id=organisation_id if is_above else None,
            role=character.role,
            created_at=at,
        )
    )
    session.flush()


def _sign_in(session: Session, actor: Actor, *, at: datetime) -> None:
    """With a token that nobody keeps: only whoever holds `actor` can act as this person."""
    signed_in = session.get(DeviceSession, actor.session_id)
    if signed_in is None:
        signed_in = DeviceSession(
            id=actor.session_id,
            device_id=actor.device_id,
            person_id=actor.person_id,
            token_hash=token_hash(new_token()),
            created_at=at,
            expires_at=at,
        )
        session.add(signed_in)
    signed_in.expires_at = at + SIGNED_IN
    session.flush()


def _add_shifts(session: Session, team: Team, person_id: UUID, *, at: datetime) -> None:
    """Whatever the hour, the story is told on shift, today's part and yesterday's: nothing of it is held."""
    there = [
        Interval(starts_at, ends_at)
        for starts_at, ends_at in session.exec(
            select(Shift.starts_at, Shift.ends_at).where(Shift.person_id == person_id)
        )
    ]
    if is_on_shift(there, at):
        return
    begin = at.replace(minute=0, second=0, microsecond=0) - SHIFT_SINCE
    for number in range(-1, DAYS_AHEAD_COUNT):
        day = begin + number * timedelta(days=1)
        for starts_at, ends_at in without(Interval(day, day + SHIFT_LENGTH), there):
            session.add(Shift(person_id=person_id, team_id=team.id, starts_at=starts_at, ends_at=ends_at))
    session.flush()
