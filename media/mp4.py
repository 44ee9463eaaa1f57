"""Reads back the index of an MP4 our own ffmpeg wrote, to see whether it holds what was promised.

Exit code 0 proves nothing: a truncated input ends a run normally, with a short output.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MAX_INDEX_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class Track:
    """`kind` is "vide" or "soun"; sizes are as stored."""

    kind: str
    duration_ms: int
    sample_count: int


def tracks_of(path: Path) -> tuple[Track, ...]:
    """The tracks of a faststart MP4; empty when there is no index."""
    with path.open("rb") as file:
        head = file.read(_MAX_INDEX_BYTES)
    index = next((body for name, body in _boxes(head) if name == b"moov"), b"")
    movie = dict(_boxes(index)).get(b"mvhd", b"")
    ticks_per_s = int.from_bytes(movie[20:24] if movie[:1] == b"\1" else movie[12:16], "big") or 1000
    return tuple(_track(body, ticks_per_s) for name, body in _boxes(index) if name == b"trak")


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(body):
        size, name, start = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = int.from_bytes(body[at + 8 : at + 16], "big"), at + 16
        if size < start - at:
            return
        yield name, body[start : at + size]
        at += size


def _track(body: bytes, ticks_per_s: int) -> Track:
    """The header's duration is what is shown, after the edit list; the media's own would be longer."""
    track = dict(_boxes(body))
    media = dict(_boxes(track[b"mdia"]))
    table = dict(_boxes(dict(_boxes(media[b"minf"]))[b"stbl"]))
    header = track[b"tkhd"]
    length = int.from_bytes(header[28:36] if header[0] == 1 else header[20:24], "big")
    return Track(
        kind=media[b"hdlr"][8:12].decode("latin-1"),
        duration_ms=round(length * 1000 / ticks_per_s),
        sample_count=int.from_bytes(table[b"stsz"][8:12], "big"),
    )
