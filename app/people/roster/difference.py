"""One person as the file has them, beside the same person as they are now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.people.models import Role
from app.people.roster.models import ChangeKind, RosterRow
from app.people.roster.policy import RowRefused, folded

Field = dict[str, Any]
# Of a team: its id, or where it has yet to be made, its site and folded name.
TeamKey = UUID | tuple[UUID, str]
FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, kw_only=True)
class Present:
    """`roles` are those held directly in teams that the file speaks for. `is_ours`: whoever sent the file
    may change this person.
    """

    id: UUID
    name: str
    language: str
    is_departed: bool
    is_ours: bool
    roles: Mapping[UUID, Role]


@dataclass(kw_only=True)
class Difference:
    """`gives` and `takes` are roles in teams; `name` and `language` are the new ones, or None."""

    kind: ChangeKind
    external_id: str
    person: Present | None
    shown_name: str
    name: str | None = None
    language: str | None = None
    gives: dict[TeamKey, tuple[str, Role]] = field(default_factory=dict)
    takes: dict[UUID, Role] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        return self.kind is ChangeKind.CHANGED and not (
            self.name is not None or self.language is not None or self.gives or self.takes
        )

    def fields(self, names: Mapping[UUID, str]) -> list[Field]:
        """As people read it."""
        was = self.person if self.kind is ChangeKind.CHANGED else None
        shown = list(_plain_fields(self, was))
        held = self.person.roles if self.person else {}
        for key, (name, role) in self.gives.items():
            before = held.get(key) if isinstance(key, UUID) else None
            shown.append(_team_field(names.get(key, name) if isinstance(key, UUID) else name, before, role))
        shown += [_team_field(names.get(key, ""), role, None) for key, role in self.takes.items()]
        return shown


def difference(
    rows: Sequence[RosterRow], person: Present | None, languages: Mapping[UUID, str]
) -> Difference:
    """`languages` are what somebody new reads at a site, by its id.

    Raises RowRefused, of the person as a whole, when the rows do not make sense together. An
    administrator's role is neither given nor taken, nor anything of a person's at another site.
    """
    if person is not None and not person.is_ours:
        raise RowRefused("external_id", "person.elsewhere")
    sites = [row.site_id for row in rows if row.site_id is not None]
    default_language = languages.get(sites[0], FALLBACK_LANGUAGE) if sites else FALLBACK_LANGUAGE
    name = _only("name", [row.name for row in rows])
    language = _only("language", [row.language for row in rows])
    wanted = _wanted_roles(rows)
    is_new = person is None or person.is_departed
    if is_new and not wanted:
        raise RowRefused("team", "team.missing")
    if person is None and not name:
        raise RowRefused("name", "name.missing")
    held = {} if person is None or person.is_departed else person.roles
    return Difference(
        kind=ChangeKind.ADDED if is_new else ChangeKind.CHANGED,
        external_id=rows[0].external_id,
        person=person,
        shown_name=name or (person.name if person else ""),
        name=name if name and (person is None or name != person.name) else None,
        language=_new_language(language, person, default_language),
        gives=dict(_given(wanted, held)),
        takes={
            key: role for key, role in held.items() if wanted and key not in wanted and role is not Role.ADMIN
        },
    )


def _wanted_roles(rows: Sequence[RosterRow]) -> dict[TeamKey, tuple[str, Role | None]]:
    wanted: dict[TeamKey, tuple[str, Role | None]] = {}
    for row in rows:
        if not row.team or row.site_id is None:
            continue
        key: TeamKey = row.team_id or (row.site_id, folded(row.team))
        _, before = wanted.get(key, ("", row.role))
        if before is not row.role:
            raise RowRefused("role", "role.contradicts")
        wanted[key] = (row.team, row.role)
    return wanted


def _given(
    wanted: Mapping[TeamKey, tuple[str, Role | None]], held: Mapping[UUID, Role]
) -> Iterator[tuple[TeamKey, tuple[str, Role]]]:
    for key, (name, role) in wanted.items():
        has = held.get(key) if isinstance(key, UUID) else None
        if has is Role.ADMIN or (has is not None and role is None) or (has is role and role is not None):
            continue
        yield key, (name, role or Role.WORKER)


def _only(column: str, said: Sequence[str]) -> str:
    """What all rows that say something agree on."""
    different = {text for text in said if text}
    if len(different) > 1:
        raise RowRefused(column, f"{column}.contradicts")
    return next(iter(different), "")


def _new_language(language: str, person: Present | None, default: str) -> str | None:
    if person is None:
        return language or default
    return language if language and language != person.language else None


def _plain_fields(change: Difference, was: Present | None) -> Iterator[Field]:
    if change.name is not None:
        yield {"field": "name", "team": None, "was": was.name if was else None, "becomes": change.name}
    if change.language is not None:
        before = was.language if was else None
        yield {"field": "language", "team": None, "was": before, "becomes": change.language}


def _team_field(team: str, was: Role | None, becomes: Role | None) -> Field:
    return {"field": "team", "team": team, "was": was, "becomes": becomes}
