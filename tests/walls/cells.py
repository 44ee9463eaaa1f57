"""What a row of the table says, and the cells that follow from it: one per principal and relation."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from app.people.models import Role
from tests.walls.principals import ALL, Principal
from tests.walls.rows import SITES, TEAMS, Ids, World

# Where the object of a request is, as seen from T1.
PLACES = {
    "own team": "T1",
    "another team": "T2",
    "another site": "T3",
    "another organisation": "T4",
}
UNKNOWN = UUID("01890000-0000-7000-8000-000000000000")
# Path parameters and the kind of thing they name.
KINDS = {
    "admission_id": "admission",
    "clip_id": "clip",
    "device_id": "device",
    "import_id": "import",
    "invite_id": "invite",
    "passkey_id": "passkey",
    "pattern_id": "pattern",
    "person_id": "person",
    "post_id": "post",
    "rendition_id": "rendition",
    "session_id": "session",
    "shift_id": "shift",
    "site_id": "site",
    "team_id": "team",
    "upload_id": "upload",
}
STATUS = {"session.none": 401, "device.none": 401}
DONE: frozenset[int | str] = frozenset({200, 201, 202, 204})
NOT_IN = {"anonymous", "revoked", "expired", "departed", "locked"}

Needs = Role | Literal["nobody", "anyone"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may do what one route does.

    `needs`: the role over the `scope` in which the object is; "anyone": the door is all there is;
    "nobody": only over one's own. `own`: whether what belongs to oneself is allowed whatever the
    role; None when there is no such thing. `ended`: it is done all the same, and no mistake; None: it is
    told what never was is told. `wall`: the code that outsiders hear, `inner` the one of the
    object named second. `refused`: what this principal, standing or relation hears instead. `done`:
    statuses, and codes that are only heard beyond the wall. `shows`: kinds of things that the answer
    names, from exactly those teams in which the principal holds the role.
    """

    route: str
    door: str
    needs: Needs = "anyone"
    scope: Literal["team", "site", "organisation"] = "team"
    wall: str = ""
    inner: str = ""
    own: bool | None = None
    ended: Literal["done"] | None = None
    names: str = ""
    done: frozenset[int | str] = DONE
    shows: Mapping[str, Role] = field(default_factory=dict)
    refused: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    body: "Callable[[Cell], object] | object" = None
    query: "Callable[[Cell], str] | str" = ""
    headers: "Callable[[Cell], dict[str, str]] | Mapping[str, str]" = field(default_factory=dict)

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.route.partition(" ")[2]

    @property
    def named(self) -> list[str]:
        """Kinds of what the request names, the outermost first."""
        parameters = re.findall(r"{(\w+)}", self.path)
        return [KINDS[one] for one in parameters if one in KINDS] + ([self.names] if self.names else [])


@dataclass(frozen=True, kw_only=True)
class Cell:
    row: Row
    principal: Principal
    relation: str
    world: World

    def __str__(self) -> str:
        return f"{self.row.route} as {self.principal.name}, {self.relation}"

    @property
    def ids(self) -> Ids:
        """What the request names, and what else is around it."""
        world, named = self.world, self.row.named
        ids = dict(world.at[PLACES.get(self.relation, "T1")])
        if self.relation == "own":
            home = world.at[self.principal.home]
            ids = dict(home) | world.own.get(self.principal.name, world.ended)
        elif self.relation == "ended":
            ids[named[-1]] = world.ended[named[-1]]
        elif self.relation == "nonexistent":
            ids[named[-1]] = UNKNOWN
        elif self.relation == "all unknown":
            ids = dict.fromkeys(ids, UNKNOWN)
        elif self.relation == "mixed":
            ids[named[-1]] = world.at["T2"][named[-1]]
        return ids


def relations(row: Row, world: World) -> list[str]:
    named = row.named
    if not named:
        return ["-"]
    found = [*PLACES, "nonexistent"]
    if named[-1] in world.ended:
        found.append("ended")
    if row.own is not None:
        found.append("own")
    if len(named) > 1:
        found += ["mixed", "all unknown"]
    return found


def cells(row: Row, world: World) -> Iterator[Cell]:
    for relation in relations(row, world):
        for principal in ALL:
            yield Cell(row=row, principal=principal, relation=relation, world=world)


def expected(cell: Cell) -> tuple[int, str] | None:
    """(status, code) of the refusal; None when it is allowed."""
    row, principal = cell.row, cell.principal
    refusal = _at_the_door(row.door, principal)
    if refusal is not None:
        return refusal
    for said in (principal.name, principal.standing, cell.relation):
        if said in row.refused:
            return row.refused[said]
    if not row.wall:
        return None
    if not _is_let_in(cell):
        return _refusal(row.wall)
    if cell.relation in {"nonexistent", "mixed"} or (cell.relation == "ended" and row.ended is None):
        return _refusal(row.inner or row.wall)
    return None


def _at_the_door(door: str, principal: Principal) -> tuple[int, str] | None:
    if door == "anyone":
        return None
    if door == "enrolled":
        return None if principal.standing in {"shared", "locked"} else _refusal("device.none")
    if principal.standing in NOT_IN:
        return _refusal("session.none")
    if principal.standing == "pending" and door != "known":
        return _refusal("person.pending")
    return None


def _is_let_in(cell: Cell) -> bool:
    row, relation = cell.row, cell.relation
    if relation == "all unknown":
        return False
    if relation == "own" and row.own:
        return True
    if row.needs == "anyone":
        return True
    return _holds(cell.principal, row.needs, _place(cell))


def _place(cell: Cell) -> str:
    """The team, site or organisation whose roles count."""
    row = cell.row
    team = cell.principal.home if cell.relation == "own" else PLACES.get(cell.relation, "T1")
    if not row.named:
        team = cell.principal.home
    site = TEAMS[team]
    return {"team": team, "site": site, "organisation": SITES[site]}[row.scope]


_STRENGTH: dict[Any, int] = {Role.WORKER: 1, Role.LEAD: 2, Role.ADMIN: 3, "nobody": 4}


def _holds(principal: Principal, needs: Needs, place: str) -> bool:
    held = principal.holds.get(place)
    return held is not None and _STRENGTH[held] >= _STRENGTH[needs]


def shown(cell: Cell) -> dict[UUID, bool]:
    """Ids that the answer must name, or must not."""
    return {
        cell.world.at[team][kind]: _holds(cell.principal, needs, team)
        for kind, needs in cell.row.shows.items()
        for team in TEAMS
    }


def _refusal(code: str) -> tuple[int, str]:
    return STATUS.get(code, 404), code
