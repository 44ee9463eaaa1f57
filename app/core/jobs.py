"""Durable work. Only this module and `job_keeping` know the engine (DBOS).

    enqueue(session, PROCESS, clip_id, key=f"clip:{clip_id}:process:v1")

joins the caller's transaction: rolled back, there is no job; committed, it will run, whatever
dies. A job's function is a workflow: it must call the outside world only inside `step(...)`, whose
results are checkpointed, so that after a crash it goes on where it was. Steps may run twice when
the crash falls between the work and its checkpoint: make them idempotent.
"""

import json
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")
JSON = None | bool | int | float | str | list[Any] | dict[str, Any]
QueueName = Literal["transcode", "transcribe", "push", "default"]

log = logging.getLogger(__name__)

APPLICATION_NAME = "twotap"
# Raised by hand when a workflow's steps change order or meaning; a worker leaves the jobs of
# another version alone, so drain before raising it.
WORKFLOW_VERSION = "1"
STEP_ATTEMPTS_COUNT = 5
STEP_RETRY_FIRST_S = 1.0
CLIENT_KEY = "jobs"
_ENGINE_TABLES = frozenset(
    {
        "application_versions",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)


@dataclass(frozen=True)
class Job:
    name: str
    queue: QueueName = "default"


class StepFailedError(Exception):
    """A step's recorded failure, met again when a job is resumed after a crash."""

    def __init__(self, name: str, message: str, code: str | None) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
        self.code = code


class JsonSerializer(Serializer):
    """Arguments, results and failures as JSON: readable, and nothing in a row can run code."""

    def name(self) -> str:
        return "twotap_json"

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_plain, separators=(",", ":"), allow_nan=False)

    # The engine's base class names its receiver `cls`.
    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data, object_hook=_from_plain)


def _plain(value: object) -> JSON:
    if isinstance(value, BaseException):
        code = getattr(value, "code", None)
        return {"$error": [type(value).__name__, str(value), code if isinstance(code, str) else None]}
    raise TypeError(f"{type(value).__name__} is not JSON; jobs and steps take and return JSON only")


def _from_plain(value: dict[str, Any]) -> Any:
    if value.keys() == {"$error"}:
        return StepFailedError(*value["$error"])
    return value


def enqueue(
    session: Session, job: Job, *args: JSON, key: str, priority: int = 10, delay_s: float = 0
) -> None:
    """Start `job` when the session's transaction commits.

    `key` is the job's identity: the same key twice runs once. A lower `priority` goes first.
    """
    client: DBOSClient = session.info[CLIENT_KEY]
    options = EnqueueOptions(workflow_name=job.name, queue_name=job.queue, workflow_id=key, priority=priority)
    if delay_s > 0:
        options["delay_seconds"] = delay_s
    client.enqueue_in_transaction(session, options, *args)


