"""The web process: `uvicorn --factory app.main:from_environment`, or `twotap web`."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import JSONResponse, Response
from typing_extensions import override

from app.core.certificates import certificate_for
from app.core.clock import Clock, utc_now
from app.core.db import Database
from app.core.doors import declared
from app.core.edge import Edge
from app.core.errors import Unavailable
from app.core.guards import GuardWrites
from app.core.http import db_of, install_problems
from app.core.jobs import count_unfinished
from app.core.metrics import Metrics
from app.core.pages import Pages
from app.migrations import current_revision, newest_revision
from app.people.deps import anyone, known, signed_in
from app.people.pacing import rates_of
from app.people.signin.provider import Provider
from app.settings import Settings
from app.sync.live import Hub
from app.sync.router import live_router
from app.sync.router import router as sync_router
from app.sync.wakers import waker_for
from app.wiring import (
    domains,
    include_domains,
    media_origin,
    open_blob_store,
    open_database,
    shared_phones,
    streamed_bodies,
)

DbDep = Annotated[Database, Depends(db_of)]
operations = APIRouter(tags=["operations"], dependencies=[Depends(anyone)])
pages = APIRouter(include_in_schema=False, dependencies=[Depends(anyone)])


@operations.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@operations.get("/readyz")
async def readyz(request: Request, db: DbDep) -> dict[str, str]:
    """The database answers and is in the form this version needs."""
    current = await asyncio.to_thread(current_revision, db)
    if current != request.app.state.newest_revision:
        raise Unavailable("database.not_migrated", "The database waits for its migration.")
    return {"status": "ready"}


@operations.get("/metrics", response_class=Response)
async def metrics(request: Request, db: DbDep) -> Response:
    """Prometheus text. Holds counts only; still, keep it from the public at your proxy."""
    unfinished = await asyncio.to_thread(count_unfinished, db)
    hub: Hub = request.app.state.hub
    seen: Metrics = request.app.state.metrics
    return seen.answer(unfinished=unfinished, listener_count=hub.listener_count)


@operations.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> JSONResponse:
    """What this service answers, for programs."""
    app: FastAPI = request.app
    return JSONResponse(app.openapi())


@pages.get("/{path:path}")
async def page(request: Request, path: str) -> Response:
    found: Pages = request.app.state.pages
    return found.answer(request, path)


def create_app(settings: Settings, *, clock: Clock = utc_now) -> FastAPI:
    app = FastAPI(
        title="Twotap",
        summary="Asynchronous communication for people who are not at a desk.",
        # Ours stands behind a door; the interactive pages load scripts from elsewhere, which our own
        # policy forbids.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    _equip(app, settings, clock)
    install_problems(app)
    app.include_router(operations)
    include_domains(app)
    # Who waits to be let in hears of it.
    app.include_router(live_router, dependencies=[Depends(known)])
    app.include_router(sync_router, dependencies=[Depends(signed_in)])
    app.include_router(pages)
    declared(app.routes)
    app.add_middleware(
        GuardWrites,
        body_max_bytes=settings.body_max_bytes,
        public_url=settings.public_url,
        streamed=streamed_bodies(settings),
    )
    app.add_middleware(
        Edge,
        metrics=app.state.metrics,
        https_only=settings.tls != "own",
        media_origin=media_origin(settings),
    )
    return app


def _equip(app: FastAPI, settings: Settings, clock: Clock) -> None:
    """What requests are answered with."""
    state = app.state
    state.settings = settings
    state.clock = clock
    state.db = open_database(settings)
    state.blobs = open_blob_store(settings)
    state.metrics = Metrics()
    state.pins, state.seals = shared_phones(settings, looked=state.metrics.pins.inc)
    state.rates = rates_of(settings)
    state.domains = domains(settings)
    state.oidc = Provider(settings) if settings.oidc_issuer else None
    state.hub = Hub(state.db, waker_for(state.db), row_kinds=state.domains.sources.keys())
    state.pages = Pages(settings.pwa_dir)
    state.newest_revision = newest_revision()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    yield
    app.state.hub.close()
    await app.state.db.aclose()


class Server(uvicorn.Server):
    """Ends the live streams first: uvicorn waits for open answers, and these never end by themselves."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        certificate = certificate_for(settings, at=utc_now())
        super().__init__(
            uvicorn.Config(
                app,
                ssl_certfile=certificate.cert_path if certificate else None,
                ssl_keyfile=certificate.key_path if certificate else None,
                host=settings.host,
                port=settings.port,
                log_config=None,
                # Its access lines would carry query strings; `core.edge` writes ours.
                log_level="warning",
                access_log=False,
                server_header=False,
                forwarded_allow_ips=settings.forwarded_allow_ips,
                timeout_graceful_shutdown=10,
            )
        )
        self._app = app

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.hub.close()
        await super().shutdown(sockets)


def from_environment() -> FastAPI:
    return create_app(Settings())
