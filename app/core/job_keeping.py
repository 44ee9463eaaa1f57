"""Jobs that nobody works on any more: of dead workers, given up, or long done."""

import logging
from collections.abc import Mapping
from datetime import datetime

from dbos import DBOSClient
from sqlalchemy import text

from app.core.db import Database
from app.core.jobs import CLIENT_KEY

log = logging.getLogger(__name__)

FORGET_COUNT = 500


def list_executors(db: Database) -> list[str]:
    """Who has begun a job and not ended it."""
    table = "workflow_status" if db.is_sqlite else "dbos.workflow_status"
    query = text(f"SELECT DISTINCT executor_id FROM {table} WHERE status = 'PENDING'")  # noqa: S608 - a constant
    with db.reading() as session:
        return [executor_id for (executor_id,) in session.connection().execute(query) if executor_id]


def list_begun(db: Database, executor_id: str) -> dict[str, str | None]:
    """The queues of the jobs that a worker has begun and not ended, by key."""
    client: DBOSClient = db.info[CLIENT_KEY]
    begun = client.list_workflows(
        status="PENDING", executor_id=executor_id, load_input=False, load_output=False
    )
    return {job.workflow_id: job.queue_name for job in begun}


def free_jobs(db: Database, begun: Mapping[str, str | None]) -> int:
    """Put jobs back into their queues. Only for who knows that nobody works on them."""
    client: DBOSClient = db.info[CLIENT_KEY]
    for key, queue in begun.items():
        client.resume_workflow(key, queue_name=queue)
    return len(begun)


def start_failed_again(db: Database, *, failed_before: datetime, made_after: datetime) -> list[str]:
    """Start jobs that gave up from their beginning: what is done already, they find in the rows."""
    client: DBOSClient = db.info[CLIENT_KEY]
    given_up = client.list_workflows(
        status="ERROR",
        completed_before=failed_before.isoformat(),
        start_time=made_after.isoformat(),
        load_input=False,
        load_output=False,
    )
    again: list[str] = []
    for job in given_up:
        try:
            client.rewind_workflow(job.workflow_id, queue_name=job.queue_name)
        except Exception as error:
            # Another worker was quicker, or the database is busy: then it is the next time's work.
            log.info("a job was not started again", extra={"job": job.workflow_id}, exc_info=error)
        else:
            again.append(job.workflow_id)
    return again


def forget_finished(db: Database, *, before: datetime) -> int:
    """Delete what is known of jobs that ended before; how many. Jobs that failed go too."""
    client: DBOSClient = db.info[CLIENT_KEY]
    forgotten = 0
    while ended := client.list_workflows(
        completed_before=before.isoformat(), limit=FORGET_COUNT, load_input=False, load_output=False
    ):
        client.delete_workflows([job.workflow_id for job in ended])
        forgotten += len(ended)
    return forgotten
