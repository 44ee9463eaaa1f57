"""Pure rules about people: what a role may do."""

from collections.abc import Iterable

from app.core.errors import Refused
from app.people.models import Role

# How long after a session's token changed the one before is still taken, if the new one has come:
# requests that were on their way by then carry it.
ROTATION_GRACE_S = 60

_STRENGTH = {Role.WORKER: 1, Role.LEAD: 2, Role.ADMIN: 3}


def strongest(roles: Iterable[Role]) -> Role | None:
    return max(roles, key=_STRENGTH.__getitem__, default=None)


def is_at_least(role: Role | None, needed: Role) -> bool:
    return role is not None and _STRENGTH[role] >= _STRENGTH[needed]


def roles_from(needed: Role) -> tuple[Role, ...]:
    return tuple(role for role in Role if is_at_least(role, needed))


def require_grantable(mine: Role, *roles: Role) -> None:
    """One gives, changes and ends roles up to one's own."""
    if any(not is_at_least(mine, role) for role in roles):
        raise Refused("role.above_yours", "You can give and take roles up to your own.")
