"""Files that are whole and stay."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.ids import new_id


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it takes the place of `path` when all went well."""
    part = path.with_name(f"{path.name}.{new_id().hex}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def fsync(path: Path, flags: int) -> None:
    """`flags` as `os.open` takes them: a folder is opened as one."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
