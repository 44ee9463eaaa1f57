"""Durable work on clips. Nothing here touches the world but inside a step.

    process   inspect, then each pass, then finish; the first pass makes the clip playable and
              starts `caption`, which runs beside the later ones
    caption   transcribe, then drop the samples
    discard   delete the bytes of an upload that ended
    sweep     end uploads that expired

A step answers what came of it instead of raising: {"done": ...}, {"refused": [code, sentence]} for
the file's fault, {"failed": name} for ours. After a failure the whole job is started again later,
which frees the queue for others meanwhile, and goes on where the rows say it was.
"""

import logging
from collections.abc import Callable
from typing import Any, ParamSpec
from uuid import UUID

from sqlmodel import Session

from app.clips.darkroom import Darkroom
from app.clips.events import CAPTION, DISCARD, PROCESS, SWEEP
from app.clips.service import blobs_of_upload, end_expired_uploads, forget_parts
from app.core.jobs import Job, Worker, enqueue, step
from media.darkroom import Pass, Probe
from media.errors import MediaRefused

P = ParamSpec("P")
Outcome = dict[str, Any]

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 3600
FAILED = ("clip.failed", "We could not prepare this recording. Please record it again.")


def register_clips(worker: Worker, room: Darkroom) -> None:
    """Empties the room's work folder: what a killed worker left there is of no use."""
    room.clear()
    worker.register(PROCESS, _process(room))
    worker.register(CAPTION, _caption(room))
    worker.register(DISCARD, _discard(room))
    worker.register(SWEEP, _sweep(room))


def start_sweeping(session: Session, *, now_s: float, every_s: int = SWEEP_EVERY_S) -> None:
    """Keep one sweep coming, however many workers ask for it. `now_s` is Unix time."""
    enqueue(session, SWEEP, every_s, key=f"clips:sweep:{every_s}:{int(now_s) // every_s}")


def _process(room: Darkroom) -> Callable[[str, int], None]:
    def process(clip_id: str, attempt: int) -> None:
        clip = UUID(clip_id)
        found = step("inspect", _outcome, room.inspect, clip)
        if found.get("done") is None:
            return None if "done" in found else _process_again(room, clip, found, attempt)
        probe = Probe.from_json(found["done"]["probe"])
        for number, written in enumerate(found["done"]["passes"]):
            a_pass = Pass.from_json(written)
            made = step(
                f"develop {a_pass.name}", _outcome, room.develop, clip, probe, a_pass, is_first=number == 0
            )
            if "done" not in made and (number == 0 or _can_try_again(room, made, attempt)):
                return _process_again(room, clip, made, attempt)
        # A later pass that cannot be made leaves a clip that plays.
        return step("finish", room.finish, clip)

    return process


def _process_again(room: Darkroom, clip: UUID, outcome: Outcome, attempt: int) -> None:
    if _can_try_again(room, outcome, attempt):
        step("tidy", room.tidy, clip)
        step("again", _start_again, room, PROCESS, clip, "process", attempt)
    else:
        step("refuse", room.refuse, clip, *outcome.get("refused", FAILED))


def _caption(room: Darkroom) -> Callable[[str, int], None]:
    def caption(clip_id: str, attempt: int) -> None:
        clip = UUID(clip_id)
        heard = step("transcribe", _outcome, room.caption, clip)
        if _can_try_again(room, heard, attempt):
            return step("again", _start_again, room, CAPTION, clip, "caption", attempt)
        if "done" not in heard:
            step("leave uncaptioned", room.leave_uncaptioned, clip)
        return step("drop samples", room.drop_samples, clip)

    return caption


def _discard(room: Darkroom) -> Callable[[str], None]:
    def discard(upload_id: str) -> None:
        step("delete bytes", room.blobs.delete_under, blobs_of_upload(UUID(upload_id)))
        step("forget parts", _forget_parts, room, UUID(upload_id))

    return discard


def _sweep(room: Darkroom) -> Callable[[int], None]:
    def sweep(every_s: int) -> None:
        step("end expired", _end_expired, room)
        if every_s:
            step("again", _sweep_again, room, every_s)

    return sweep


def _outcome(fn: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Outcome:
    try:
        return {"done": fn(*args, **kwargs)}
    except MediaRefused as refusal:
        return {"refused": [refusal.code, refusal.sentence]}
    except Exception as error:
        log.exception("darkroom step failed", extra={"step": getattr(fn, "__name__", "")})
        return {"failed": type(error).__name__}


def _can_try_again(room: Darkroom, outcome: Outcome, attempt: int) -> bool:
    return "failed" in outcome and attempt <= len(room.retry_after_s)


def _start_again(room: Darkroom, job: Job, clip: UUID, verb: str, attempt: int) -> None:
    with room.db.writing() as session:
        enqueue(
            session,
            job,
            str(clip),
            attempt + 1,
            key=f"clip:{clip}:{verb}:v1:{attempt + 1}",
            delay_s=room.retry_after_s[attempt - 1],
        )


def _forget_parts(room: Darkroom, upload_id: UUID) -> None:
    with room.db.writing() as session:
        forget_parts(session, upload_id)


def _end_expired(room: Darkroom) -> int:
    with room.db.writing() as session:
        return end_expired_uploads(session, at=room.clock())


def _sweep_again(room: Darkroom, every_s: int) -> None:
    turn = int(room.clock().timestamp()) // every_s + 1
    with room.db.writing() as session:
        enqueue(session, SWEEP, every_s, key=f"clips:sweep:{every_s}:{turn}", delay_s=every_s)
