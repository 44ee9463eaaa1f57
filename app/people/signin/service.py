"""Verbs of signing in. Each runs in the caller's transaction; proofs were verified before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.structs import CredentialDeviceType
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.core.actor import Actor
from app.core.crypto import token_hash
from app.core.errors import NotFound, Refused
from app.people.audit.service import record_audit
from app.people.joining import Joined, added
from app.people.models import PasskeyRule, Person, Role
from app.people.signin.ceremonies import Options, creation_options, request_options
from app.people.signin.challenges import ask
from app.people.signin.models import Passkey, Purpose, RecoveryCode
from app.people.signin.policy import (
    Demand,
    is_fresh,
    new_recovery_code,
    read_recovery_code,
    refused,
    require_nothing_more,
)
from app.people.signin.queries import get_person, get_standing, holds_role, list_live
from app.people.signin.relying_party import RelyingParty
from app.people.signin.sessions import open_by_proof, renew_by_proof

PASSKEYS_MAX_COUNT = 20


def begin_registration(
    session: Session, actor: Actor, party: RelyingParty, *, at: datetime, step_up_max_s: int
) -> tuple[UUID, Options]:
    known = list_live(session, actor.person_id)
    _require_may_add(actor, known, at=at, step_up_max_s=step_up_max_s)
    challenge = ask(session, Purpose.REGISTER, at=at, session_id=actor.session_id)
    person = get_person(session, actor)
    return challenge.id, creation_options(party, person, known, challenge=challenge.value)


def add_passkey(
    session: Session,
    actor: Actor,
    verified: VerifiedRegistration,
    *,
    held_token: str,
    label: str,
    transports: list[str],
    at: datetime,
    step_up_max_s: int,
) -> tuple[Passkey, str]:
    """The passkey, and the token that this session goes on with: the person has just been verified."""
    _lock(session, actor.person_id)
    known = list_live(session, actor.person_id)
    # Asked again: a registration that began before the first passkey must not slip past it.
    _require_may_add(actor, known, at=at, step_up_max_s=step_up_max_s)
    taken = select(col(Passkey.id)).where(col(Passkey.credential_id) == verified.credential_id)
    if session.scalars(taken).one_or_none():
        raise refused()
    passkey = added(
        session,
        Passkey(
            person_id=actor.person_id,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=transports,
            is_synced=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
            label=label,
            created_at=at,
        ),
    )
    record_audit(session, actor, "passkey.registered", at=at, object_id=passkey.id)
    return passkey, renew_by_proof(session, actor, held_token, at=at)


def remove_passkey(session: Session, actor: Actor, passkey_id: UUID, *, at: datetime) -> None:
    _lock(session, actor.person_id)
    known = list_live(session, actor.person_id)
    passkey = next((passkey for passkey in known if passkey.id == passkey_id), None)
    if passkey is None:
        raise NotFound("passkey.unknown", "You have no such passkey.")
    if len(known) == 1 and get_standing(session, actor).rule is PasskeyRule.REQUIRED:
        raise Refused("passkey.last", "Your organisation asks for a passkey. Add another one first.")
    passkey.revoked_at = at
    record_audit(session, actor, "passkey.removed", at=at, object_id=passkey.id)


def begin_sign_in(session: Session, party: RelyingParty, *, at: datetime) -> tuple[UUID, Options]:
    challenge = ask(session, Purpose.SIGN_IN, at=at)
    return challenge.id, request_options(party, [], challenge=challenge.value)


def sign_in(
    session: Session,
    passkey: Passkey,
    verified: VerifiedAuthentication,
    *,
    current: Actor | None,
    device_label: str,
    at: datetime,
    session_max_s: int,
) -> Joined:
    _note_use(session, passkey, verified, at=at)
    joined = open_by_proof(
        session,
        passkey.person_id,
        replaces=current,
        label=device_label,
        at=at,
        session_max_s=session_max_s,
        is_fresh=True,
    )
    audit_sign_in(session, joined.actor, by="passkey", at=at)
    return joined


def begin_step_up(
    session: Session, actor: Actor, party: RelyingParty, *, at: datetime
) -> tuple[UUID, Options]:
    known = list_live(session, actor.person_id)
    if not known:
        require_nothing_more(Demand.PASSKEY)
    challenge = ask(session, Purpose.STEP_UP, at=at, session_id=actor.session_id)
    return challenge.id, request_options(party, known, challenge=challenge.value)


def step_up(
    session: Session,
    actor: Actor,
    passkey: Passkey,
    verified: VerifiedAuthentication,
    *,
    held_token: str,
    at: datetime,
) -> str:
    """The token that the session goes on with. Raises Refused when the passkey is somebody else's."""
    if passkey.person_id != actor.person_id:
        raise refused()
    _note_use(session, passkey, verified, at=at)
    return renew_by_proof(session, actor, held_token, at=at)


