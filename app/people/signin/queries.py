"""Selects about passkeys, recovery codes and identities."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.people.models import Membership, Organisation, PasskeyRule, Person, Role
from app.people.signin.models import Passkey, RecoveryCode
from app.people.signin.policy import Standing
from app.people.signin.schemas import PasskeyOut, PasskeysOut


def get_standing(session: Session, actor: Actor) -> Standing:
    rule, has_passkey, is_lead = session.execute(
        select(
            col(Organisation.passkeys),
            exists().where(*live_of(actor.person_id)),
            holds_role(actor.person_id, Role.LEAD, Role.ADMIN),
        ).where(col(Organisation.id) == actor.organisation_id)
    ).one()
    return Standing(rule=rule, has_passkey=has_passkey, is_lead=is_lead)


def live_of(person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (col(Passkey.person_id) == person_id, col(Passkey.revoked_at).is_(None))


def holds_role(person_id: UUID | SQLColumnExpression[UUID], *roles: Role) -> ColumnElement[bool]:
    """One of the roles, or any, anywhere."""
    held = (col(Membership.person_id) == person_id,)
    return exists().where(*held, col(Membership.role).in_(roles or tuple(Role)))


def list_live(session: Session, person_id: UUID) -> Sequence[Passkey]:
    return session.scalars(
        select(Passkey).where(*live_of(person_id)).order_by(col(Passkey.created_at), col(Passkey.id))
    ).all()


def get_person(session: Session, actor: Actor) -> Person:
    return session.scalars(select(Person).where(col(Person.id) == actor.person_id)).one()


def find_live(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey, unless it was removed or its person is no longer with any team."""
    return session.scalars(
        select(Passkey)
        .join(Person, col(Person.id) == col(Passkey.person_id))
        .where(
            col(Passkey.credential_id) == credential_id,
            col(Passkey.revoked_at).is_(None),
            col(Person.departed_at).is_(None),
            holds_role(col(Person.id)),
        )
    ).one_or_none()


def get_passkeys(session: Session, actor: Actor, *, is_possible: bool) -> PasskeysOut:
    """My own."""
    standing = get_standing(session, actor)
    return PasskeysOut(
        passkeys=[passkey_out(passkey) for passkey in list_live(session, actor.person_id)],
        recovery_code_made_at=_recovery_code_made_at(session, actor.person_id),
        is_possible=is_possible,
        is_required=standing.rule is PasskeyRule.REQUIRED and standing.is_lead,
        is_wanted=is_possible and standing.is_lead and not standing.has_passkey,
    )


def passkey_out(passkey: Passkey) -> PasskeyOut:
    return PasskeyOut(
        id=passkey.id,
        label=passkey.label,
        is_synced=passkey.is_synced,
        created_at=passkey.created_at,
        used_at=passkey.used_at,
    )


def _recovery_code_made_at(session: Session, person_id: UUID) -> datetime | None:
    return session.scalars(
        select(col(RecoveryCode.created_at)).where(
            col(RecoveryCode.person_id) == person_id,
            col(RecoveryCode.used_at).is_(None),
            col(RecoveryCode.revoked_at).is_(None),
        )
    ).one_or_none()
