"""Routes about people: joining, who I am, sites, teams, members and join links."""

import io
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request, Response

from app.core.actor import Actor
from app.core.addresses import address_for_phones
from app.people import joining, queries, service
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
from app.people.queries import SignedIn
from app.people.schemas import (
    InviteIn,
    InviteOut,
    JoinIn,
    Limits,
    LookIn,
    LookOut,
    Me,
    MeChange,
    MemberOut,
    RoleIn,
    SiteIn,
    SiteOut,
    TeamChange,
    TeamIn,
    TeamOut,
)
from app.settings import Settings

router = APIRouter(prefix="/api", tags=["people"])

Who = Annotated[Actor, Depends(signed_in)]
Session = Annotated[SignedIn | None, Depends(session_of)]
Bounds = Annotated[Limits, Depends(limits_of)]


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
) -> Me:
    """Redeem a join link. The token comes in the body: in an address it would end up in logs."""
    joined = await db.write(
        joining.join,
        wanted,
        current=current.actor if current else None,
        at=now,
        session_max_s=settings.session_max_s,
    )
    if joined.token is not None:
        set_session_cookie(request, response, settings, joined.token)
    return await db.read(queries.get_me, joined.actor, limits=limits)


@router.post("/join/look", dependencies=[Depends(anyone)])
async def look(wanted: LookIn, db: Db, now: Now) -> LookOut:
    return await db.read(queries.look_at_invite, wanted.token, at=now)


@router.get("/me")
async def get_me(
    request: Request,
    response: Response,
    actor: Who,
    session: Session,
    db: Db,
    now: Now,
    settings: Config,
    limits: Bounds,
) -> Me:
    """Who I am on this device. Past half its life the session is renewed: workers stay in.

    Not on a shared phone: there a PIN opens a few hours and no more.
    """
    half_life = timedelta(seconds=settings.session_max_s / 2)
    if session is not None and not actor.is_on_shared and session.expires_at - now < half_life:
        until = now + timedelta(seconds=settings.session_max_s)
        await db.write(joining.renew_session, actor, expires_at=until)
        set_session_cookie(request, response, settings, session.token)
    return await db.read(queries.get_me, actor, limits=limits)


@router.patch("/me")
async def change_me(change: MeChange, actor: Who, db: Db, now: Now, limits: Bounds) -> Me:
    await db.write(service.change_me, actor, change, at=now)
    return await db.read(queries.get_me, actor, limits=limits)


@router.post("/me/leave", status_code=204)
async def leave(request: Request, response: Response, actor: Who, db: Db, now: Now, settings: Config) -> None:
    await db.write(joining.leave, actor, at=now)
    clear_session_cookie(request, response, settings)


@router.get("/sites")
async def list_sites(actor: Who, db: Db) -> list[SiteOut]:
    return await db.read(queries.list_sites, actor)


@router.post("/sites", status_code=201)
async def create_site(wanted: SiteIn, actor: Who, db: Db, now: Now) -> SiteOut:
    site = await db.write(service.create_site, actor, wanted, at=now)
    return SiteOut(id=site.id, name=site.name, zone=site.zone)


@router.get("/teams")
async def list_teams(actor: Who, db: Db) -> list[TeamOut]:
    return await db.read(queries.list_teams, actor)


@router.post("/teams", status_code=201)
async def create_team(wanted: TeamIn, actor: Who, db: Db, now: Now) -> TeamOut:
    team = await db.write(service.create_team, actor, wanted, at=now)
    return await db.read(queries.get_team, actor, team.id)


@router.patch("/teams/{team_id}")
async def rename_team(team_id: UUID, change: TeamChange, actor: Who, db: Db, now: Now) -> TeamOut:
    await db.write(service.rename_team, actor, team_id, name=change.name, at=now)
    return await db.read(queries.get_team, actor, team_id)


@router.get("/teams/{team_id}/members")
async def list_members(team_id: UUID, actor: Who, db: Db) -> list[MemberOut]:
    return await db.read(queries.list_members, actor, team_id)


@router.patch("/teams/{team_id}/members/{person_id}")
async def change_role(
    team_id: UUID, person_id: UUID, change: RoleIn, actor: Who, db: Db, now: Now
) -> MemberOut:
    return await db.write(service.change_role, actor, team_id, person_id, role=change.role, at=now)


@router.delete("/teams/{team_id}/members/{person_id}", status_code=204)
async def remove_member(team_id: UUID, person_id: UUID, actor: Who, db: Db, now: Now) -> None:
    await db.write(service.remove_member, actor, team_id, person_id, at=now)


@router.get("/teams/{team_id}/invites")
async def list_invites(team_id: UUID, actor: Who, db: Db, now: Now) -> list[InviteOut]:
    return await db.read(queries.list_invites, actor, team_id, at=now)


@router.post("/teams/{team_id}/invites", status_code=201)
async def create_invite(
    team_id: UUID,
    wanted: InviteIn,
    request: Request,
    actor: Who,
    db: Db,
    now: Now,
    settings: Config,
) -> InviteOut:
    token, invite = await db.write(joining.create_invite, actor, team_id, wanted, at=now)
    url = _join_url(request, settings, token)
    return InviteOut(
        id=invite.id,
        role=invite.role,
        uses_max=invite.uses_max,
        used_count=invite.used_count,
        expires_at=invite.expires_at,
        url=url,
        qr_svg=_qr_svg(url),
    )


@router.delete("/teams/{team_id}/invites/{invite_id}", status_code=204)
async def revoke_invite(team_id: UUID, invite_id: UUID, actor: Who, db: Db, now: Now) -> None:
    await db.write(joining.revoke_invite, actor, team_id, invite_id, at=now)


def _join_url(request: Request, settings: Settings, token: str) -> str:
    """The token is a fragment: browsers send it to nobody, so no log can hold it."""
    return f"{address_for_phones(settings, str(request.base_url))}/join#{token}"


def _qr_svg(url: str) -> str:
    """A stand-alone SVG, black on white whatever the theme: cameras need the contrast."""
    svg = io.BytesIO()
    segno.make_qr(url, error="m").save(
        svg, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, nl=False
    )
    return svg.getvalue().decode()
