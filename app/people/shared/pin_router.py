"""Routes about PINs and about the shared phones of a team."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.actor import Actor
from app.core.errors import Refused
from app.people.deps import Db, Now, signed_in, stepped_up
from app.people.schemas import Named
from app.people.shared import pins, queries, service
from app.people.shared.checking import PinChecker
from app.people.shared.deps import checker_of, enrolled, pin_rule_of, pins_of
from app.people.shared.hashing import PinHasher
from app.people.shared.policy import CODE_S, PinRule, as_code, require_good, shown_code
from app.people.shared.queries import EnrolledDevice, strongest_role
from app.people.shared.schemas import CodeIn, CodeOut, EnrolledOut, MyPinIn, PinSetOut

router = APIRouter(prefix="/api", tags=["shared phones"])

Who = Annotated[Actor, Depends(signed_in)]
Weighty = Annotated[Actor, Depends(stepped_up)]
Hasher = Annotated[PinHasher, Depends(pins_of)]
Rule = Annotated[PinRule, Depends(pin_rule_of)]
Checker = Annotated[PinChecker, Depends(checker_of)]


@router.put("/me/pin", status_code=204)
async def set_my_pin(wanted: MyPinIn, actor: Who, db: Db, now: Now, checker: Checker) -> None:
    """On one's own phone; on a shared one, which anybody may find open, only with the present PIN."""
    role = await db.read(strongest_role, actor.person_id)
    good = require_good(wanted.pin, min_chars=checker.rule.min_chars_for(role))
    if actor.is_on_shared and wanted.current_pin is None:
        raise Refused("pin.current_needed", "Type the PIN you have now, too.")
    if wanted.current_pin is not None:
        await checker.require(
            wanted.current_pin,
            lambda session: pins.count_own_try(session, actor.person_id, at=now),
            device=None,
            at=now,
        )
    await db.write(pins.set_own_pin, actor, await checker.hasher.hashed(good), at=now)


@router.post("/shared/pin")
async def choose_pin(
    wanted: CodeIn,
    device: Annotated[EnrolledDevice, Depends(enrolled)],
    db: Db,
    now: Now,
    hasher: Hasher,
    rule: Rule,
) -> PinSetOut:
    """A first or a new PIN, with the code that a lead gave the person. The code says who they are."""
    code_hash = hasher.code_hash(as_code(wanted.code))
    person_id = await db.write(pins.try_code, device, code_hash, at=now)
    if person_id is None:
        raise pins.code_refused()
    role = await db.read(strongest_role, person_id)
    good = require_good(wanted.pin, min_chars=rule.min_chars_for(role))
    person = await db.write(pins.use_code, device, code_hash, await hasher.hashed(good), at=now)
    return PinSetOut(person=Named(id=person.id, name=person.name))


@router.post("/people/{person_id}/pin-code", status_code=201)
async def create_pin_code(person_id: UUID, actor: Weighty, db: Db, now: Now, hasher: Hasher) -> CodeOut:
    code = pins.new_code()
    kept = await db.write(
        pins.create_code,
        actor,
        person_id,
        hasher.code_hash(code),
        at=now,
        ttl=timedelta(seconds=CODE_S),
    )
    return CodeOut(code=shown_code(code), expires_at=kept.expires_at)


@router.delete("/people/{person_id}/pin", status_code=204)
async def reset_pin(person_id: UUID, actor: Weighty, db: Db, now: Now) -> None:
    await db.write(pins.reset_pin, actor, person_id, at=now)


@router.get("/teams/{team_id}/devices")
async def list_devices(team_id: UUID, actor: Who, db: Db) -> list[EnrolledOut]:
    return await db.read(queries.list_devices, actor, team_id)


@router.delete("/devices/{device_id}", status_code=204)
async def revoke_device(device_id: UUID, actor: Weighty, db: Db, now: Now) -> None:
    """At once: its cookie, whoever is signed in on it, and what it had yet to send."""
    await db.write(service.revoke_device, actor, device_id, at=now)
