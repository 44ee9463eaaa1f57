"""The steps of developing and captioning a clip: each can be repeated, and keeps what is done.

Slow work holds no transaction: read, work on files, then one short write. A step that resumes on
another machine gathers the original again, because the work folder is only ever a copy.
"""

import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.clips import policy, results
from app.clips.models import Clip, ClipKind
from app.clips.results import Facts, Stored
from app.clips.schemas import Stage
from app.clips.upload_queries import end_of, list_part_keys
from app.core.blobs import BlobStore
from app.core.clock import Clock
from app.core.db import Database
from media.darkroom import Developed, Output, Pass, Probe, Progress, Transcoder, Transcriber
from media.errors import MediaFailed

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Darkroom:
    """The engines and places of one worker. `work_dir` is this worker's alone."""

    db: Database
    blobs: BlobStore
    transcoder: Transcoder
    transcriber: Transcriber
    work_dir: Path
    clock: Clock
    retry_after_s: Sequence[float]

    def clear(self) -> None:
        """Forget what a killed worker left behind. Before the first job."""
        shutil.rmtree(self.work_dir, ignore_errors=True)
        self.work_dir.mkdir(parents=True)

    def inspect(self, clip_id: UUID) -> dict[str, Any] | None:
        """The probe and the passes still to make; None when there is nothing left to do."""
        with self.db.writing() as session:
            clip = results.find_unfinished(session, clip_id)
            if clip is None:
                return None
            kind = clip.kind
            results.tell_progress(session, clip_id, stage="preparing", percent=0, at=self.clock())
        probe = self.transcoder.inspect(self._gather(clip_id), kind=kind)
        passes = self.transcoder.passes(probe)
        return {"probe": probe.to_json(), "passes": [one.to_json() for one in passes]}

    def develop(self, clip_id: UUID, probe: Probe, a_pass: Pass, *, is_first: bool) -> None:
        with self.db.reading() as session:
            names = results.list_rendition_names(session, clip_id)
        if any(name == a_pass.name or name.startswith(f"{a_pass.name}_") for name in names):
            return
        source = self._gather(clip_id)
        into = self._folder(clip_id) / a_pass.name
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        progress = self._teller(clip_id) if is_first else _tell_nobody
        developed = self.transcoder.develop(source, probe, a_pass, into, progress=progress)
        stored = [self._store(clip_id, output) for output in developed.outputs]
        facts = self._facts(clip_id, probe, developed) if is_first else None
        with self.db.writing() as session:
            results.record_renditions(session, clip_id, stored, facts, at=self.clock())

    def finish(self, clip_id: UUID) -> None:
        with self.db.writing() as session:
            results.record_developed(session, clip_id, at=self.clock())
        self.tidy(clip_id)

    def refuse(self, clip_id: UUID, code: str, sentence: str) -> None:
        with self.db.writing() as session:
            is_refused = results.refuse_clip(session, clip_id, code=code, sentence=sentence, at=self.clock())
        if is_refused:
            self.blobs.delete_under(_blobs_of_clip(clip_id))
        self.tidy(clip_id)

    def caption(self, clip_id: UUID) -> None:
        with self.db.reading() as session:
            clip = session.get(Clip, clip_id)
        if clip is None or clip.samples_key is None:
            return
        self._tell(clip_id, "captioning", 0)
        samples = self.work_dir / f"{clip_id}.samples"
        self.blobs.fetch([clip.samples_key], samples)
        try:
            spoken = clip.language.partition("-")[0].lower()
            transcript = self.transcriber.transcribe(samples, language=spoken)
        finally:
            samples.unlink()
        with self.db.writing() as session:
            results.record_transcript(
                session, clip_id, transcript, model=self.transcriber.model, at=self.clock()
            )

    def leave_uncaptioned(self, clip_id: UUID) -> None:
        with self.db.writing() as session:
            results.record_transcript(session, clip_id, None, model="", at=self.clock())

    def drop_samples(self, clip_id: UUID) -> None:
        """Once captioned, nobody needs them. By name: a crash may have forgotten the row's key already."""
        self.blobs.delete(_samples_of_clip(clip_id))

    def tidy(self, clip_id: UUID) -> None:
        shutil.rmtree(self.work_dir / str(clip_id), ignore_errors=True)

    def _folder(self, clip_id: UUID) -> Path:
        folder = self.work_dir / str(clip_id)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _gather(self, clip_id: UUID) -> Path:
        """The original as one local file, made from its parts unless it is here already."""
        source = self._folder(clip_id) / "original"
        with self.db.reading() as session:
            upload_id = session.get_one(Clip, clip_id).upload_id
            keys = list_part_keys(session, upload_id)
            size_bytes = end_of(session, upload_id)
        if source.exists() and source.stat().st_size == size_bytes:
            return source
        if self.blobs.fetch(keys, source) != size_bytes:
            raise MediaFailed("clip.incomplete", "Parts of the recording are missing.")
        return source

    def _store(self, clip_id: UUID, output: Output) -> Stored:
        key = f"{_blobs_of_clip(clip_id)}/{output.sha256}"
        blob = self.blobs.put(key, output.path, content_type=output.content_type)
        return Stored(
            name=output.name,
            role=output.role,
            content_type=output.content_type,
            blob_key=key,
            sha256=blob.sha256,
            size_bytes=blob.size_bytes,
            width_px=output.width_px,
            height_px=output.height_px,
            duration_ms=output.duration_ms,
        )

    def _facts(self, clip_id: UUID, probe: Probe, developed: Developed) -> Facts:
        key = None
        if developed.samples is not None:
            key = _samples_of_clip(clip_id)
            self.blobs.put(key, developed.samples)
        return Facts(
            kind=ClipKind(probe.kind),
            duration_ms=developed.duration_ms,
            width_px=developed.width_px,
            height_px=developed.height_px,
            peaks=None if developed.peaks is None else list(developed.peaks),
            samples_key=key,
        )

    def _tell(self, clip_id: UUID, stage: Stage, percent: int) -> None:
        with self.db.writing() as session:
            results.tell_progress(session, clip_id, stage=stage, percent=percent, at=self.clock())

    def _teller(self, clip_id: UUID) -> Progress:
        told_percent, told_at = 0, time.monotonic()

        def tell(fraction: float) -> None:
            nonlocal told_percent, told_at
            percent, now = policy.progress_percent(fraction), time.monotonic()
            if policy.is_news(percent, told_percent=told_percent, told_s_ago=now - told_at):
                self._tell(clip_id, "preparing", percent)
                told_percent, told_at = percent, now

        return tell


def _tell_nobody(_fraction: float) -> None:
    """Later passes widen a clip that can be played already."""


def _blobs_of_clip(clip_id: UUID) -> str:
    return f"clips/{clip_id}"


def _samples_of_clip(clip_id: UUID) -> str:
    return f"{_blobs_of_clip(clip_id)}/samples"
