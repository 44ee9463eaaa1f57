"""Carrying out an import, whatever dies meanwhile: each step is a run, and the rows say what is left."""

from collections.abc import Callable
from uuid import UUID

from app.core.clock import Clock
from app.core.db import Database
from app.core.jobs import Worker, step
from app.people.roster.applying import APPLY, apply_run, finish_apply, let_some_leave


def register_roster(worker: Worker, db: Database, clock: Clock) -> None:
    def apply(import_id: str) -> None:
        while step("let some leave", _run, db, clock, let_some_leave, import_id):
            pass
        while step("apply a run", _run, db, clock, apply_run, import_id):
            pass
        step("finish", _finish, db, clock, import_id)

    worker.register(APPLY, apply)


def _run(db: Database, clock: Clock, run: Callable[..., int], import_id: str) -> int:
    with db.writing() as session:
        return run(session, UUID(import_id), at=clock())


def _finish(db: Database, clock: Clock, import_id: str) -> None:
    with db.writing() as session:
        finish_apply(session, UUID(import_id), at=clock())
