"""The rules of uploads and clips, as tables."""

from collections.abc import Callable

import pytest

from app.clips import policy
from app.clips.models import ClipKind
from app.clips.policy import UploadLimits
from app.core.errors import Problem
from tests.doubles.recordings import a_photo, a_video, a_voice_note

KB = 1024
LIMITS = UploadLimits(
    upload_max_bytes=1_000, part_bytes=256 * KB, expires_s=60, stall_s=5, open_count=3, quota_bytes=5_000
)


@pytest.mark.parametrize(
    ("part", "filled_in_s", "following"),
    [
        (256 * KB, 0.1, 512 * KB),
        (512 * KB, 0.1, 1024 * KB),
        (4096 * KB, 0.1, 4096 * KB),
        (3000 * KB, 0.1, 4096 * KB),
        (4096 * KB, 0.5, 256 * KB),
        (256 * KB, 20.0, 256 * KB),
    ],
)
def test_parts_grow_while_they_fill_quickly(part: int, filled_in_s: float, following: int) -> None:
    assert policy.next_part_bytes(part, filled_in_s=filled_in_s, smallest=256 * KB) == following


@pytest.mark.parametrize(
    ("length", "kept", "opened", "code"),
    [
        (1_000, 4_000, 2, None),
        (1_000, 4_001, 0, "upload.quota"),
        (None, 4_999, 0, None),
        (None, 5_000, 0, "upload.quota"),
        (1, 0, 3, "upload.too_many"),
    ],
)
def test_room(length: int | None, kept: int, opened: int, code: str | None) -> None:
    assert code == code_of(
        lambda: policy.require_room(length, kept_bytes=kept, open_count=opened, limits=LIMITS)
    )


@pytest.mark.parametrize(
    ("length", "code"), [(1, None), (1_000, None), (1_001, "upload.too_large"), (0, "media.empty")]
)
def test_size(length: int, code: str | None) -> None:
    assert code == code_of(lambda: policy.require_size(length, LIMITS))


@pytest.mark.parametrize(
    ("head", "kind", "code"),
    [
        (a_video(), ClipKind.VIDEO, None),
        (a_video(), ClipKind.VOICE, None),
        (a_voice_note(), ClipKind.VOICE, None),
        (a_voice_note(), ClipKind.VIDEO, None),
        (a_photo(), ClipKind.PHOTO, None),
        (a_photo(), ClipKind.VIDEO, "media.wrong_kind"),
        (a_video(), ClipKind.PHOTO, "media.wrong_kind"),
        (b"#!/bin/sh\n", ClipKind.VIDEO, "media.unknown_format"),
        (b"", ClipKind.VIDEO, "media.empty"),
    ],
)
def test_first_bytes(head: bytes, kind: ClipKind, code: str | None) -> None:
    assert code == code_of(lambda: policy.require_readable(head, kind=kind))


@pytest.mark.parametrize(
    ("percent", "told", "ago_s", "is_news"),
    [(5, 0, 0.5, True), (4, 0, 9.0, False), (50, 0, 0.4, False), (100, 96, 9.0, False)],
)
def test_progress_is_told_in_steps(percent: int, told: int, ago_s: float, is_news: bool) -> None:
    assert policy.is_news(percent, told_percent=told, told_s_ago=ago_s) is is_news


@pytest.mark.parametrize(("fraction", "percent"), [(-1.0, 0), (0.0, 0), (0.999, 99), (1.0, 100), (7.0, 100)])
def test_a_percentage_is_one(fraction: float, percent: int) -> None:
    assert policy.progress_percent(fraction) == percent


def code_of(check: Callable[[], None]) -> str | None:
    try:
        check()
    except Problem as problem:
        return problem.code
    return None
