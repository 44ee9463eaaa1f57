"""What a line of a roster means. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core.errors import Problem
from app.core.rows_in import Column, Row
from app.people.models import Role
from app.people.schemas import checked_language, checked_name

EXTERNAL_ID_MAX_CHARS = 64
ROWS_OF_PERSON_COUNT = 50
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

COLUMNS = (
    Column(
        "external_id",
        is_required=True,
        aliases=(
            "id",
            "employee id",
            "employee number",
            "personnel number",
            "personalnummer",
            "personal-nr",
            "mitarbeiternummer",
            "número de empleado",
            "matrícula",
            "الرقم الوظيفي",
        ),
    ),
    Column("name", aliases=("full name", "person", "nombre", "nome", "الاسم")),
    Column("language", aliases=("lang", "sprache", "idioma", "língua", "اللغة")),
    Column("site", aliases=("location", "standort", "centro", "local", "unidade", "الموقع")),
    Column("team", aliases=("crew", "schicht", "gruppe", "equipo", "equipe", "الفريق")),
    Column("role", aliases=("rolle", "rol", "função", "الدور")),
)
_ROLES = {
    **dict.fromkeys(
        ("worker", "mitarbeiter", "mitarbeiterin", "trabajador", "trabalhador", "عامل"), Role.WORKER
    ),
    **dict.fromkeys(
        ("lead", "team lead", "leitung", "teamleitung", "schichtleitung", "líder", "مشرف"), Role.LEAD
    ),
}
# No file makes an administrator.
_ADMINS = frozenset({"admin", "administrator"})


class RowRefused(Exception):  # noqa: N818 - an answer about one line, not an accident
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class Place:
    site_id: UUID
    team_id: UUID | None = None


@dataclass
class Places:
    """Sites and teams that a file may speak of, by the names people write. None: several of one name."""

    sites: Mapping[str, UUID | None]
    teams: Mapping[tuple[UUID, str], UUID | None]
    creates_teams: bool = False
    is_one_site: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_one_site = len(self.sites) == 1 and None not in self.sites.values()

    def find(self, site: str, team: str) -> Place:
        site_id = self._site(site)
        key = (site_id, folded(team))
        if key in self.teams:
            team_id = self.teams[key]
            if team_id is None:
                raise RowRefused("team", "team.ambiguous")
            return Place(site_id, team_id)
        if not self.creates_teams:
            raise RowRefused("team", "team.unknown")
        return Place(site_id)

    def _site(self, site: str) -> UUID:
        if not site:
            if not self.is_one_site:
                raise RowRefused("site", "site.missing")
            return next(found for found in self.sites.values() if found is not None)
        if folded(site) not in self.sites:
            raise RowRefused("site", "site.unknown")
        found = self.sites[folded(site)]
        if found is None:
            raise RowRefused("site", "site.ambiguous")
        return found


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A line that can be used, as far as it can be judged alone."""

    line: int
    external_id: str
    name: str = ""
    language: str = ""
    team: str = ""
    place: Place | None = None
    role: Role | None = None


def read_row(row: Row, places: Places) -> Wanted:
    """Raises RowRefused."""
    cells = row.cells
    external_id = checked_external_id(cells["external_id"])
    team = _checked("team", cells["team"], checked_name)
    role = _role(cells["role"])
    if role is not None and not team:
        raise RowRefused("team", "team.missing")
    return Wanted(
        line=row.line,
        external_id=external_id,
        name=_checked("name", cells["name"], checked_name),
        language=_checked("language", cells["language"].replace("_", "-"), checked_language),
        team=team,
        place=places.find(cells["site"], team) if team else None,
        role=role,
    )


def checked_external_id(text: str) -> str:
    external_id = unicodedata.normalize("NFC", text)
    if not external_id:
        raise RowRefused("external_id", "external_id.missing")
    if len(external_id) > EXTERNAL_ID_MAX_CHARS:
        raise RowRefused("external_id", "external_id.too_long")
    if any(unicodedata.category(c) in _UNPRINTABLE for c in external_id):
        raise RowRefused("external_id", "external_id.characters")
    return external_id


def find_external_id(row: Row) -> str | None:
    """Whose line it is, although it cannot be used; None when not even that can be told."""
    try:
        return checked_external_id(row.cells["external_id"])
    except RowRefused:
        return None


def folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _role(text: str) -> Role | None:
    if not text:
        return None
    if folded(text) in _ADMINS:
        raise RowRefused("role", "role.by_hand")
    role = _ROLES.get(folded(text))
    if role is None:
        raise RowRefused("role", "role.unknown")
    return role


def _checked(column: str, text: str, check: Any) -> str:
    if not text:
        return ""
    try:
        checked: str = check(text)
    except Problem as problem:
        raise RowRefused(column, problem.code) from None
    return checked
