"""What the phone assumes before it has heard from the server is what the server says by default."""

import math
import re
from pathlib import Path

import pytest

from app.people.invites.redeeming import REPEATED_WITHIN
from app.people.invites.schemas import INVITE_TTL_MAX_S, INVITE_USES_MAX, SHEET_MAX_COUNT
from app.people.schemas import NAME_MAX_CHARS
from app.people.shared.policy import PIN_MAX_CHARS
from app.settings import Settings
from app.sync.schemas import COMMANDS_COUNT
from media.sniff import sniff

PHONE = Path(__file__).parents[2] / "pwa" / "src"
PRODUCT = r"(\d[\d_]*(?: \* \d[\d_]*)*)"
DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}

# How a recorder's container begins, by the name that the phone asks for it.
BEGINNINGS = {
    "video/mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm",
    "audio/mp4": b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
    "audio/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm",
    "audio/ogg": b"OggS\0\x02",
}


def numbers(file: str, before: str) -> list[int]:
    """The numbers, or products of numbers, that stand in a phone's source after `before`."""
    found = re.findall(before + PRODUCT, (PHONE / file).read_text("utf-8"))
    return [math.prod(int(part.replace("_", "")) for part in text.split(" * ")) for text in found]


@pytest.mark.parametrize(
    ("file", "before", "limit"),
    [
        ("capture/clip-limits.ts", "upload_max_bytes: ", DEFAULTS["upload_max_bytes"]),
        ("capture/clip-limits.ts", "clip_max_s: ", DEFAULTS["clip_max_s"]),
        ("capture/clip-limits.ts", "text_max_chars: ", DEFAULTS["text_max_chars"]),
        ("ui/waveform.tsx", "USUAL_MS = ", DEFAULTS["clip_max_s"] * 1000),
        ("outbox/tus.ts", "CHUNK_MIN_BYTES = ", DEFAULTS["upload_chunk_bytes"]),
        ("outbox/plan.ts", "BATCH_MAX = ", COMMANDS_COUNT),
        ("join/join-form.tsx", r"maxLength=\{", NAME_MAX_CHARS),
        ("team/small-form.tsx", r"maxLength=\{", NAME_MAX_CHARS),
        ("admin/site-form.tsx", r"maxLength=\{", NAME_MAX_CHARS),
        ("people/sheet.ts", "SHEET_MAX = ", SHEET_MAX_COUNT),
        ("join/pin.ts", "PIN_MIN_DIGITS = ", DEFAULTS["pin_min_chars"]),
        ("join/pin.ts", "PIN_MAX_DIGITS = ", PIN_MAX_CHARS),
        ("join/attempt.ts", "KEPT_MS = ", int(REPEATED_WITHIN.total_seconds()) * 1000),
    ],
)
def test_the_phone_and_the_server_know_the_same_limit(file: str, before: str, limit: int) -> None:
    assert numbers(file, before) == [limit]


def test_no_choice_of_an_invite_is_refused_by_the_server() -> None:
    source = (PHONE / "team/invite-maker.tsx").read_text("utf-8")
    offered = ",".join(re.findall(r"uses: \[([\d, ]+)\]", source))
    assert max(map(int, offered.split(","))) == INVITE_USES_MAX
    hours = numbers("team/invite-maker.tsx", "HOUR_S = ")
    longest = [
        math.prod(map(int, text.split(" * "))) for text in re.findall(r"s: ([\d *]+) \* HOUR_S", source)
    ]
    assert [max(longest) * hours[0]] == [INVITE_TTL_MAX_S]


def test_the_darkroom_knows_every_format_the_phone_records() -> None:
    source = (PHONE / "capture/formats.ts").read_text("utf-8")
    asked = set(re.findall(r'"((?:video|audio)/\w+)', source))
    assert asked == set(BEGINNINGS)
    assert {sniff(head.ljust(64, b"\0")).family for head in BEGINNINGS.values()} == {"av"}
