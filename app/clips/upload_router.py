"""tus 1.0.0 at /api/uploads."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.responses import JSONResponse

from app.clips import tus
from app.clips.deps import ActorDep, BlobsDep, ClockDep, DbDep, LimitsDep, UploadId
from app.clips.policy import UploadLimits
from app.clips.receiving import Body, Intake
from app.clips.schemas import UploadMetadata
from app.clips.service import (
    NewUpload,
    create_upload,
    declare_length,
    end_upload,
    require_within,
    wrong_offset,
)
from app.clips.upload_queries import Standing, get_standing
from app.core.errors import NotFound, Problem
from app.core.problems import MEDIA_TYPE, ProblemResponse, malformed
from app.people.deps import anyone


class TusRoute(APIRoute):
    """Asks for the protocol's version and says it in every answer, refusals included."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                if request.method != "OPTIONS":
                    tus.require_version(request.headers)
                response = await handle(request)
            except Problem as problem:
                response = _refusal(problem)
            response.headers["Tus-Resumable"] = tus.VERSION
            return response

        return answer


def _refusal(problem: Problem) -> Response:
    headers = {"Tus-Version": tus.VERSION} if isinstance(problem, tus.WrongVersion) else {}
    if "offset_bytes" in problem.facts:
        headers["Upload-Offset"] = str(problem.facts["offset_bytes"])
    if not isinstance(problem, tus.ChecksumMismatch):
        return ProblemResponse(problem, headers=headers)
    # The status is the protocol's own, so no table of HTTP has its title.
    title = {"type": "about:blank", "title": "Checksum Mismatch", "status": problem.status}
    body = title | {"code": problem.code, "detail": problem.sentence}
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA_TYPE)


router = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=TusRoute)


class Desk:
    """What every verb of an upload needs, gathered once per request."""

    def __init__(
        self,
        request: Request,
        actor: ActorDep,
        db: DbDep,
        blobs: BlobsDep,
        limits: LimitsDep,
        clock: ClockDep,
    ) -> None:
        self.request = request
        self.headers = request.headers
        self.actor = actor
        self.db = db
        self.limits: UploadLimits = limits
        self.clock = clock
        self._blobs = blobs

    def intake(self, standing: Standing) -> Intake:
        return Intake(
            standing, self.actor, db=self.db, blobs=self._blobs, limits=self.limits, clock=self.clock
        )

    async def receive(self, intake: Intake) -> None:
        """Store the request's body at the end of the upload."""
        standing = intake.standing
        size = tus.content_length_in(self.headers) or 0
        require_within(standing.offset_bytes + size, length_bytes=standing.length_bytes, limits=self.limits)
        checksum = tus.checksum_in(self.headers)
        body = Body(self.request.receive)
        try:
            await (intake.take_checked(body, checksum) if checksum else intake.take(body))
        finally:
            body.close()
        await intake.finish_if_whole()


DeskDep = Annotated[Desk, Depends(Desk)]


@router.options("", dependencies=[Depends(anyone)])
@router.options("/{upload_id}", dependencies=[Depends(anyone)])
async def describe(limits: LimitsDep) -> Response:
    return Response(
        status_code=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": ",".join(tus.EXTENSIONS),
            "Tus-Max-Size": str(limits.upload_max_bytes),
            "Tus-Checksum-Algorithm": ",".join(tus.CHECKSUMS),
        },
    )


@router.post("", status_code=201)
async def create(desk: DeskDep) -> Response:
    """Begin an upload, or find the one this clip already has. A body is its first bytes."""
    header = desk.headers.get("upload-metadata", "")
    wanted = NewUpload(
        about=_metadata(tus.metadata_in(header)),
        metadata_header=header,
        length_bytes=tus.new_length_in(desk.headers),
    )
    has_body = "content-type" in desk.headers and tus.content_length_in(desk.headers) != 0
    if has_body:
        tus.require_body_type(desk.headers)
    standing = await desk.db.write(create_upload, desk.actor, wanted, limits=desk.limits, at=desk.clock())
    intake = desk.intake(standing)
    # Bytes that come with a repeated creation belong to the beginning, which is here already.
    if has_body and standing.offset_bytes == 0:
        await desk.receive(intake)
    headers = {**_standing_headers(intake.standing), "Location": f"/api/uploads/{standing.id}"}
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}")
async def look(upload_id: UploadId, desk: DeskDep) -> Response:
    """Where to go on. Finishes an upload whose last answer, and with it its end, was lost in a crash."""
    intake = desk.intake(await desk.db.read(get_standing, desk.actor, upload_id, at=desk.clock()))
    await intake.finish_if_whole()
    standing = intake.standing
    headers = _standing_headers(standing)
    if standing.metadata_header:
        headers["Upload-Metadata"] = standing.metadata_header
    return Response(status_code=200, headers=headers)


@router.patch("/{upload_id}", status_code=204)
async def append(upload_id: UploadId, desk: DeskDep) -> Response:
    tus.require_body_type(desk.headers)
    offset = tus.offset_in(desk.headers)
    declared = tus.declared_length_in(desk.headers)
    standing = await desk.db.read(get_standing, desk.actor, upload_id, at=desk.clock())
    if offset != standing.offset_bytes:
        raise wrong_offset(standing.offset_bytes)
    if declared is not None:
        standing = await desk.db.write(
            declare_length, desk.actor, upload_id, declared, limits=desk.limits, at=desk.clock()
        )
        # Another PATCH may have stored a part in between: these bytes would land behind it.
        if offset != standing.offset_bytes:
            raise wrong_offset(standing.offset_bytes)
    intake = desk.intake(standing)
    await desk.receive(intake)
    return Response(status_code=204, headers=_standing_headers(intake.standing))


@router.delete("/{upload_id}", status_code=204)
async def terminate(upload_id: UploadId, desk: DeskDep) -> Response:
    await desk.db.write(end_upload, desk.actor, upload_id, at=desk.clock())
    return Response(status_code=204)


@router.post("/{upload_id}", include_in_schema=False)
async def override(upload_id: UploadId, desk: DeskDep) -> Response:
    """For clients whose network lets only POST through: the protocol asks servers to honour it."""
    method = desk.headers.get("x-http-method-override", "").upper()
    verbs = {"PATCH": append, "DELETE": terminate, "HEAD": look}
    if method not in verbs:
        raise NotFound("page.unknown", "There is nothing here.")
    return await verbs[method](upload_id, desk)


def _metadata(metadata: dict[str, str]) -> UploadMetadata:
    try:
        return UploadMetadata.model_validate(metadata)
    except ValidationError as error:
        raise malformed(error.errors()) from None


def _standing_headers(standing: Standing) -> dict[str, str]:
    length = standing.length_bytes
    headers = {"Upload-Offset": str(standing.offset_bytes), "Cache-Control": "no-store"}
    headers |= {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    if not standing.is_finished:
        headers["Upload-Expires"] = tus.expires_header(standing.expires_at)
    return headers
