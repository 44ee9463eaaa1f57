"""Photos: a sandboxed child decodes once and writes every size; ffmpeg never sees them."""

from dataclasses import dataclass
from pathlib import Path

from media.darkroom import Developed, Progress
from media.facts import Bounds
from media.outputs import describe_output
from media.probe import child_says, require_photo
from media.runner import run
from media.sandbox import Limits, Sandbox, python_tool

_LIMITS = Limits(cpu_s=60, file_bytes=50 * 1024**2)


@dataclass(frozen=True)
class PhotoDarkroom:
    sandbox: Sandbox
    bounds: Bounds
    timeout_s: float

    def develop(self, source: Path, into: Path, *, progress: Progress) -> Developed:
        """Write `photo` (1600 px) and `thumb` (400 px), each as AVIF and JPEG. Raises MediaRefused."""
        room = self.sandbox.room(python_tool("photo_child.py"), source, into, limits=_LIMITS)
        argv = [*room.argv, "develop", room.source, str(self.bounds.photo_pixels), room.folder]
        facts = child_says(run(argv, timeout_s=self.timeout_s))
        require_photo(facts)
        outputs = tuple(
            describe_output(
                into / file["file"],
                f"{file['role']}_{file['format']}",
                file["role"],
                f"image/{file['format']}",
                size_px=(file["width_px"], file["height_px"]),
                duration_ms=None,
            )
            for file in facts["files"]
        )
        progress(1.0)
        return Developed(outputs=outputs, width_px=facts["width_px"], height_px=facts["height_px"])
