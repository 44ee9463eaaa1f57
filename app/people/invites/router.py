"""Routes about ways in: joining, looking first, links, posters, codes for a new phone."""

import io
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request, Response

from app.core.actor import Actor
from app.core.addresses import address_for_phones
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
from app.people.invites import queries, redeeming, service
from app.people.invites.schemas import InviteIn, InviteOut, JoinIn, LookIn, LookOut, SheetIn
from app.people.invites.service import Made
from app.people.queries import SignedIn, get_me
from app.people.schemas import Limits, Me
from app.people.shared.deps import pin_rule_of, pins_of
from app.people.shared.hashing import PinHasher
from app.people.shared.policy import PinRule, require_good
from app.settings import Settings

router = APIRouter(prefix="/api", tags=["invites"])

Who = Annotated[Actor, Depends(signed_in)]
Proven = Annotated[Actor, Depends(stepped_up)]
Session = Annotated[SignedIn | None, Depends(session_of)]
Bounds = Annotated[Limits, Depends(limits_of)]
Hasher = Annotated[PinHasher, Depends(pins_of)]
Rule = Annotated[PinRule, Depends(pin_rule_of)]


@router.post("/join", status_code=201, dependencies=[Depends(anyone)])
async def join(
    wanted: JoinIn,
    request: Request,
    response: Response,
    current: Session,
    db: Db,
    now: Now,
    settings: Config,
    limits: Bounds,
    hasher: Hasher,
    rule: Rule,
) -> Me:
    """Redeem a join link. The token comes in the body: in an address it would end up in logs."""
    pin_hash = None
    if wanted.pin is not None:
        role = await db.read(redeeming.find_pin_role, wanted.token, at=now)
        # Not for a token that leads nowhere: a stranger shall not keep the machine busy.
        if role is not None:
            pin_hash = await hasher.hashed(require_good(wanted.pin, min_chars=rule.min_chars_for(role)))
    joined = await db.write(
        redeeming.join,
        wanted,
        current=current.actor if current else None,
        at=now,
        session_max_s=settings.session_max_s,
        pin_hash=pin_hash,
    )
    if joined.token is not None:
        set_session_cookie(request, response, settings, joined.token)
    return await db.read(get_me, joined.actor, limits=limits)


@router.post("/join/look", dependencies=[Depends(anyone)])
async def look(wanted: LookIn, db: Db, now: Now) -> LookOut:
    return await db.read(queries.look_at_invite, wanted.token, at=now)


@router.post("/me/phone", status_code=201)
async def create_own_phone(request: Request, actor: Who, db: Db, now: Now, settings: Config) -> InviteOut:
    """A code for my own new phone: a quarter of an hour, once."""
    made = await db.write(service.create_own_phone, actor, at=now)
    return _told(request, settings, made)


@router.post("/people/{person_id}/phone", status_code=201)
async def create_phone_for(
    person_id: UUID, request: Request, actor: Proven, db: Db, now: Now, settings: Config
) -> InviteOut:
    """The same for somebody I look after, whose old phone is gone."""
    made = await db.write(service.create_phone_for, actor, person_id, at=now)
    return _told(request, settings, made)


@router.get("/teams/{team_id}/invites")
async def list_invites(team_id: UUID, actor: Who, db: Db, now: Now) -> list[InviteOut]:
    return await db.read(queries.list_invites, actor, team_id, at=now)


@router.post("/teams/{team_id}/invites", status_code=201)
async def create_invite(
    team_id: UUID,
    wanted: InviteIn,
    request: Request,
    actor: Proven,
    db: Db,
    now: Now,
    settings: Config,
) -> InviteOut:
    made = await db.write(service.create_invite, actor, team_id, wanted, at=now)
    return _told(request, settings, made)


@router.post("/teams/{team_id}/invites/personal", status_code=201)
async def create_sheet(
    team_id: UUID,
    wanted: SheetIn,
    request: Request,
    actor: Proven,
    db: Db,
    now: Now,
    settings: Config,
) -> list[InviteOut]:
    """One code for each person, to print and hand out."""
    sheet = await db.write(service.create_sheet, actor, team_id, wanted, at=now)
    return [_told(request, settings, made) for made in sheet]


@router.delete("/teams/{team_id}/invites/{invite_id}", status_code=204)
async def revoke_invite(team_id: UUID, invite_id: UUID, actor: Who, db: Db, now: Now) -> None:
    await db.write(service.revoke_invite, actor, team_id, invite_id, at=now)


def _told(request: Request, settings: Settings, made: Made) -> InviteOut:
    """The token is a fragment: browsers send it to nobody, so no log can hold it."""
    url = f"{address_for_phones(settings, str(request.base_url))}/join#{made.token}"
    told = queries.as_invite(made.invite, made.person.name if made.person else None)
    return told.model_copy(update={"url": url, "qr_svg": _qr_svg(url)})


def _qr_svg(url: str) -> str:
    """A stand-alone SVG, black on white whatever the theme: cameras need the contrast."""
    svg = io.BytesIO()
    segno.make_qr(url, error="m").save(
        svg, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, nl=False
    )
    return svg.getvalue().decode()
