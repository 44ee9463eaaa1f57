"""Who may do what: shifts, the roster and the audit log. Written by hand."""

from datetime import timedelta

from tests.walls.cells import Cell, Row
from tests.walls.principals import ADMIN, LEAD

TEAM, SHIFT, ORGANISATION = "team.unknown", "shift.unknown", "organisation.unknown"
SITE, ROSTER = "site.unknown", "roster.unknown"


def member(cell: Cell) -> str:
    """Of the team that is asked about, as far as there is one."""
    return str(cell.ids["person"])


def hours(cell: Cell) -> dict[str, object]:
    start = cell.world.now + timedelta(days=3)
    end = start + timedelta(hours=8)
    return {"person_id": member(cell), "starts_at": start.isoformat(), "ends_at": end.isoformat()}


def pattern(cell: Cell) -> dict[str, object]:
    first_on = cell.world.now.date().isoformat()
    return {
        "person_id": member(cell),
        "weekdays": [1],
        "starts": "06:00",
        "ends": "14:00",
        "first_on": first_on,
    }


ROWS = (
    Row(route="GET /api/teams/{team_id}/shifts", door="signed_in", needs=LEAD, wall=TEAM),
    Row(route="POST /api/teams/{team_id}/shifts", door="signed_in", needs=LEAD, wall=TEAM, body=hours),
    Row(route="PATCH /api/shifts/{shift_id}", door="signed_in", needs=LEAD, wall=SHIFT, body={}),
    Row(route="DELETE /api/shifts/{shift_id}", door="signed_in", needs=LEAD, wall=SHIFT),
    Row(route="GET /api/teams/{team_id}/shift-patterns", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/shift-patterns",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        body=pattern,
    ),
    Row(route="PATCH /api/shift-patterns/{pattern_id}", door="signed_in", needs=LEAD, wall=SHIFT, body={}),
    Row(route="DELETE /api/shift-patterns/{pattern_id}", door="signed_in", needs=LEAD, wall=SHIFT),
    Row(route="GET /api/teams/{team_id}/on-shift", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/shifts/import",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        headers={"Content-Type": "text/csv"},
        body=b"external_id,person,starts,ends\n",
    ),
    Row(route="GET /api/me/shifts", door="signed_in"),
    Row(route="GET /api/audit", door="signed_in", needs=ADMIN, scope="organisation", wall=ORGANISATION),
    Row(route="GET /api/audit.csv", door="stepped_up", needs=ADMIN, scope="organisation", wall=ORGANISATION),
    Row(
        route="POST /api/roster",
        door="signed_in",
        kinds=("site",),
        needs=ADMIN,
        scope="site",
        wall=SITE,
        query=lambda c: f"site_id={c.ids['site']}",
        body={},
        # A body that is no file: only who may bring one hears so.
        done=frozenset({"rows.content_type"}),
    ),
    Row(
        route="GET /api/roster.csv",
        door="stepped_up",
        kinds=("site",),
        needs=ADMIN,
        scope="site",
        wall=SITE,
        query=lambda c: f"site_id={c.ids['site']}",
    ),
    Row(route="GET /api/roster/{import_id}", door="signed_in", needs=ADMIN, scope="site", wall=ROSTER),
    Row(
        route="GET /api/roster/{import_id}/changes", door="signed_in", needs=ADMIN, scope="site", wall=ROSTER
    ),
    Row(
        route="POST /api/roster/{import_id}/apply",
        door="stepped_up",
        needs=ADMIN,
        scope="site",
        wall=ROSTER,
        body={"leaving_count": 0},
    ),
)
