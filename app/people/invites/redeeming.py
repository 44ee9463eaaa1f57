"""Redeeming a join link, for whoever holds the phone that read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import Malformed, NotFound
from app.people.admissions.service import ask_admission
from app.people.audit.service import record_audit
from app.people.invites.schemas import JoinIn
from app.people.joining import (
    Joined,
    added,
    end_session,
    give_role,
    holds_at_least,
    open_session,
    redeem,
)
from app.people.models import (
    Admission,
    DeviceSession,
    Invite,
    InviteKind,
    Membership,
    Person,
    Redemption,
    Role,
)
from app.people.queries import find_invite, get_invite, get_organisation_id, invite_ended
from app.people.shared.kept_pins import set_pin
from app.people.shared.queries import strongest_role

REPEATED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One phone at the door. `current` is who is signed in on it, if anybody."""

    wanted: JoinIn
    current: Actor | None
    at: datetime
    session_max_s: int
    pin_hash: str | None

    def opens(self, session: Session, person: Person) -> Joined:
        """A session of the person on this phone, in place of whoever's was on it."""
        if self.current is not None:
            # Its cookie is about to be overwritten: a session nobody holds must not live on.
            end_session(session, self.current.session_id, self.current.person_id, at=self.at)
        if self.pin_hash is not None:
            set_pin(session, person.id, self.pin_hash, at=self.at)
        return open_session(
            session,
            person,
            label=self.wanted.device_label,
            at=self.at,
            session_max_s=self.session_max_s,
        )


def join(
    session: Session,
    wanted: JoinIn,
    *,
    current: Actor | None,
    at: datetime,
    session_max_s: int,
    pin_hash: str | None = None,
) -> Joined:
    """Redeem a join link for whoever holds this device. Raises NotFound or Gone.

    The same `join_id` again is the same use: an answer that got lost is given again, for a day.
    """
    visit = Visit(wanted=wanted, current=current, at=at, session_max_s=session_max_s, pin_hash=pin_hash)
    invite = find_invite(session, wanted.token)
    if invite is not None:
        # Two tries of one phone come one after the other, so that the second finds the first.
        session.refresh(invite, with_for_update=True)
        if (before := _find_redemption(session, invite, visit)) is not None:
            return _answer_again(session, before, visit)
    invite = get_invite(session, wanted.token, at=at)
    if invite.kind is InviteKind.DEVICE:
        raise NotFound("invite.unknown", "This link does not lead anywhere. Ask for a new one.")
    joined = _enter(session, invite, visit)
    if wanted.join_id is not None:
        session.add(
            Redemption(
                join_id=wanted.join_id,
                invite_id=invite.id,
                person_id=joined.actor.person_id,
                session_id=joined.actor.session_id,
                redeemed_at=at,
            )
        )
        session.flush()
    return joined


def find_pin_role(session: Session, token: str, *, at: datetime) -> Role | None:
    """What a PIN chosen with this link will be worth; None when the link leads nowhere (any more)."""
    invite = find_invite(session, token)
    if invite is None or invite.revoked_at or invite.expires_at <= at or invite.used_count >= invite.uses_max:
        return None
    if invite.person_id is None:
        return invite.role
    return strongest_role(session, invite.person_id) or invite.role


def _find_redemption(session: Session, invite: Invite, visit: Visit) -> Redemption | None:
    """Raises Gone for one of yesterday, and for an id that was made for another link."""
    if visit.wanted.join_id is None:
        return None
    before = session.get(Redemption, visit.wanted.join_id)
    if before is None:
        return None
    if before.invite_id != invite.id or before.redeemed_at <= visit.at - REPEATED_WITHIN:
        raise invite_ended()
    return before