def make_recovery_code(session: Session, actor: Actor, *, at: datetime) -> str:
    """The code, which is kept nowhere. Ends the one before it."""
    _lock(session, actor.person_id)
    session.exec(
        update(RecoveryCode)
        .where(col(RecoveryCode.person_id) == actor.person_id, *_usable())
        .values(revoked_at=at)
    )
    code = new_recovery_code()
    kept = added(
        session,
        RecoveryCode(
            person_id=actor.person_id, code_hash=token_hash(read_recovery_code(code)), created_at=at
        ),
    )
    record_audit(session, actor, "recovery_code.made", at=at, object_id=kept.id)
    return code


def recover(
    session: Session,
    typed: str,
    *,
    current: Actor | None,
    device_label: str,
    at: datetime,
    session_max_s: int,
) -> Joined:
    """A session that counts as freshly proven, so that a new passkey can be registered. Once per code."""
    found = col(RecoveryCode.code_hash) == token_hash(read_recovery_code(typed))
    still_here = select(col(Person.id)).where(col(Person.departed_at).is_(None), holds_role(col(Person.id)))
    used = session.exec(
        update(RecoveryCode)
        .where(found, *_usable(), col(RecoveryCode.person_id).in_(still_here))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if not used.rowcount:
        raise Refused("recovery.refused", "This code was not accepted. Check it, or ask a lead for help.")
    code = session.scalars(select(RecoveryCode).where(found)).one()
    joined = open_by_proof(
        session,
        code.person_id,
        replaces=current,
        label=device_label,
        at=at,
        session_max_s=session_max_s,
        is_fresh=True,
    )
    record_audit(session, joined.actor, "recovery_code.used", at=at, object_id=code.id)
    return joined


def audit_sign_in(session: Session, actor: Actor, *, by: str, at: datetime) -> None:
    """Of leads and admins only: when a worker comes and goes is nobody's business."""
    if session.scalar(select(holds_role(actor.person_id, Role.LEAD, Role.ADMIN))):
        record_audit(session, actor, "session.opened", at=at, object_id=actor.session_id, by=by)


def _note_use(session: Session, passkey: Passkey, verified: VerifiedAuthentication, *, at: datetime) -> None:
    """Raises Refused when, since it was read, the passkey was removed or answered somebody else."""
    noted = session.exec(
        update(Passkey)
        .where(
            col(Passkey.id) == passkey.id,
            col(Passkey.revoked_at).is_(None),
            col(Passkey.sign_count) == passkey.sign_count,
        )
        .values(sign_count=verified.new_sign_count, used_at=at)
        .execution_options(synchronize_session=False)
    )
    if not noted.rowcount:
        raise refused()


def _require_may_add(actor: Actor, known: Sequence[Passkey], *, at: datetime, step_up_max_s: int) -> None:
    """The first passkey is a matter of trust in the session; each further one, of the ones before."""
    if known and not is_fresh(actor.stepped_up_at, at=at, step_up_max_s=step_up_max_s):
        require_nothing_more(Demand.PROOF)
    if len(known) >= PASSKEYS_MAX_COUNT:
        raise Refused("passkey.too_many", "Remove a passkey you no longer use first.")


def _lock(session: Session, person_id: UUID) -> None:
    """One at a time for this person."""
    session.scalars(select(Person).where(col(Person.id) == person_id).with_for_update()).one()


def _usable() -> tuple[ColumnElement[bool], ...]:
    return (col(RecoveryCode.used_at).is_(None), col(RecoveryCode.revoked_at).is_(None))
