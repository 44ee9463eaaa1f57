"""Routes of passkeys, step-up and the recovery code."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes

from app.core.actor import Actor
from app.people.deps import (
    Config,
    Db,
    Now,
    anyone,
    limits_of,
    session_of,
    set_session_cookie,
    signed_in,
    stepped_up,
)
from app.people.queries import SignedIn, get_me
from app.people.schemas import Limits, Me
from app.people.signin import queries, service
from app.people.signin.ceremonies import known_transports, verify_answer, verify_new
from app.people.signin.challenges import take
from app.people.signin.deps import held_token, on_own_phone, party_of, party_or_none
from app.people.signin.models import Passkey, Purpose
from app.people.signin.relying_party import RelyingParty
from app.people.signin.schemas import (
    CeremonyOut,
    OidcOut,
    PasskeyOut,
    PasskeysOut,
    RecoveryCodeOut,
    RecoveryIn,
    RegisterFinishIn,
    SignInFinishIn,
    SignInOut,
    StepUpFinishIn,
)

router = APIRouter(prefix="/api", tags=["sign-in"])

Who = Annotated[Actor, Depends(signed_in)]
Proven = Annotated[Actor, Depends(stepped_up)]
Own = Depends(on_own_phone)
Session = Annotated[SignedIn | None, Depends(session_of)]
Held = Annotated[str, Depends(held_token)]
Party = Annotated[RelyingParty, Depends(party_of)]
Possible = Annotated[RelyingParty | None, Depends(party_or_none)]
Bounds = Annotated[Limits, Depends(limits_of)]
Stranger = [Depends(anyone)]


@router.get("/sign-in", dependencies=Stranger)
async def get_ways(party: Possible, settings: Config) -> SignInOut:
    oidc = OidcOut(name=settings.oidc_name) if settings.oidc_issuer else None
    return SignInOut(passkeys=party is not None, oidc=oidc)


@router.get("/passkeys")
async def list_passkeys(actor: Who, party: Possible, db: Db) -> PasskeysOut:
    return await db.read(queries.get_passkeys, actor, is_possible=party is not None)


@router.post("/passkeys/register/begin", dependencies=[Own])
async def begin_registration(actor: Who, party: Party, db: Db, now: Now, settings: Config) -> CeremonyOut:
    challenge_id, options = await db.write(
        service.begin_registration, actor, party, at=now, step_up_max_s=settings.step_up_max_s
    )
    return CeremonyOut(challenge_id=challenge_id, options=options)


@router.post("/passkeys/register/finish", status_code=201, dependencies=[Own])
async def finish_registration(
    wanted: RegisterFinishIn,
    request: Request,
    response: Response,
    actor: Who,
    held: Held,
    party: Party,
    db: Db,
    now: Now,
    settings: Config,
) -> PasskeyOut:
    """Counts as a fresh proof, so that a recovery code can be made at once."""
    challenge = await db.write(
        take, wanted.challenge_id, Purpose.REGISTER, at=now, session_id=actor.session_id
    )
    verified = verify_new(party, wanted.credential.model_dump(), challenge=challenge)
    passkey, token = await db.write(
        service.add_passkey,
        actor,
        verified,
        held_token=held,
        label=wanted.label,
        transports=known_transports(wanted.credential.response.transports),
        at=now,
        step_up_max_s=settings.step_up_max_s,
    )
    set_session_cookie(request, response, settings, token)
    return queries.passkey_out(passkey)


@router.delete("/passkeys/{passkey_id}", status_code=204)
async def remove_passkey(passkey_id: UUID, actor: Proven, db: Db, now: Now) -> None:
    await db.write(service.remove_passkey, actor, passkey_id, at=now)


@router.post("/sign-in/passkey/begin", dependencies=Stranger)
async def begin_sign_in(party: Party, db: Db, now: Now) -> CeremonyOut:
    challenge_id, options = await db.write(service.begin_sign_in, party, at=now)
    return CeremonyOut(challenge_id=challenge_id, options=options)


@router.post("/sign-in/passkey/finish", dependencies=Stranger)
async def finish_sign_in(
    wanted: SignInFinishIn,
    request: Request,
    response: Response,
    current: Session,
    party: Party,
    db: Db,
    now: Now,
    settings: Config,
    limits: Bounds,
) -> Me:
    passkey, verified = await _proof(wanted, party, db, now, purpose=Purpose.SIGN_IN, session_id=None)
    joined = await db.write(
        service.sign_in,
        passkey,
        verified,
        current=current.actor if current else None,
        device_label=wanted.device_label,
        at=now,
        session_max_s=settings.session_max_s,
    )
    assert joined.token is not None
    set_session_cookie(request, response, settings, joined.token)
    return await db.read(get_me, joined.actor, limits=limits)


@router.post("/step-up/begin", dependencies=[Own])
async def begin_step_up(actor: Who, party: Party, db: Db, now: Now) -> CeremonyOut:
    challenge_id, options = await db.write(service.begin_step_up, actor, party, at=now)
    return CeremonyOut(challenge_id=challenge_id, options=options)


@router.post("/step-up/finish", status_code=204, dependencies=[Own])
async def finish_step_up(
    wanted: StepUpFinishIn,
    request: Request,
    response: Response,
    actor: Who,
    held: Held,
    party: Party,
    db: Db,
    now: Now,
    settings: Config,
) -> None:
    passkey, verified = await _proof(
        wanted, party, db, now, purpose=Purpose.STEP_UP, session_id=actor.session_id
    )
    token = await db.write(service.step_up, actor, passkey, verified, held_token=held, at=now)
    set_session_cookie(request, response, settings, token)


@router.post("/recovery-code", status_code=201, dependencies=[Own])
async def make_recovery_code(actor: Proven, db: Db, now: Now) -> RecoveryCodeOut:
    code = await db.write(service.make_recovery_code, actor, at=now)
    return RecoveryCodeOut(code=code, made_at=now)


@router.post("/sign-in/recovery", dependencies=Stranger)
async def recover(
    wanted: RecoveryIn,
    request: Request,
    response: Response,
    current: Session,
    db: Db,
    now: Now,
    settings: Config,
    limits: Bounds,
) -> Me:
    joined = await db.write(
        service.recover,
        wanted.code,
        current=current.actor if current else None,
        device_label=wanted.device_label,
        at=now,
        session_max_s=settings.session_max_s,
    )
    assert joined.token is not None
    set_session_cookie(request, response, settings, joined.token)
    return await db.read(get_me, joined.actor, limits=limits)


async def _proof(
    wanted: StepUpFinishIn,
    party: RelyingParty,
    db: Db,
    now: Now,
    *,
    purpose: Purpose,
    session_id: UUID | None,
) -> tuple[Passkey, VerifiedAuthentication]:
    """Three acts: the challenge is used up, the answer verified, and only then is anything changed."""
    challenge = await db.write(take, wanted.challenge_id, purpose, at=now, session_id=session_id)
    passkey = await db.read(queries.find_live, base64url_to_bytes(wanted.credential.rawId))
    verified = verify_answer(party, wanted.credential.model_dump(), passkey, challenge=challenge)
    assert passkey is not None
    return passkey, verified
