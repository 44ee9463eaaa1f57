"""Frees the jobs of a worker that died and never came back.

The job engine recovers a worker's jobs when that worker starts again. One that does not would keep
its jobs pending for ever; so every worker looks for jobs of names that nobody holds.
"""

import logging
import threading

from app.core.db import Database
from app.core.jobs import free_jobs, list_executors
from app.core.slots import slots_for

log = logging.getLogger(__name__)

REAP_EVERY_S = 2.0


class Reaper:
    def __init__(self, db: Database, *, own: str, every_s: float = REAP_EVERY_S) -> None:
        self._db = db
        self._own = own
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reaper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                self.reap()
            except Exception as error:
                log.warning("looking for dead workers failed", exc_info=error)

    def reap(self) -> None:
        for executor_id in list_executors(self._db):
            if executor_id == self._own:
                continue
            with slots_for(self._db).hold(executor_id) as is_dead:
                if is_dead and (freed := free_jobs(self._db, executor_id)):
                    log.warning(
                        "freed the jobs of a dead worker", extra={"worker": executor_id, "jobs": freed}
                    )
