"""The WebAuthn ceremonies, as py_webauthn performs them, with what we ask of every passkey.

A passkey must verify its user (finger, face or PIN) and be discoverable, so that nobody types a name.
Who made the authenticator is not asked: attestation is none.
"""

import logging
from collections.abc import Sequence
from typing import Any

import webauthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    encode_cbor,
    options_to_json_dict,
    parse_attestation_object,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.people.models import Person
from app.people.signin.models import Passkey
from app.people.signin.policy import refused
from app.people.signin.relying_party import RelyingParty

log = logging.getLogger(__name__)

CHALLENGE_TTL_S = 300
_TIMEOUT_MS = CHALLENGE_TTL_S * 1000
# Browsers make "none" of what the authenticator says about itself, but for a self-signed "packed". The
# other forms are never asked for, and nobody may make us read their certificates.
_FORMATS = frozenset({AttestationFormat.NONE, AttestationFormat.PACKED})

Options = dict[str, Any]


def creation_options(
    party: RelyingParty, person: Person, known: Sequence[Passkey], *, challenge: bytes
) -> Options:
    return options_to_json_dict(
        webauthn.generate_registration_options(
            rp_id=party.id,
            rp_name="Twotap",
            user_id=person.id.bytes,
            user_name=person.name,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
        )
    )


def request_options(party: RelyingParty, allowed: Sequence[Passkey], *, challenge: bytes) -> Options:
    """None allowed by name: any that the device knows for us, its owner chooses."""
    return options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=party.id,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            allow_credentials=_descriptors(allowed),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def verify_new(party: RelyingParty, credential: Options, *, challenge: bytes) -> VerifiedRegistration:
    """Raises Refused."""
    try:
        parsed = parse_registration_credential_json(credential)
        attestation = parse_attestation_object(parsed.response.attestation_object)
        if attestation.fmt not in _FORMATS:
            raise ValueError(f"attestation {attestation.fmt}")
        return webauthn.verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:
        # Whatever the library trips over in foreign bytes: they are no passkey.
        log.info("passkey refused", extra={"why": type(error).__name__})
        raise refused() from error


def verify_answer(
    party: RelyingParty, credential: Options, passkey: Passkey | None, *, challenge: bytes
) -> VerifiedAuthentication:
    """Raises Refused, after the same work whether the passkey is known or not."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key if passkey else _DECOY,
            credential_current_sign_count=passkey.sign_count if passkey else 0,
            require_user_verification=True,
        )
    except Exception as error:
        log.info("passkey refused", extra={"why": type(error).__name__})
        raise refused() from error
    handle = credential["response"]["userHandle"]
    if passkey is None or (handle and webauthn.base64url_to_bytes(handle) != passkey.person_id.bytes):
        raise refused()
    return verified


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(way) for way in passkey.transports],
        )
        for passkey in passkeys
    ]


def known_transports(named: Sequence[str]) -> list[str]:
    """Of the ways a browser names, those that are kept. It may know newer ones than we do."""
    return [way.value for way in AuthenticatorTransport if way.value in named]


def _decoy() -> bytes:
    """A public key nobody can answer for, in COSE."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: raw[1:33], -3: raw[33:]})


_DECOY = _decoy()
