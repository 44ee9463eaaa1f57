"""Asking to be let in, and letting in. Each verb runs in the caller's transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFound
from app.people.access import team_for
from app.people.audit.service import record_audit
from app.people.joining import added, give_role, let_go, tell_person
from app.people.models import Admission, Invite, Membership, Person, Role
from app.people.policy import require_grantable
from app.people.structure.queries import holders_of


def ask_admission(session: Session, person: Person, invite: Invite, *, at: datetime) -> None:
    """Put somebody who came by a poster before the leads of its team."""
    added(
        session,
        Admission(
            person_id=person.id,
            team_id=invite.team_id,
            invite_id=invite.id,
            role=invite.role,
            asked_at=at,
        ),
    )
    tell_person(session, person.id, at=at)
    _tell_leads(session, invite.team_id, at=at)


def decide_admission(
    session: Session, actor: Actor, team_id: UUID, admission_id: UUID, *, admit: bool, at: datetime
) -> None:
    """Let somebody in, or send them away: who has no other role is then gone altogether."""
    team = team_for(session, actor, team_id, needs=Role.LEAD)
    admission = _get_admission(session, team.id, admission_id)
    require_grantable(team.role, admission.role)
    person = session.get_one(Person, admission.person_id)
    role = admission.role
    session.delete(admission)
    session.flush()
    decided = "admission.granted" if admit else "admission.refused"
    record_audit(session, actor, decided, at=at, object_id=person.id, team_id=str(team.id), role=role.value)
    if admit:
        give_role(session, person, role, at=at, team_id=team.id)
    elif _is_elsewhere(session, person.id):
        tell_person(session, person.id, at=at)
    else:
        let_go(session, person, at=at)
    _tell_leads(session, team.id, at=at)


def _get_admission(session: Session, team_id: UUID, admission_id: UUID) -> Admission:
    """Locked: of two leads who decide at once, the second is told that it is done."""
    admission = session.scalars(
        select(Admission)
        .where(col(Admission.id) == admission_id, col(Admission.team_id) == team_id)
        .with_for_update()
    ).one_or_none()
    if admission is None:
        raise NotFound(
            "admission.unknown", "This person does not wait here, or somebody has decided already."
        )
    return admission


def _is_elsewhere(session: Session, person_id: UUID) -> bool:
    works = exists().where(col(Membership.person_id) == person_id)
    waits = exists().where(col(Admission.person_id) == person_id)
    return bool(session.scalar(select(works | waits)))


def _tell_leads(session: Session, team_id: UUID, *, at: datetime) -> None:
    """Whoever can let somebody in hears how many wait, each by their own scope: the crew need not."""
    for person_id in session.scalars(holders_of(team_id, needs=Role.LEAD)).all():
        tell_person(session, person_id, at=at)
