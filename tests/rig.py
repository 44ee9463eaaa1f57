"""A whole house for stories: a real server on a loopback port, a real database, a worker.

Only the darkroom's engines are scripted doubles; everything between the socket and the disk is
what runs in production.
"""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event

from app.core.blobs import BlobStore
from app.core.clock import utc_now
from app.core.db import Database
from app.core.events import SUBSCRIPTIONS_KEY
from app.core.jobs import Worker, count_unfinished, list_failed
from app.main import Server, create_app
from app.migrations import migrate
from app.settings import Settings
from app.wiring import Tools, open_blob_store, open_database, push_gateway_for, register_jobs
from tests.doubles.darkroom import ScriptedTranscoder, ScriptedTranscriber
from tests.doubles.jobs import NOTE, NOTED, Notebook
from tests.doubles.push import PushService, a_push_service

DRAIN_S = 60.0
# A retry comes soon and belongs to the story; the hourly sweep does not.
SOON_S = 10.0
START_S = 30.0


class SettableClock:
    """Runs with the real time, shifted by `advance`, or stands where `set` put it."""

    def __init__(self) -> None:
        self._shift = timedelta()
        self._standing: datetime | None = None

    def __call__(self) -> datetime:
        return self._standing or utc_now() + self._shift

    def set(self, at: datetime) -> None:
        self._standing = at

    def advance(self, by: timedelta) -> None:
        if self._standing is not None:
            self._standing += by
        else:
            self._shift += by

    def run(self) -> None:
        """Back to the real time."""
        self._shift = timedelta()
        self._standing = None


@dataclass(kw_only=True)
class House:
    """`engine` is "sqlite" or "postgres". `db` and `blobs` are the worker's; `push` is where its pushes go.

    `app` is the web process, None where that is a process of its own.
    """

    engine: str
    url: str
    settings: Settings
    clock: SettableClock
    db: Database
    blobs: BlobStore
    push: PushService | None = None
    app: FastAPI | None = None
    notebook: Notebook = field(default_factory=Notebook)
    _known_failures: set[str] = field(default_factory=set)

    def drain(self, *, within_s: float = DRAIN_S) -> None:
        """Wait until every job is done, but for those whose time has not come.

        A job that gave up since the last drain fails the story.
        """
        deadline = time.monotonic() + within_s
        while unfinished := count_unfinished(self.db, due_within_s=SOON_S):
            if time.monotonic() > deadline:
                raise AssertionError(f"jobs are still unfinished after {within_s} s: {unfinished}")
            time.sleep(0.02)
        failed = list_failed(self.db)
        fresh = {key: why for key, why in failed.items() if key not in self._known_failures}
        self._known_failures.update(fresh)
        assert not fresh, f"jobs gave up: {fresh}"

    @contextmanager
    def counting_queries(self) -> Generator[list[str]]:
        """The statements that the web process sends to the database meanwhile."""
        assert self.app is not None
        web: Database = self.app.state.db
        engine = web.engine if web.async_engine is None else web.async_engine.sync_engine
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


@contextmanager
def a_house(engine: str, database_url: str, var_dir: Path, **chosen: int) -> Generator[House]:
    """`chosen`: settings that are not to be the usual ones."""
    with a_push_service() as push, _a_house(engine, database_url, var_dir, push, **chosen) as house:
        yield house


@contextmanager
def _a_house(
    engine: str, database_url: str, var_dir: Path, push: PushService, **chosen: int
) -> Generator[House]:
    settings = Settings(
        var_dir=var_dir,
        database_url=database_url,
        pwa_dir=var_dir / "pwa",
        queue_poll_ms=20,
        log_level="WARNING",
        push_own_origin=push.origin,
    ).model_copy(update=chosen)
    clock = SettableClock()
    db = open_database(settings)
    db.info[SUBSCRIPTIONS_KEY] = {**db.info[SUBSCRIPTIONS_KEY], NOTED: (NOTE,)}
    migrate(db)
    blobs = open_blob_store(settings)
    worker = Worker(db, executor_id="worker-test", poll_ms=settings.queue_poll_ms)
    register_jobs(
        worker,
        Tools(
            clock=clock,
            db=db,
            blobs=blobs,
            transcoder=ScriptedTranscoder(),
            transcriber=ScriptedTranscriber(),
            push_gateway=push_gateway_for(settings),
            work_dir=var_dir / "work",
            retry_after_s=(0.1, 0.1),
        ),
    )
    notebook = Notebook()
    notebook.register(worker)
    worker.start()
    try:
        app = create_app(settings, clock=clock)
        with serving(app, settings) as url:
            yield House(
                engine=engine,
                url=url,
                settings=settings,
                clock=clock,
                app=app,
                db=db,
                blobs=blobs,
                push=push,
                notebook=notebook,
            )
    finally:
        worker.stop()
        db.close()


@contextmanager
def serving(app: FastAPI, settings: Settings) -> Generator[str]:
    """A web process in a thread; its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(app, settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="web")
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started:
        assert thread.is_alive(), "the web process ended while starting"
        assert time.monotonic() < deadline, "the web process did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=START_S)
        listener.close()
