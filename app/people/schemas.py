"""What people routes read and answer. Checked values only: a handler never sees a raw string."""

import re
import unicodedata
from datetime import datetime, time
from functools import cache
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from app.core.errors import Malformed
from app.people.models import DeviceKind, Role

NAME_MAX_CHARS = 80
HOUR_PATTERN = "([01][0-9]|2[0-3]):[0-5][0-9]"

# Controls, lone surrogates, line and paragraph separators. Joiners (Cf) stay: Persian and Hindi
# names need them.
_FORBIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Direction overrides and isolates (U+202A-202E, U+2066-2069) let one name be shown as another.
_OVERRIDES = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

# ISO 639-1, and the three-letter languages that phones report or Whisper knows.
_LANGUAGE_LIST = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
    "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
    "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl "
    "ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk "
    "tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "ceb fil haw hil hmn ilo kea kok mai pap prs sat tpi yue zgh"
)
_LANGUAGES = frozenset(_LANGUAGE_LIST.split())


def checked_name(text: str) -> str:
    """The name as it is kept: NFC, trimmed, 1 to 80 characters, at least one of them visible."""
    name = unicodedata.normalize("NFC", text).strip() if _is_encodable(text) else text
    if any(unicodedata.category(c) in _FORBIDDEN or c in _OVERRIDES for c in name):
        raise Malformed("name.characters", "A name cannot contain control characters.")
    if len(name) > NAME_MAX_CHARS:
        raise Malformed("name.too_long", f"A name has at most {NAME_MAX_CHARS} characters.")
    if not any(unicodedata.category(c)[0] in "LNSP" for c in name):
        raise Malformed("name.empty", "A name needs at least one character.")
    return name


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def checked_language(tag: str) -> str:
    """A BCP 47 tag of a language we know, in its usual letter case: "pt-br" becomes "pt-BR".

    Takes language, script and region, which is what phones report; nothing longer.
    """
    language, *rest = tag.split("-")
    if language.lower() not in _LANGUAGES or len(rest) > 2:
        raise _unknown_language()
    return "-".join([language.lower(), *_script_and_region(rest)])


def _script_and_region(subtags: list[str]) -> list[str]:
    kept: list[str] = []
    for subtag in subtags:
        if not subtag.isascii() or not subtag.isalnum():
            raise _unknown_language()
        if len(subtag) == 4 and subtag.isalpha() and not kept:
            kept.append(subtag.title())
        elif len(subtag) == 2 and subtag.isalpha():
            kept.append(subtag.upper())
        elif len(subtag) == 3 and subtag.isdigit():
            kept.append(subtag)
        else:
            raise _unknown_language()
    return kept


def _unknown_language() -> Malformed:
    return Malformed("language.unknown", "This is not a language tag we know, such as en or pt-BR.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def checked_zone(zone: str) -> str:
    if zone not in _zones():
        raise Malformed("zone.unknown", "This is not a time zone we know, such as Europe/Berlin.")
    return zone


def checked_hour(text: object) -> time:
    if not isinstance(text, str) or not re.fullmatch(HOUR_PATTERN, text):
        raise Malformed("hour.unreadable", "Write a time of day like 22:00.")
    return time.fromisoformat(text)


# The outer bound keeps a megabyte of text away from Unicode normalisation.
Name = Annotated[str, Field(max_length=1000), AfterValidator(checked_name)]
Language = Annotated[str, Field(max_length=35), AfterValidator(checked_language)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(checked_zone)]
# A time of day on the site's own clocks, to the minute.
HourIn = Annotated[
    time, BeforeValidator(checked_hour), WithJsonSchema({"type": "string", "pattern": HOUR_PATTERN})
]
Hour = Annotated[time, PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str)]
Token = Annotated[str, Field(min_length=1, max_length=200)]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MeChange(Input):
    name: Name | None = None
    language: Language | None = None


class Named(BaseModel):
    id: UUID
    name: str


class PersonOut(Named):
    language: str


class DeviceOut(BaseModel):
    id: UUID
    kind: DeviceKind
    label: str


class SiteOut(Named):
    """`languages`: BCP 47 tags, the one to offer first in front. The quiet hours are local, "HH:MM"."""

    zone: str
    languages: list[str]
    quiet_from: Hour | None
    quiet_until: Hour | None
    attention_budget_s: int


class TeamOut(Named):
    """`waiting_count`: people who came by a poster and wait; 0 for those who could not let them in."""

    site: SiteOut
    role: Role
    member_count: int
    waiting_count: int


class Limits(BaseModel):
    """Bounds the phone shows and keeps before the server has to refuse."""

    clip_max_s: int
    upload_max_bytes: int
    text_max_chars: int
    upload_chunk_bytes: int


class PendingOut(BaseModel):
    """Which team a person asked to join, by a poster, and is not yet in."""

    team: Named
    site: Named
    asked_at: datetime


class AdministersOut(BaseModel):
    """What a person may arrange; sites of the organisation are not listed when it is all of it."""

    organisation: bool
    site_ids: list[UUID]


class Me(BaseModel):
    person: PersonOut
    organisation: Named
    device: DeviceOut
    teams: list[TeamOut]
    is_admin: bool
    administers: AdministersOut
    pending: PendingOut | None
    limits: Limits
