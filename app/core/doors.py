"""Every route stands behind exactly one door, and a service with a route that does not will not start.

A door is a dependency that decides who may come in at all:

    @door
    async def signed_in(actor: Annotated[Actor, Depends(known)]) -> Actor: ...

Doors may lead to doors, as here from `known` to `signed_in`: the innermost room counts. What a
person may then do to one object is decided by access functions, never by a door.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

Door = TypeVar("Door", bound=Callable[..., Any])

_doors: set[Callable[..., Any]] = set()


class Undeclared(SystemExit):
    """A route without a door, or with two. Ends the start with one line that names it."""


def door(check: Door) -> Door:
    _doors.add(check)
    return check


def doors_of(dependant: Dependant) -> set[str]:
    """The doors by name, but for those that lie on the way to another."""
    found = set(_doors_below(dependant))
    passed = {call for call, on_the_way in found for call in on_the_way}
    return {call.__name__ for call, _ in found if call not in passed}


def _doors_below(
    dependant: Dependant,
) -> Iterator[tuple[Callable[..., Any], frozenset[Callable[..., Any]]]]:
    """Each door with those on the way to it."""
    for child in dependant.dependencies:
        below = list(_doors_below(child))
        yield from below
        if child.call in _doors:
            yield child.call, frozenset(call for call, _ in below)


def declared(routes: Sequence[BaseRoute]) -> dict[tuple[str, str], str]:
    """(method, path) of every route with its door. Raises Undeclared."""
    doors: dict[tuple[str, str], str] = {}
    for context in iter_route_contexts(routes):
        names = doors_of(context.dependant) if isinstance(context.original_route, APIRoute) else set()
        methods = sorted(context.methods or {"ANY"})
        if len(names) != 1:
            said = " and ".join(sorted(names)) or "none"
            raise Undeclared(
                f"{' '.join(methods)} {context.path} must stand behind exactly one door, and has {said}."
            )
        doors |= {(method, context.path or ""): next(iter(names)) for method in methods}
    return doors
