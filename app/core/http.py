"""What routes stand on: who asks, what they may use, and how a refusal is answered.

`actor_of`, `db_of`, `blobs_of`, `settings_of` and `now_of` are dependencies:
`db: Annotated[Database, Depends(db_of)]`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Problem, Unauthenticated
from app.core.problems import answer_http_exception, answer_invalid_request, answer_problem
from app.settings import Settings

if TYPE_CHECKING:
    from app.core.blobs import BlobStore


# The dependencies are async because a plain function costs each request a hop to a thread.
async def actor_of(request: Request) -> Actor:
    """Whoever `people` recognised. Routes behind `signed_in` always have one."""
    actor = getattr(request.state, "actor", None)
    if not isinstance(actor, Actor):
        raise Unauthenticated("session.none", "You are not signed in on this device.")
    return actor


async def db_of(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


async def blobs_of(request: Request) -> "BlobStore":
    blobs: BlobStore = request.app.state.blobs
    return blobs


async def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def now_of(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now


def install_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(HTTPException, answer_http_exception)
    app.add_exception_handler(RequestValidationError, answer_invalid_request)
