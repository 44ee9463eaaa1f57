"""Who may do what: structure, people, their roles and their sessions. Written by hand."""

from tests.walls.cells import Row
from tests.walls.principals import ADMIN, LEAD, WORKER

TEAM, SITE, ORGANISATION = "team.unknown", "site.unknown", "organisation.unknown"
PERSON, MEMBER, SESSION = "person.unknown", "member.unknown", "session.unknown"

STRUCTURE = (
    Row(
        route="GET /api/organisation", door="signed_in", needs=ADMIN, scope="organisation", wall=ORGANISATION
    ),
    Row(
        route="PATCH /api/organisation",
        door="stepped_up",
        needs=ADMIN,
        scope="organisation",
        wall=ORGANISATION,
        body={"name": "Other"},
    ),
    Row(
        route="GET /api/sites",
        door="signed_in",
        needs=ADMIN,
        scope="site",
        wall=ORGANISATION,
    ),
    Row(
        route="POST /api/sites",
        door="signed_in",
        needs=ADMIN,
        scope="organisation",
        wall=ORGANISATION,
        body={"name": "New", "zone": "Europe/Berlin"},
    ),
    Row(
        route="PATCH /api/sites/{site_id}",
        door="signed_in",
        needs=ADMIN,
        scope="site",
        wall=SITE,
        body={"name": "Other"},
    ),
    Row(route="GET /api/teams", door="signed_in", shows={"team": WORKER}),
    Row(
        route="POST /api/teams",
        door="signed_in",
        kinds=("site",),
        needs=ADMIN,
        scope="site",
        wall=SITE,
        body=lambda c: {"name": "New", "site_id": str(c.ids["site"])},
    ),
    Row(
        route="PATCH /api/teams/{team_id}",
        door="signed_in",
        needs=ADMIN,
        wall=TEAM,
        body={"name": "Other"},
    ),
    Row(route="GET /api/teams/{team_id}/members", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="PATCH /api/teams/{team_id}/members/{person_id}",
        door="stepped_up",
        needs=LEAD,
        wall=TEAM,
        inner=MEMBER,
        body={"role": "worker"},
    ),
    Row(
        route="DELETE /api/teams/{team_id}/members/{person_id}",
        door="stepped_up",
        needs=LEAD,
        wall=TEAM,
        inner=MEMBER,
    ),
)

PEOPLE = (
    Row(route="GET /api/people", door="signed_in", needs=LEAD, wall=ORGANISATION, shows={"person": LEAD}),
    Row(
        route="POST /api/people",
        door="stepped_up",
        kinds=("team",),
        needs=LEAD,
        wall=TEAM,
        body=lambda c: {"name": "New", "language": "en", "team_id": str(c.ids["team"])},
    ),
    Row(
        route="GET /api/people/{person_id}",
        door="signed_in",
        needs=LEAD,
        own=True,
        ended="done",
        wall=PERSON,
    ),
    Row(
        route="PATCH /api/people/{person_id}",
        door="signed_in",
        needs=LEAD,
        own=True,
        ended="done",
        weighs="above",
        wall=PERSON,
        body={"name": "Other"},
    ),
    Row(
        route="POST /api/people/{person_id}/depart",
        door="stepped_up",
        needs=ADMIN,
        own=False,
        ended="done",
        weighs="over",
        wall=PERSON,
    ),
    Row(
        route="PUT /api/people/{person_id}/roles",
        door="stepped_up",
        kinds=("team", "person"),
        needs=LEAD,
        inner=PERSON,
        inner_needs=LEAD,
        ended="done",
        wall=TEAM,
        body=lambda c: {"scope": "team", "id": str(c.ids["team"]), "role": "worker"},
    ),
    Row(
        route="DELETE /api/people/{person_id}/roles/{scope}/{place_id}",
        door="stepped_up",
        kinds=("team", "person"),
        needs=LEAD,
        inner=PERSON,
        inner_needs=LEAD,
        ended="done",
        wall=TEAM,
        beyond={"mixed": (404, "role.unknown"), "ended": (404, "role.unknown")},
    ),
)

SESSIONS = (
    Row(route="GET /api/me", door="known"),
    Row(route="PATCH /api/me", door="known", body={"name": "Other"}),
    Row(route="POST /api/me/leave", door="known"),
    Row(route="GET /api/me/sessions", door="known"),
    Row(route="DELETE /api/me/sessions", door="known"),
    Row(
        route="DELETE /api/me/sessions/{session_id}",
        door="known",
        needs="nobody",
        own=True,
        wall=SESSION,
    ),
    Row(
        route="GET /api/people/{person_id}/sessions",
        door="signed_in",
        needs=LEAD,
        own=True,
        ended="done",
        wall=PERSON,
    ),
    Row(
        route="DELETE /api/people/{person_id}/sessions",
        door="signed_in",
        needs=LEAD,
        own=True,
        ended="done",
        weighs="above",
        wall=PERSON,
    ),
)

ROWS = (*STRUCTURE, *PEOPLE, *SESSIONS)
