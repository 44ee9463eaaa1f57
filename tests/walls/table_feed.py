"""Who may do what: recordings, the feed, its copy on the phone, and being rung. Written by hand."""

import base64
import hashlib

from tests.walls.cells import PLACES, Cell, Row
from tests.walls.principals import LEAD, WORKER

TEAM, POST, REPLY = "team.unknown", "post.unknown", "reply.unknown"
UPLOAD, CLIP, MEDIA = "upload.unknown", "clip.unknown", "media.unknown"
TUS = {"Tus-Resumable": "1.0.0"}
ONCE = {"Idempotency-Key": "01890000-0000-7000-8000-0000000000ff"}
OTHER = "01890000-0000-7000-8000-0000000000fe"
NO_BYTES = hashlib.sha256(b"").hexdigest()


def metadata(cell: Cell) -> str:
    said = {"clip_id": OTHER, "team_id": str(cell.ids["team"]), "kind": "video"}
    said["captured_at"] = cell.world.now.isoformat()
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


ROWS = (
    Row(route="OPTIONS /api/uploads", door="anyone"),
    Row(route="OPTIONS /api/uploads/{upload_id}", door="anyone", ended="done"),
    Row(
        route="POST /api/uploads",
        door="signed_in",
        kinds=("team",),
        needs=WORKER,
        wall=TEAM,
        headers=lambda c: TUS | {"Upload-Length": "8", "Upload-Metadata": metadata(c)},
    ),
    Row(
        route="HEAD /api/uploads/{upload_id}",
        door="signed_in",
        needs="nobody",
        own=True,
        wall=UPLOAD,
        headers=TUS,
    ),
    Row(
        route="PATCH /api/uploads/{upload_id}",
        door="signed_in",
        needs="nobody",
        own=True,
        wall=UPLOAD,
        headers=TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        body=b"byte",
    ),
    Row(
        route="DELETE /api/uploads/{upload_id}",
        door="signed_in",
        needs="nobody",
        own=True,
        wall=UPLOAD,
        headers=TUS,
    ),
    Row(
        route="POST /api/uploads/{upload_id}",
        door="signed_in",
        needs="nobody",
        own=True,
        wall=UPLOAD,
        headers=TUS | {"X-HTTP-Method-Override": "DELETE"},
    ),
    Row(route="GET /api/clips/{clip_id}", door="signed_in", needs=WORKER, own=True, wall=CLIP),
    Row(route="GET /api/clips/{clip_id}/captions.vtt", door="signed_in", needs=WORKER, own=True, wall=CLIP),
    *(
        Row(
            route=f"{method} /api/media/{{rendition_id}}",
            door="signed_in",
            needs=WORKER,
            own=True,
            wall=MEDIA,
            # Its bytes are not there; whoever may see it is told that nothing changed.
            headers={"If-None-Match": f'"{NO_BYTES}"'},
            done=frozenset({304}),
        )
        for method in ("GET", "HEAD")
    ),
    Row(route="GET /api/posts", door="signed_in", shows={"post": WORKER, "clip": WORKER}),
    Row(
        route="POST /api/posts",
        door="signed_in",
        kinds=("team",),
        needs=WORKER,
        wall=TEAM,
        headers=ONCE,
        body=lambda c: {"team_id": str(c.ids["team"]), "text": "Hello"},
    ),
    Row(route="GET /api/posts/{post_id}", door="signed_in", needs=WORKER, own=True, wall=POST),
    Row(route="GET /api/posts/{post_id}/board", door="signed_in", needs=LEAD, own=True, wall=POST),
    Row(
        route="POST /api/posts/{post_id}/answer",
        door="signed_in",
        needs=WORKER,
        wall=POST,
        headers=ONCE,
        body={"version": 1, "answer": "got_it"},
    ),
    Row(
        route="DELETE /api/posts/{post_id}/answer",
        door="signed_in",
        needs=WORKER,
        wall=POST,
        query="version=1",
        headers=ONCE,
        # Whoever may see the post has given no answer that could be taken back.
        done=frozenset({200, "answer.not_given"}),
    ),
    Row(
        route="POST /api/posts/{post_id}/replies",
        door="signed_in",
        needs=WORKER,
        own=True,
        wall=POST,
        headers=ONCE,
        body={"text": "Yes"},
    ),
    Row(
        route="POST /api/posts/{post_id}/show",
        door="signed_in",
        needs="nobody",
        own=True,
        wall=POST,
        headers=ONCE,
    ),
    Row(
        route="POST /api/posts/{post_id}/replies/{reply_id}/show",
        door="signed_in",
        needs=WORKER,
        own=True,
        wall=POST,
        inner=REPLY,
        # Who may see a reply may still not show it for its author.
        beyond=dict.fromkeys(PLACES, (404, REPLY)),
        headers=ONCE,
    ),
    Row(
        route="POST /api/commands",
        door="signed_in",
        body={"commands": []},
    ),
    Row(route="GET /api/sync", door="signed_in", shows={"post": WORKER, "clip": WORKER}),
    Row(route="GET /api/search", door="signed_in", query="q=post", shows={"post": WORKER}),
    Row(route="GET /api/brief", door="signed_in", shows={"post": WORKER}),
    Row(
        route="POST /api/teams/{team_id}/reach",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        body={"text": "Look"},
    ),
    Row(route="GET /api/teams/{team_id}/handover", door="signed_in", needs=LEAD, wall=TEAM),
    Row(
        route="POST /api/teams/{team_id}/handover",
        door="signed_in",
        needs=LEAD,
        wall=TEAM,
        headers=ONCE,
        body={"number": 1},
        # Another lead may have been quicker.
        done=frozenset({200, "handover.taken"}),
    ),
    Row(route="POST /api/posts/{post_id}/settle", door="signed_in", needs=LEAD, wall=POST, headers=ONCE),
    Row(route="GET /api/live", door="known"),
    Row(route="GET /api/push", door="signed_in"),
    Row(route="PUT /api/push", door="signed_in", body={}, done=frozenset({"request.malformed"})),
    Row(route="DELETE /api/push", door="signed_in"),
    Row(route="POST /api/push/test", door="signed_in"),
    Row(route="GET /healthz", door="anyone"),
    Row(route="GET /readyz", door="anyone"),
    Row(route="GET /metrics", door="anyone"),
    Row(route="GET /openapi.json", door="anyone"),
    # No phone app was built for these tests.
    Row(route="GET /{path:path}", door="anyone", done=frozenset({"page.unknown"})),
)
