"""One thread writes to SQLite, and shares each fsync among all who wait.

Calls that queue up while a commit is being synced share the next one. Each call has a savepoint:
a failing call is undone alone. When the commit itself fails (the disk is full), every call in it
fails: nobody is told that something was saved which was not.
"""

import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.core.engines import WRITES
from app.core.errors import Problem, Unavailable
from app.core.refusals import translated

log = logging.getLogger(__name__)

BATCH_CALLS_COUNT = 128


@dataclass(eq=False)
class Call:
    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    future: Future[Any] = field(default_factory=Future)


@dataclass(frozen=True)
class Outcome:
    call: Call
    value: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        # The waiting side may have gone away with its event loop; that must not stop the others.
        with contextlib.suppress(RuntimeError):
            if self.error is None:
                self.call.future.set_result(self.value)
            else:
                self.call.future.set_exception(self.error)


class Writer:
    def __init__(self, engine: Engine, info: Mapping[str, Any]) -> None:
        self._engine = engine.execution_options(**{WRITES: True})
        self._info = info
        self._calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
        """The future ends after the commit that holds the call."""
        call = Call(fn, args, kwargs)
        with self._lock:
            if self._closed:
                raise Unavailable("storage.closed", "The service is stopping. Please try again.")
            self._calls.put(call)
        return call.future

    def close(self) -> None:
        """Ends after every call that was submitted."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._calls.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, last = self._next_batch()
            if batch:
                self._write(batch)
            if last:
                return

    def _next_batch(self) -> tuple[list[Call], bool]:
        """Waits for one call, then takes what is already there."""
        batch: list[Call] = []
        block = True
        while len(batch) < BATCH_CALLS_COUNT:
            try:
                call = self._calls.get(block=block)
            except queue.Empty:
                break
            if call is None:
                return batch, True
            block = False
            if call.future.set_running_or_notify_cancel():
                batch.append(call)
            else:
                block = not batch
        return batch, False

    def _write(self, batch: list[Call]) -> None:
        outcomes: list[Outcome] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for call in batch:
                    outcomes.append(outcome := self._run_in_savepoint(connection, call))
                    _require_transaction(connection, outcome.error)
        except Exception as error:
            problem = translated(error)
            if not isinstance(problem, Problem):
                log.error("commit failed", exc_info=error)
                problem = Unavailable("storage.failed", "Nothing was saved. Please try again.")
            outcomes = [Outcome(call, error=problem) for call in batch]
        for outcome in outcomes:
            outcome.tell()

    def _run_in_savepoint(self, connection: Connection, call: Call) -> Outcome:
        try:
            with (
                Session(
                    connection,
                    info=dict(self._info),
                    expire_on_commit=False,
                    join_transaction_mode="create_savepoint",
                ) as session,
                session.begin(),
            ):
                value = call.fn(session, *call.args, **call.kwargs)
            return Outcome(call, value=value)
        except Exception as error:  # noqa: BLE001 - it belongs to the caller, who awaits the future
            return Outcome(call, error=_first_trouble(error))


def _first_trouble(error: BaseException) -> BaseException:
    """A full disk takes the savepoint away, and undoing it then fails in its own words."""
    links = [error]
    while (earlier := links[-1].__context__) is not None:
        links.append(earlier)
    meant = [translated(link) for link in reversed(links)]
    return next((problem for problem in meant if isinstance(problem, Unavailable)), translated(error))


def _require_transaction(connection: Connection, error: BaseException | None) -> None:
    """SQLite ends the whole transaction by itself on a full disk or an I/O error.

    What follows would then commit alone and what came before is gone.
    """
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection) and raw.in_transaction:
        return
    if isinstance(error, Unavailable):
        raise error
    raise Unavailable("storage.failed", "Nothing was saved. Please try again.")
