"""The worker process: runs durable jobs under a name of its own, `worker-<slot>`."""

import logging
import signal
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.clips.workflows import start_sweeping
from app.core.clock import utc_now
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.jobs import QueueName, Worker
from app.core.reaper import Reaper
from app.core.slots import Slots, slots_for
from app.housekeeping import HOUSEKEEPING_EVERY_S, keep_house
from app.migrations import current_revision, newest_revision
from app.settings import Settings
from app.wiring import Tools, open_blob_store, open_database, push_gateway_for, register_jobs
from media.darkroom import Transcoder, Transcriber
from media.ffmpeg import FfmpegTranscoder
from media.weights import MODEL_NAME
from media.whisper import WhisperTranscriber

log = logging.getLogger(__name__)

SLOTS_COUNT = 64
# A name that just died may be held for a moment by whoever frees its jobs.
SLOT_WAIT_S = 5.0
STOP_S = 2
HEARTBEAT_S = 1.0


class SlotTakenError(Exception):
    pass


class NotMigratedError(Exception):
    pass


def run_worker(settings: Settings, slot: int | None, stop: threading.Event) -> None:
    """Work until `stop`. No slot: the first that is free.

    Returns early when the name was lost with its connection: another worker may hold it, so this
    one must end and be started again.
    """
    db = open_database(settings)
    try:
        if current_revision(db) != newest_revision():
            raise NotMigratedError("the database waits for its migration: run `twotap migrate`")
        slots = slots_for(db)
        with _a_slot(slots, slot) as executor_id:
            _work(settings, db, slots, executor_id, stop)
    finally:
        db.close()


def transcoder_for(settings: Settings) -> Transcoder:
    return FfmpegTranscoder(settings.ffmpeg_path, sandbox=settings.sandbox)


def transcriber_for(settings: Settings) -> Transcriber:
    return WhisperTranscriber(
        weights_of(settings),
        compute_type=settings.whisper_compute_type,
        device=settings.whisper_device,
        cpu_threads=settings.whisper_threads,
    )


def weights_of(settings: Settings) -> Path:
    return settings.weights_dir or settings.var_dir / "weights" / MODEL_NAME


def _work(settings: Settings, db: Database, slots: Slots, executor_id: str, stop: threading.Event) -> None:
    transcoder = transcoder_for(settings)
    transcriber = transcriber_for(settings)
    worker = Worker(
        db, executor_id=executor_id, concurrency=_concurrency(settings), poll_ms=settings.queue_poll_ms
    )
    register_jobs(
        worker,
        Tools(
            clock=utc_now,
            db=db,
            blobs=open_blob_store(settings),
            transcoder=transcoder,
            transcriber=transcriber,
            push_gateway=push_gateway_for(settings),
            work_dir=settings.var_dir / "work" / executor_id,
        ),
    )
    reaper = Reaper(db, own=executor_id, is_running=worker.is_running, clock=utc_now)
    worker.start()
    reaper.start()
    log.info("worker ready", extra={"worker": executor_id})
    try:
        with db.writing() as session:
            start_sweeping(session, now_s=time.time())
        _beat(settings, db, slots, stop)
    finally:
        reaper.stop()
        worker.stop(finish_s=STOP_S)
        transcriber.close()


def _beat(settings: Settings, db: Database, slots: Slots, stop: threading.Event) -> None:
    """Until asked to stop, or until this worker's name was lost."""
    clean_at = 0.0
    while not stop.wait(HEARTBEAT_S):
        if not slots.is_kept():
            log.error("this worker lost its name and ends")
            return
        if time.monotonic() >= clean_at:
            clean_at = time.monotonic() + HOUSEKEEPING_EVERY_S
            try:
                keep_house(db, settings, at=utc_now())
            except Unavailable as trouble:
                log.warning("keeping house failed, trying again in an hour", exc_info=trouble)


def _concurrency(settings: Settings) -> Mapping[QueueName, int]:
    wanted: dict[QueueName, int] = {
        "transcode": settings.transcode_concurrency,
        "transcribe": settings.transcribe_concurrency,
    }
    return {queue: count for queue, count in wanted.items() if count}


@contextmanager
def _a_slot(slots: Slots, wanted: int | None) -> Generator[str]:
    candidates = [wanted] if wanted is not None else range(SLOTS_COUNT)
    deadline = time.monotonic() + SLOT_WAIT_S
    while True:
        for slot in candidates:
            executor_id = f"worker-{slot}"
            with slots.hold(executor_id) as held:
                if held:
                    yield executor_id
                    return
        if time.monotonic() > deadline:
            raise SlotTakenError("another worker holds this slot; give each worker its own")
        time.sleep(0.1)


def stop_on_signals() -> threading.Event:
    """Set by SIGTERM or SIGINT. For the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
