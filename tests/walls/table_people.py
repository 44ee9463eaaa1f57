"""Who may do what: sites, teams, people, joining and signing in. Written by hand."""

from tests.walls.cells import Row
from tests.walls.principals import ADMIN, LEAD, WORKER

TEAM, SITE, ORGANISATION = "team.unknown", "site.unknown", "organisation.unknown"
PERSON, MEMBER, INVITE = "person.unknown", "member.unknown", "invite.unknown"

ROWS = (
    Row(
        route="POST /api/join",
        door="anyone",
        body=lambda c: {"token": c.world.tokens["join T1"], "name": "New", "language": "en"},
    ),
    Row(route="POST /api/join/look", door="anyone", body=lambda c: {"token": c.world.tokens["join T1"]}),
    Row(route="GET /api/me", door="signed_in", shows={"team": WORKER}),
    Row(route="PATCH /api/me", door="signed_in", body={"name": "Other"}),
    Row(route="POST /api/me/leave", door="signed_in"),
    Row(
        route="GET /api/sites",
        door="signed_in",
        needs=ADMIN,
        scope="organisation",
        wall=ORGANISATION,
        shows={"site": ADMIN},
    ),
    Row(
        route="POST /api/sites",
        door="signed_in",
        needs=ADMIN,
        scope="organisation",
        wall=ORGANISATION,
        body={"name": "New", "zone": "Europe/Berlin"},
    ),
    Row(route="GET /api/teams", door="signed_in", shows={"team": WORKER}),
    Row(
        route="POST /api/teams",
        door="signed_in",
        names="site",
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
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        inner=MEMBER,
        body={"role": "worker"},
    ),
    Row(
        route="DELETE /api/teams/{team_id}/members/{person_id}",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        inner=MEMBER,
    ),
    Row(route="GET /api/teams/{team_id}/invites", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/invites",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        body={"role": "worker"},
    ),
    Row(
        route="DELETE /api/teams/{team_id}/invites/{invite_id}",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        inner=INVITE,
        # Revoking it twice is no mistake.
        ended="done",
    ),
)
