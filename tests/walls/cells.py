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
    "place_id": "team",
    "post_id": "post",
    "rendition_id": "rendition",
    "reply_id": "reply",
    "session_id": "session",
    "shift_id": "shift",
    "site_id": "site",
    "team_id": "team",
    "upload_id": "upload",
}
STATUS = {"session.none": 401, "device.none": 401, "role.above_yours": 422}
# Where else somebody works who works in T1, too.
ELSEWHERE = {"who is above": "O1", "who works elsewhere": "T3"}
DONE: frozenset[int | str] = frozenset({200, 201, 202, 204})
NOT_IN = {"anonymous", "revoked", "expired", "departed", "locked"}

Needs = Role | Literal["nobody", "anyone"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may do what one route does.

    `needs`: the role over the `scope` in which the object is; "anyone": the door is all there is;
    "nobody": only over one's own. `own`: whether what belongs to oneself is allowed whatever the
    role; None when there is no such thing. `ended`: done all the same; None: as if it never was.
    `wall`: the code that outsiders hear, `inner` the one of the object named second, where
    `inner_needs` says that it may be elsewhere. `weighs`: what more it takes to act on a person who
    may do much: as much as they may do here ("above"), or everywhere they may do it ("over").
    `refused`: what a principal, standing or relation hears instead of anything, `beyond` what only
    those hear who are let in. `done`: statuses, and codes that are only heard beyond the wall.
    `shows`: kinds of things that the answer names, from exactly those teams in which the principal
    holds the role. `kinds`: what the request names, the outermost first, unless the path says it.
    """

    route: str
    door: str
    needs: Needs = "anyone"
    scope: Literal["team", "site", "organisation"] = "team"
    wall: str = ""
    inner: str = ""
    inner_needs: Role | None = None
    weighs: Literal["", "above", "over"] = ""
    own: bool | None = None
    ended: Literal["done"] | None = None
    kinds: tuple[str, ...] = ()
    done: frozenset[int | str] = DONE
    shows: Mapping[str, Role] = field(default_factory=dict)
    refused: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    beyond: Mapping[str, tuple[int, str]] = field(default_factory=dict)
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
    def named(self) -> tuple[str, ...]:
        parameters = re.findall(r"{(\w+)}", self.path)
        return self.kinds or tuple(KINDS[one] for one in parameters if one in KINDS)


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
        elif self.relation in ELSEWHERE:
            ids["person"] = world.ended[self.relation]
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
    if named[-1] == "person":
        found += ELSEWHERE
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
    if not _is_inner_there(cell):
        return _refusal(row.inner or row.wall)
    if not _may_weigh(cell):
        return _refusal("role.above_yours")
    return row.beyond.get(cell.relation)


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
    """To the object, or to the outermost of them."""
    row, relation = cell.row, cell.relation
    if relation == "all unknown":
        return False
    if relation == "own" and row.own:
        # A lead of oneself on one's own phone; on a shared one nobody is.
        return row.named != ("person",) or cell.principal.standing != "shared"
    if row.needs == "anyone":
        return True
    return any(_holds(cell.principal, row.needs, place) for place in _places(cell))


def _is_inner_there(cell: Cell) -> bool:
    """Whether there is an object by the last name, and for this principal."""
    row, relation, principal = cell.row, cell.relation, cell.principal
    if relation == "nonexistent":
        return False
    if relation == "ended":
        if row.ended is None:
            return False
        return row.inner_needs is None or _holds(principal, row.inner_needs, "O1")
    if relation == "mixed":
        return row.inner_needs is not None and _holds(principal, row.inner_needs, "T2")
    return True


def _may_weigh(cell: Cell) -> bool:
    row, principal = cell.row, cell.principal
    if cell.relation not in ELSEWHERE or not row.weighs:
        return True
    needs = row.needs if row.needs == Role.ADMIN else Role.LEAD
    where = ELSEWHERE[cell.relation]
    theirs = Role.ADMIN if where == "O1" else needs
    if row.weighs == "over":
        return _holds(principal, needs, "T1") and _holds(principal, theirs, where)
    return any(_holds(principal, theirs, place) for place in ("T1", where))


def _places(cell: Cell) -> list[str]:
    """The teams, sites or organisations whose roles count: one of them is enough."""
    row, relation, principal = cell.row, cell.relation, cell.principal
    team = PLACES.get(relation, "T1")
    if not row.named or relation == "own":
        team = principal.home
    if row.named == ("person",):
        if relation == "own" and principal.given:
            return [principal.given[0]]
        if relation == "ended":
            # They hold nothing any more, so only the organisation looks after them.
            return ["O1"]
        return [team, *([ELSEWHERE[relation]] if relation in ELSEWHERE else [])]
    site = TEAMS[team]
    return [{"team": team, "site": site, "organisation": SITES[site]}[row.scope]]


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
