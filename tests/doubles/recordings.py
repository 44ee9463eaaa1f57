"""Files that say what the scripted darkroom shall make of them.

They begin with real magic bytes, so that everything before the darkroom treats them as what they
claim to be, and carry their script as JSON behind them.
"""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, Self

_MAGIC = {
    "video": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42",
    "voice": b"OggS\x00\x02" + b"\x00" * 22,
    "photo": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
}
_MARK = b"\nscript:"


@dataclass(frozen=True, kw_only=True)
class Script:
    """`refusal` is (code, sentence); `fail_count` how often it fails before it works.

    `breaks_later`: it is made playable once, and nothing that is tried after that works.
    """

    kind: Literal["video", "voice", "photo"]
    says: str = ""
    has_sound: bool = True
    duration_ms: int = 4_000
    refusal: tuple[str, str] | None = None
    fail_count: int = 0
    breaks_later: bool = False
    caption_fail_count: int = 0
    takes_s: float = 0.0
    name: str = ""

    @classmethod
    def of(cls, content: bytes) -> Self:
        _, mark, written = content.partition(_MARK)
        silent: dict[str, Any] = {"kind": "video", "has_sound": False}
        found = json.loads(written.partition(b"\n")[0]) if mark else silent
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in found.items() if name in known})

    @classmethod
    def in_file(cls, path: Path) -> Self:
        return cls.of(path.read_bytes())

    def written(self) -> bytes:
        return _MARK + json.dumps(asdict(self)).encode() + b"\n"


def a_recording(script: Script, *, size_bytes: int = 0) -> bytes:
    """Different every time, as recordings are; at least `size_bytes` long."""
    content = _MAGIC[script.kind] + script.written() + os.urandom(16)
    return content + os.urandom(max(0, size_bytes - len(content)))


def a_video(*, says: str = "", size_bytes: int = 0) -> bytes:
    return a_recording(Script(kind="video", says=says), size_bytes=size_bytes)


def a_voice_note(*, says: str = "", size_bytes: int = 0) -> bytes:
    return a_recording(Script(kind="voice", says=says), size_bytes=size_bytes)


def a_photo(*, size_bytes: int = 0) -> bytes:
    return a_recording(Script(kind="photo", has_sound=False), size_bytes=size_bytes)
