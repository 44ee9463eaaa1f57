"""Routes of shared phones themselves: most stand behind the phone's own door, `enrolled`."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.http import now_of
from app.people.deps import (
    Config,
    Db,
    Now,
    anyone,
    clear_session_cookie,
    limits_of,
    session_of,
    set_session_cookie,
    signed_in,
)
from app.people.queries import SignedIn, get_me
from app.people.schemas import Limits
from app.people.shared import pins, queries, service
from app.people.shared.checking import PinChecker
from app.people.shared.deps import (
    checker_of,
    device_of,
    enrolled,
    pin_rule_of,
    seals_of,
    set_device_cookie,
)
from app.people.shared.envelopes import answer_envelope
from app.people.shared.policy import PinRule
from app.people.shared.proofs import require_point
from app.people.shared.queries import EnrolledDevice
from app.people.shared.schemas import (
    ChallengeOut,
    EnrolIn,
    EnrolOut,
    EnvelopesIn,
    EnvelopesOut,
    KeysIn,
    KeysOut,
    SealKey,
    SharedOut,
    UnlockIn,
    UnlockOut,
    decoded,
    encoded,
)
from app.people.shared.sealing import Seals
from app.settings import Settings
from app.sync.deps import domains_of
from app.sync.schemas import Domains

router = APIRouter(prefix="/api/shared", tags=["shared phones"])

Phone = Annotated[EnrolledDevice, Depends(enrolled)]
Current = Annotated[SignedIn | None, Depends(session_of)]
Rule = Annotated[PinRule, Depends(pin_rule_of)]
Keys = Annotated[Seals, Depends(seals_of)]


@router.post("/enrol", status_code=201, dependencies=[Depends(anyone)])
async def enrol(
    wanted: EnrolIn,
    request: Request,
    response: Response,
    current: Current,
    before: Annotated[EnrolledDevice | None, Depends(device_of)],
    db: Db,
    now: Now,
    settings: Config,
) -> EnrolOut:
    """Make this browser a shared phone of a team, with the key it just made and cannot give away."""
    public_key = decoded(wanted.public_key)
    require_point(public_key)
    token, device = await db.write(
        service.enrol,
        wanted.token,
        label=wanted.label,
        public_key=public_key,
        current=_actor(current),
        before=before,
        at=now,
    )
    set_device_cookie(request, response, settings, token)
    clear_session_cookie(request, response, settings)
    return await db.read(queries.get_enrolment, device)


@router.get("")
async def get_shared(
    device: Phone,
    db: Db,
    now: Now,
    settings: Config,
    rule: Rule,
    everybody: Annotated[bool, Query(alias="all")] = False,
) -> SharedOut:
    """Whose phone this may become: those on shift, or with `all` the whole crew."""
    return await db.read(
        queries.get_shared,
        device,
        everybody=everybody,
        at=now,
        lock_after_s=settings.shared_lock_after_s,
        rule=rule,
    )


@router.post("/challenge")
async def create_challenge(device: Phone, db: Db, now: Now) -> ChallengeOut:
    challenge = await db.write(service.create_challenge, device, at=now)
    return ChallengeOut(challenge_id=challenge.id, nonce=encoded(challenge.nonce))


@router.post("/unlock")
async def unlock(
    wanted: UnlockIn,
    request: Request,
    response: Response,
    device: Phone,
    current: Current,
    db: Db,
    now: Now,
    settings: Config,
    checker: Annotated[PinChecker, Depends(checker_of)],
    seals: Keys,
    limits: Annotated[Limits, Depends(limits_of)],
) -> UnlockOut:
    """Open this phone for one person. Wrong PIN, no PIN and nobody there are one answer, `pin.refused`."""
    signature = decoded(wanted.signature)
    nonce = await db.write(service.take_challenge, device, wanted.challenge_id, at=now)
    service.require_proof(nonce, device, signature, person_id=wanted.person_id)
    await checker.require(
        wanted.pin,
        lambda session: pins.count_try(session, device, wanted.person_id, at=now),
        device=device,
        at=now,
    )
    session_max_s = min(settings.shared_session_max_s, settings.session_max_s)
    opened = await db.write(
        service.unlock,
        device,
        wanted.person_id,
        current=_actor(current),
        at=now,
        session_max_s=session_max_s,
    )
    assert opened.token is not None
    set_session_cookie(request, response, settings, opened.token, max_age_s=session_max_s)
    return UnlockOut(
        me=await db.read(get_me, opened.actor, limits=limits),
        session_id=opened.actor.session_id,
        seal_key=encoded(seals.key(opened.actor.session_id)),
    )


@router.post("/lock", status_code=204)
async def lock(
    request: Request,
    response: Response,
    device: Phone,
    current: Current,
    db: Db,
    now: Now,
    settings: Config,
) -> None:
    """Close it. Harmless when it is closed already."""
    await db.write(service.lock, device, current=_actor(current), at=now)
    clear_session_cookie(request, response, settings)


@router.post("/envelopes")
async def open_envelopes(
    form: EnvelopesIn,
    request: Request,
    device: Phone,
    db: Db,
    settings: Config,
    seals: Keys,
    domains: Annotated[Domains, Depends(domains_of)],
) -> EnvelopesOut:
    """Do what people of this phone did before it locked, each in their own name, each once."""
    kept = _kept(settings)
    results = [
        await answer_envelope(db, seals, domains, device, envelope, at=await now_of(request), kept=kept)
        for envelope in form.envelopes
    ]
    return EnvelopesOut(results=results)


@router.post("/keys")
async def list_keys(
    wanted: KeysIn,
    actor: Annotated[Actor, Depends(signed_in)],
    db: Db,
    now: Now,
    settings: Config,
    seals: Keys,
) -> KeysOut:
    """Of one's own earlier sessions on this shared phone: to open again what could not be sent."""
    if not actor.is_on_shared:
        raise NotFound("device.unknown", "There is no such shared phone, or it is not yours to look after.")
    own = await db.read(queries.list_own_sessions, actor, wanted.session_ids, at=now, kept=_kept(settings))
    return KeysOut(
        keys=[SealKey(session_id=session_id, seal_key=encoded(seals.key(session_id))) for session_id in own]
    )


def _actor(current: SignedIn | None) -> Actor | None:
    return current.actor if current else None


def _kept(settings: Settings) -> timedelta:
    """As long as a repeated command is known for one, and no longer."""
    return timedelta(seconds=settings.command_kept_s)