def step(name: str, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `fn` once and keep its result (JSON) under `name`, inside a job.

    A failure is tried again, five times within about half a minute, unless it is a refusal (it has
    a `sentence` for people, as every `Problem` has): that is an answer, not an accident, and comes
    back at once.
    After a crash a recorded failure is met again as `StepFailedError`, so a refusal that the job must
    act on is better returned than raised.
    """
    return DBOS.run_step(
        {
            "name": name,
            "retries_allowed": True,
            "max_attempts": STEP_ATTEMPTS_COUNT,
            "interval_seconds": STEP_RETRY_FIRST_S,
            "backoff_rate": 2.0,
            "should_retry": _is_passing,
        },
        fn,
        *args,
        **kwargs,
    )


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, Unavailable) or not hasattr(error, "sentence")


def install_jobs(db: Database) -> None:
    """Let sessions of `db` enqueue. Touches the database first when a job is enqueued."""
    db.info[CLIENT_KEY] = DBOSClient(
        system_database_engine=db.engine,
        serializer=JsonSerializer(),
        application_name=APPLICATION_NAME,
        lazy=True,
        retry_connection_errors=False,
    )


def migrate_jobs(database_url: str) -> None:
    """Create or upgrade the engine's own tables."""
    DBOS.migrate(database_url)


def is_engine_table(name: str) -> bool:
    """Whether a table is the engine's. On SQLite they lie beside ours, on Postgres in a schema."""
    return name in _ENGINE_TABLES or name == "dbos_migrations"


def default_concurrency() -> Mapping[QueueName, int]:
    """Media work is CPU-bound: one at a time, two on four cores and more."""
    media = 2 if (os.cpu_count() or 1) >= 4 else 1
    return {"transcode": media, "transcribe": media, "push": 16, "default": 8}


class Worker:
    """Runs registered jobs in this process until stopped. One per process: the engine is global."""

    def __init__(
        self,
        db: Database,
        *,
        executor_id: str,
        concurrency: Mapping[QueueName, int] | None = None,
        poll_ms: int = 200,
    ) -> None:
        self._db = db
        self._concurrency = {**default_concurrency(), **(concurrency or {})}
        self._poll_s = poll_ms / 1000
        # A job that was freed while it ran may for a moment be running twice.
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._engine = db.new_engine(for_jobs=True)
        self._config = DBOSConfig(
            name=APPLICATION_NAME,
            system_database_url=db.sync_url,
            system_database_engine=self._engine,
            executor_id=executor_id,
            application_version=WORKFLOW_VERSION,
            serializer=JsonSerializer(),
            log_level="WARNING",
            # Jobs use no mailboxes; the engine's listener then has nothing to be quick about.
            notification_listener_polling_interval_sec=1.0,
            scheduler_polling_interval_sec=30.0,
        )

    def register(self, job: Job, fn: Callable[..., None]) -> None:
        # The engine writes onto the function it is given, which a bound method does not allow.
        def run(*args: JSON) -> None:
            key = str(DBOS.workflow_id)
            self._note(key, 1)
            try:
                fn(*args)
            finally:
                self._note(key, -1)

        DBOS.workflow(name=job.name)(run)

    def start(self) -> None:
        DBOS(config=self._config)
        DBOS.launch()
        for name, count in self._concurrency.items():
            DBOS.register_queue(
                name,
                worker_concurrency=count,
                polling_interval_sec=self._poll_s,
                on_conflict="always_update",
            )

    def is_running(self, key: str) -> bool:
        """Whether this process is in the middle of the job."""
        return key in self._running

    def _note(self, key: str, change: int) -> None:
        with self._lock:
            self._running[key] += change
            if not self._running[key]:
                del self._running[key]

    def stop(self, *, finish_s: int = 0) -> None:
        """Stop taking jobs. Those that run get `finish_s` to end; the others resume at the next start."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=finish_s)
        self._engine.dispose()


def count_unfinished(db: Database, *, due_within_s: float | None = None) -> dict[str, int]:
    """Jobs waiting or running, by queue; of those that wait for their time, the ones due so soon."""
    # The engine's own listing loads every row; a metric must stay cheap with a million of them.
    table = "workflow_status" if db.is_sqlite else "dbos.workflow_status"
    due = "" if due_within_s is None else " AND (status <> 'DELAYED' OR delay_until_epoch_ms <= :due_ms)"
    query = text(
        f"SELECT queue_name, count(*) FROM {table}"  # noqa: S608 - made of constants
        f" WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED'){due} GROUP BY queue_name"
    )
    values = {} if due_within_s is None else {"due_ms": int((time.time() + due_within_s) * 1000)}
    with db.reading() as session:
        return {str(queue): count for queue, count in session.connection().execute(query, values)}


def list_failed(db: Database) -> dict[str, str]:
    """What went wrong, by the key of the job that gave up."""
    client: DBOSClient = db.info[CLIENT_KEY]
    found = client.list_workflows(status=["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"], load_input=False)
    return {job.workflow_id: f"{job.name}: {job.error}" for job in found}


def list_known_keys(db: Database, *, prefix: str) -> list[str]:
    """Of jobs whose key begins so, whatever became of them."""
    client: DBOSClient = db.info[CLIENT_KEY]
    found = client.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
    return [job.workflow_id for job in found]
