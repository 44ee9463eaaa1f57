"""Frees jobs that nobody works on, and starts again those that gave up.

The job engine recovers a worker's jobs when that worker starts again. One that does not would keep
its jobs pending for ever; so every worker looks for jobs of names that nobody holds.

Two more kinds would wait for a hand. A job whose end could not be written down, because the disk was
full: its worker lives, but has forgotten it. And a job that gave up while the database was away for
longer than a step is patient: a post would wait for ever for its publication.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from app.core.clock import Clock
from app.core.db import Database
from app.core.job_keeping import free_jobs, list_begun, list_executors, start_failed_again
from app.core.slots import slots_for

log = logging.getLogger(__name__)

REAP_EVERY_S = 2.0
# Writing down a job's end may wait this long for other writers.
FORGOTTEN_AFTER_S = 60.0
MEND_EVERY_S = 60.0
FAILED_AGAIN_AFTER = timedelta(minutes=5)
# An outage that lasts over a long weekend is still mended without a hand.
FAILED_AGAIN_FOR = timedelta(days=7)


class Reaper:
    """`own` is this worker's name, `is_running` tells whether it is in the middle of a job."""

    def __init__(
        self,
        db: Database,
        *,
        own: str,
        is_running: Callable[[str], bool],
        clock: Clock,
        forgotten_after_s: float = FORGOTTEN_AFTER_S,
    ) -> None:
        self._db = db
        self._own = own
        self._is_running = is_running
        self._clock = clock
        self._forgotten_after_s = forgotten_after_s
        self._idle_since: dict[str, float] = {}
        self._mend_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reaper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(REAP_EVERY_S):
            try:
                self.reap()
                if time.monotonic() >= self._mend_at:
                    self._mend_at = time.monotonic() + MEND_EVERY_S
                    self.mend()
            except Exception as error:
                log.warning("looking for jobs that nobody works on failed", exc_info=error)

    def reap(self) -> None:
        for executor_id in list_executors(self._db):
            if executor_id == self._own:
                self._free_forgotten()
                continue
            with slots_for(self._db).hold(executor_id) as is_dead:
                if is_dead and (freed := free_jobs(self._db, list_begun(self._db, executor_id))):
                    log.warning(
                        "freed the jobs of a dead worker", extra={"worker": executor_id, "jobs": freed}
                    )

    def mend(self) -> None:
        """What was done before it failed is found in the rows and not done again."""
        now = self._clock()
        again = start_failed_again(
            self._db, failed_before=now - FAILED_AGAIN_AFTER, made_after=now - FAILED_AGAIN_FOR
        )
        for key in again:
            log.warning("a job that gave up starts again", extra={"job": key})

    def _free_forgotten(self) -> None:
        now = time.monotonic()
        idle = {
            key: queue for key, queue in list_begun(self._db, self._own).items() if not self._is_running(key)
        }
        self._idle_since = {key: self._idle_since.get(key, now) for key in idle}
        forgotten = {
            key: queue
            for key, queue in idle.items()
            if now - self._idle_since[key] >= self._forgotten_after_s
        }
        if freed := free_jobs(self._db, forgotten):
            log.warning("freed jobs that this worker had forgotten", extra={"jobs": freed})
