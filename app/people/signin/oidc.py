"""Signing in at the company's provider: the question that a browser takes there, and who came back."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.crypto import token_hash
from app.core.errors import NotFound
from app.people.audit.service import record_audit
from app.people.joining import Joined, added
from app.people.models import Organisation, Person
from app.people.signin import challenges
from app.people.signin.models import Identity, Purpose
from app.people.signin.policy import refused
from app.people.signin.provider import Json, Question
from app.people.signin.queries import holds_role
from app.people.signin.service import audit_sign_in
from app.people.signin.sessions import open_by_proof
from app.settings import Settings

DEVICE_LABEL = "Browser"
_CLAIM_MAX_CHARS = 255


def question_of(state: UUID, secret: str, *, redirect_uri: str) -> Question:
    """`secret` is in the browser's cookie and nowhere else; nonce and verifier follow from it."""
    return Question(
        state=str(state),
        nonce=_derived(secret, b"nonce"),
        code_verifier=_derived(secret, b"code_verifier"),
        redirect_uri=redirect_uri,
    )


def _derived(secret: str, purpose: bytes) -> str:
    return hmac.digest(secret.encode(), purpose, hashlib.sha256).hex()


def begin(session: Session, secret: str, *, at: datetime) -> UUID:
    """The state of a sign-in that only the browser with this secret can finish, once and soon."""
    return challenges.ask(session, Purpose.OIDC, at=at, value=token_hash(secret)).id


def take(session: Session, state: UUID, secret: str, *, at: datetime) -> None:
    """Raises Refused when it was not begun here by this browser, is over, or has been answered."""
    kept = challenges.take(session, state, Purpose.OIDC, at=at)
    if not hmac.compare_digest(kept, token_hash(secret)):
        raise refused()


def sign_in(
    session: Session,
    claims: Json,
    *,
    settings: Settings,
    current: Actor | None,
    at: datetime,
) -> Joined:
    """Raises NotFound for somebody whom the organisation does not know, or no longer."""
    organisation_id = organisation_of(session, settings)
    identity = _find_identity(session, claims)
    known = identity or _introduced(session, claims, organisation_id, settings.oidc_person_claim, at=at)
    if not _is_here(session, known.person_id, organisation_id):
        raise unknown()
    joined = open_by_proof(
        session,
        known.person_id,
        replaces=current,
        label=DEVICE_LABEL,
        at=at,
        session_max_s=settings.session_max_s,
        is_fresh=False,
    )
    if identity is None:
        record_audit(session, joined.actor, "identity.linked", at=at, object_id=known.id)
    audit_sign_in(session, joined.actor, by="oidc", at=at)
    return joined


def _find_identity(session: Session, claims: Json) -> Identity | None:
    return session.scalars(
        select(Identity).where(
            col(Identity.issuer) == str(claims["iss"]), col(Identity.subject) == str(claims["sub"])
        )
    ).one_or_none()


def _introduced(
    session: Session, claims: Json, organisation_id: UUID, claim: str, *, at: datetime
) -> Identity:
    """By the employer's own number, the first time. Locked: two first times make one identity."""
    number = claims.get(claim)
    if isinstance(number, int) and not isinstance(number, bool):
        number = str(number)
    if not isinstance(number, str) or not 0 < len(number) <= _CLAIM_MAX_CHARS:
        raise unknown()
    person_id = session.scalars(
        select(col(Person.id))
        .where(col(Person.organisation_id) == organisation_id, col(Person.external_id) == number)
        .with_for_update()
    ).one_or_none()
    if person_id is None:
        raise unknown()
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    return _find_identity(session, claims) or added(
        session, Identity(person_id=person_id, issuer=issuer, subject=subject, created_at=at)
    )


def _is_here(session: Session, person_id: UUID, organisation_id: UUID) -> bool:
    here = exists().where(
        col(Person.id) == person_id,
        col(Person.organisation_id) == organisation_id,
        col(Person.departed_at).is_(None),
        holds_role(person_id),
    )
    return bool(session.scalar(select(here)))


def organisation_of(session: Session, settings: Settings) -> UUID:
    """Whose people sign in this way. Raises NotFound when nobody has said so and there are several."""
    if settings.oidc_organisation is not None:
        return settings.oidc_organisation
    ids = session.scalars(select(col(Organisation.id)).limit(2)).all()
    if len(ids) == 1:
        return ids[0]
    raise NotFound("oidc.organisation", "oidc_organisation must say which organisation signs in this way.")


def unknown() -> NotFound:
    return NotFound("oidc.unknown", "Nobody here is known by that account.")
