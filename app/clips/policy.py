"""Rules of uploads and clips, pure."""

from dataclasses import dataclass

from app.clips.models import ClipKind
from app.core.errors import Problem, Refused, TooLarge, TooMany, Unsupported
from media.errors import MediaRefused
from media.sniff import sniff

# A phone on a slow line loses at most the smallest part; a fast one is spared an fsync per 256 kB.
PART_MAX_BYTES = 4 * 1024 * 1024
QUICK_PART_S = 0.5
# What has arrived is stored when the sender pauses this long.
PAUSE_S = 1.0
# 200 MB in the smallest parts are 760 rows. A sender of single bytes is stopped here.
PART_COUNT_MAX = 10_000
OPEN_RETRY_S = 60
PROGRESS_EVERY_S = 0.5
PROGRESS_STEP_PERCENT = 5
# A full disk or a restarting machine mends itself within minutes, rarely within seconds.
RETRY_AFTER_S = (2, 10, 60, 300, 1800)


@dataclass(frozen=True, kw_only=True)
class UploadLimits:
    """`open_count` and `quota_bytes` hold per person and per organisation."""

    upload_max_bytes: int
    part_bytes: int
    expires_s: int
    stall_s: float
    open_count: int
    quota_bytes: int


def next_part_bytes(part_bytes: int, *, filled_in_s: float, smallest: int) -> int:
    """Twice as large after a part that filled quickly, the smallest again after one that did not."""
    if filled_in_s >= QUICK_PART_S:
        return smallest
    return max(smallest, min(part_bytes * 2, PART_MAX_BYTES))


def require_size(length_bytes: int, limits: UploadLimits) -> None:
    if length_bytes > limits.upload_max_bytes:
        raise TooLarge(
            "upload.too_large",
            f"This recording is larger than {limits.upload_max_bytes // 1_000_000} MB.",
            upload_max_bytes=limits.upload_max_bytes,
        )
    if length_bytes == 0:
        raise Refused("media.empty", "The file is empty.")


def require_room(length_bytes: int | None, *, kept_bytes: int, open_count: int, limits: UploadLimits) -> None:
    """`kept_bytes` is what the organisation keeps already, `open_count` the person's unfinished uploads."""
    if open_count >= limits.open_count:
        raise TooMany(
            "upload.too_many",
            "Too many recordings are half sent. Let those finish first.",
            retry_after_s=OPEN_RETRY_S,
        )
    if kept_bytes + (length_bytes or 1) > limits.quota_bytes:
        raise TooLarge(
            "upload.quota",
            "Your organisation has used up its storage. Ask whoever runs this service for more room.",
            quota_bytes=limits.quota_bytes,
        )


def require_readable(head: bytes, *, kind: ClipKind) -> None:
    """Hold the first bytes of a finished upload against what it claims to be.

    Raises Unsupported (415) for bytes that are no recording, Refused (422) for one of another kind.
    """
    try:
        container = sniff(head)
    except MediaRefused as refusal:
        raise refusal_of(refusal) from refusal
    if (container.family == "photo") != (kind is ClipKind.PHOTO):
        sentence = "This is a photo." if container.family == "photo" else "This is not a photo."
        raise Refused("media.wrong_kind", sentence)


def refusal_of(refusal: MediaRefused) -> Problem:
    unreadable = refusal.code == "media.unknown_format"
    return (Unsupported if unreadable else Refused)(refusal.code, refusal.sentence)


def progress_percent(fraction: float) -> int:
    return max(0, min(100, int(fraction * 100)))


def is_news(percent: int, *, told_percent: int, told_s_ago: float) -> bool:
    """Whether the author hears of it: every write wakes a phone."""
    return percent - told_percent >= PROGRESS_STEP_PERCENT and told_s_ago >= PROGRESS_EVERY_S
