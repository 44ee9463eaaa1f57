"""Who may do what: passkeys, recovery and the company's own provider. Written by hand."""

from tests.walls.cells import UNKNOWN, Row

# A proof on a shared phone would be the next person's.
OWN_PHONE = {"shared": (422, "phone.shared")}
CREDENTIAL = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
ATTESTED = CREDENTIAL | {"response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}
ASSERTED = CREDENTIAL | {
    "response": {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}
}
PROOF = {"challenge_id": str(UNKNOWN), "credential": ASSERTED}
UNASKED = frozenset({"passkey.refused"})

ROWS = (
    Row(route="GET /api/sign-in", door="anyone"),
    Row(route="POST /api/sign-in/passkey/begin", door="anyone"),
    Row(route="POST /api/sign-in/passkey/finish", door="anyone", body=PROOF, done=UNASKED),
    Row(
        route="POST /api/sign-in/recovery",
        door="anyone",
        body={"code": "AAAA-AAAA-AAAA-AAAA"},
        done=frozenset({"recovery.refused"}),
    ),
    Row(route="GET /api/oidc/begin", door="anyone", done=frozenset({"oidc.none"})),
    Row(route="GET /api/oidc/callback", door="anyone", done=frozenset({"oidc.none"})),
    Row(route="GET /api/passkeys", door="signed_in"),
    Row(route="POST /api/passkeys/register/begin", door="signed_in", refused=OWN_PHONE),
    Row(
        route="POST /api/passkeys/register/finish",
        door="signed_in",
        refused=OWN_PHONE,
        body={"challenge_id": str(UNKNOWN), "credential": ATTESTED},
        done=UNASKED,
    ),
    Row(
        route="DELETE /api/passkeys/{passkey_id}",
        door="stepped_up",
        needs="nobody",
        wall="passkey.unknown",
    ),
    # Nobody here has a passkey to step up with.
    Row(
        route="POST /api/step-up/begin",
        door="signed_in",
        refused=OWN_PHONE,
        done=frozenset({"passkey.needed"}),
    ),
    Row(route="POST /api/step-up/finish", door="signed_in", refused=OWN_PHONE, body=PROOF, done=UNASKED),
    Row(route="POST /api/recovery-code", door="stepped_up", refused=OWN_PHONE),
)