def _answer_again(session: Session, before: Redemption, visit: Visit) -> Joined:
    """The same person once more; the session whose cookie got lost ends. Raises Gone once they left."""
    person = session.get_one(Person, before.person_id)
    belongs = exists().where(col(Membership.person_id) == person.id)
    waits = exists().where(col(Admission.person_id) == person.id)
    if person.departed_at is not None or not session.scalar(select(or_(belongs, waits))):
        raise invite_ended()
    if visit.current is not None and visit.current.person_id == person.id:
        return Joined(actor=visit.current, token=None)
    lost = session.get(DeviceSession, before.session_id) if before.session_id else None
    if lost is not None:
        end_session(session, lost.id, person.id, at=visit.at)
    joined = visit.opens(session, person)
    before.session_id = joined.actor.session_id
    session.flush()
    return joined


def _enter(session: Session, invite: Invite, visit: Visit) -> Joined:
    """By the invite's kind.

    A phone already signed in to the same organisation joins as the same person, and uses nothing up
    when that person has what the link gives: scanning a code twice is no mistake.
    """
    if invite.kind is InviteKind.PHONE:
        return _enter_as_owner(session, invite, visit)
    organisation_id = get_organisation_id(session, invite.team_id)
    current = visit.current
    if current is not None and current.organisation_id == organisation_id:
        if not _has_it_already(session, current.person_id, invite):
            redeem(session, invite, at=visit.at)
            person = session.get_one(Person, current.person_id)
            _let_in(session, person, invite, at=visit.at)
            _note(session, current, invite, at=visit.at)
        return Joined(actor=current, token=None)
    if not visit.wanted.name:
        raise Malformed("name.missing", "Please say your name: your team will see it.")
    redeem(session, invite, at=visit.at)
    person = added(
        session,
        Person(
            organisation_id=organisation_id,
            name=visit.wanted.name,
            language=visit.wanted.language,
            created_at=visit.at,
        ),
    )
    _let_in(session, person, invite, at=visit.at)
    joined = visit.opens(session, person)
    _note(session, joined.actor, invite, at=visit.at)
    return joined


def _enter_as_owner(session: Session, invite: Invite, visit: Visit) -> Joined:
    """One more phone of the person whose code it is. Somebody who had left comes back by it."""
    assert invite.person_id is not None
    person = session.get_one(Person, invite.person_id)
    current = visit.current
    if current is not None and current.person_id == person.id and not current.is_on_shared:
        return Joined(actor=current, token=None)
    redeem(session, invite, at=visit.at)
    if person.departed_at is not None:
        give_role(session, person, invite.role, at=visit.at, team_id=invite.team_id)
    joined = visit.opens(session, person)
    _note(session, joined.actor, invite, at=visit.at)
    return joined


def _let_in(session: Session, person: Person, invite: Invite, *, at: datetime) -> None:
    """Joining raises a role and never lowers it."""
    if invite.kind is InviteKind.POSTER:
        ask_admission(session, person, invite, at=at)
        return
    role = invite.role
    if _is_from_console(invite):
        give_role(session, person, role, at=at, organisation_id=person.organisation_id)
        role = Role.LEAD
    if not holds_at_least(session, person.id, role, team_id=invite.team_id):
        give_role(session, person, role, at=at, team_id=invite.team_id)


def _is_from_console(invite: Invite) -> bool:
    """The console's admin link makes an admin of the organisation; one made in the app, of a team."""
    return invite.created_by_id is None and invite.role is Role.ADMIN


def _has_it_already(session: Session, person_id: UUID, invite: Invite) -> bool:
    if invite.kind is InviteKind.POSTER:
        asked = exists().where(
            col(Admission.person_id) == person_id, col(Admission.team_id) == invite.team_id
        )
        if session.scalar(select(asked)):
            return True
    held = holds_at_least(session, person_id, invite.role, team_id=invite.team_id)
    return held and not _is_from_console(invite)


def _note(session: Session, actor: Actor, invite: Invite, *, at: datetime) -> None:
    record_audit(
        session,
        actor,
        "invite.used",
        at=at,
        object_id=invite.id,
        kind=invite.kind.value,
        team_id=str(invite.team_id),
    )
