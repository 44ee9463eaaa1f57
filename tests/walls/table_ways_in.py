"""Who may do what: joining, links and codes, waiting, shared phones and PINs. Written by hand."""

from tests.walls.cells import UNKNOWN, Row
from tests.walls.principals import LEAD

TEAM, INVITE, ADMISSION = "team.unknown", "invite.unknown", "admission.unknown"
PERSON, DEVICE = "person.unknown", "device.unknown"
GENERATOR = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"

INVITES = (
    Row(
        route="POST /api/join",
        door="anyone",
        body=lambda c: {"token": c.world.tokens["join T1"], "name": "New", "language": "en"},
    ),
    Row(
        route="POST /api/join/look",
        door="anyone",
        body=lambda c: {"token": c.world.tokens["join T1"]},
    ),
    Row(route="POST /api/me/phone", door="signed_in", refused={"shared": (422, "phone.on_shared")}),
    Row(
        route="POST /api/people/{person_id}/phone",
        door="stepped_up",
        needs=LEAD,
        own=True,
        weighs="over",
        ended="done",
        wall=PERSON,
    ),
    Row(route="GET /api/teams/{team_id}/invites", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/invites",
        door="stepped_up",
        needs=LEAD,
        wall=TEAM,
        body={"role": "worker"},
    ),
    Row(
        route="POST /api/teams/{team_id}/invites/personal",
        door="stepped_up",
        kinds=("team", "person"),
        needs=LEAD,
        inner=PERSON,
        inner_needs=LEAD,
        weighs="over",
        ended="done",
        wall=TEAM,
        beyond={"mixed": (404, "member.unknown")},
        body=lambda c: {"person_ids": [str(c.ids["person"])]},
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
    Row(route="GET /api/teams/{team_id}/admissions", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/admissions/{admission_id}",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        inner=ADMISSION,
        body={"admit": True},
    ),
)

SHARED = (
    Row(
        route="POST /api/shared/enrol",
        door="anyone",
        body=lambda c: {
            "token": c.world.tokens["device T1"],
            "label": "Tablet",
            "public_key": GENERATOR,
        },
    ),
    Row(route="GET /api/shared", door="enrolled"),
    Row(route="POST /api/shared/challenge", door="enrolled"),
    Row(
        route="POST /api/shared/unlock",
        door="enrolled",
        body={"person_id": str(UNKNOWN), "pin": "839264", "challenge_id": str(UNKNOWN), "signature": ""},
        done=frozenset({"challenge.ended"}),
    ),
    Row(route="POST /api/shared/lock", door="enrolled"),
    Row(route="POST /api/shared/envelopes", door="enrolled", body={"envelopes": []}),
    Row(
        route="POST /api/shared/keys",
        door="signed_in",
        body={"session_ids": []},
        refused={"in": (404, DEVICE)},
    ),
    Row(
        route="POST /api/shared/pin",
        door="enrolled",
        body={"pin": "839264", "code": "000000"},
        done=frozenset({"pin_code.refused"}),
    ),
    Row(
        route="PUT /api/me/pin",
        door="signed_in",
        body={"pin": "83926471"},
        # There the PIN before it is asked for, and nobody here has one.
        refused={"shared": (422, "pin.current_needed")},
    ),
    Row(
        route="POST /api/people/{person_id}/pin-code",
        door="stepped_up",
        needs=LEAD,
        own=True,
        weighs="over",
        ended="done",
        wall=PERSON,
    ),
    Row(
        route="DELETE /api/people/{person_id}/pin",
        door="stepped_up",
        needs=LEAD,
        own=True,
        weighs="over",
        ended="done",
        wall=PERSON,
    ),
    Row(route="GET /api/teams/{team_id}/devices", door="signed_in", needs=LEAD, wall=TEAM),
    Row(route="DELETE /api/devices/{device_id}", door="stepped_up", needs=LEAD, wall=DEVICE),
)

ROWS = (*INVITES, *SHARED)
