"""A certificate of this installation's own, for phones on the local network.

Browsers lend the camera only to secure addresses: `https:`, or `http://localhost`. A crew trying
Twotap over Wi-Fi therefore needs TLS before anybody has a domain. The phone warns once, because
nobody vouches for this certificate; a real deployment sets its own or stands behind a proxy.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.core.addresses import find_own_address
from app.core.keys import secrets_dir, write_private
from app.settings import Settings

# Safari refuses server certificates that live longer than 825 days.
LIFETIME = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Certificate:
    cert_path: Path
    key_path: Path


def certificate_for(settings: Settings, *, at: datetime) -> Certificate | None:
    """What a web process serves https with; None: it serves http."""
    if settings.tls_cert_path and settings.tls_key_path:
        return Certificate(settings.tls_cert_path, settings.tls_key_path)
    if settings.tls == "off":
        return None
    names = ["localhost", "127.0.0.1", *filter(None, [find_own_address()])]
    return ensure_certificate(secrets_dir(settings.var_dir), names=names, at=at)


def ensure_certificate(folder: Path, *, names: list[str], at: datetime) -> Certificate:
    """The certificate in `folder` for these host names and addresses, made anew when it would not do."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = Certificate(folder / "tls.crt", folder / "tls.key")
    if not _still_good(found, names=names, at=at):
        _make(found, names=names, at=at)
    return found


def _still_good(found: Certificate, *, names: list[str], at: datetime) -> bool:
    if not (found.cert_path.is_file() and found.key_path.is_file()):
        return False
    certificate = x509.load_pem_x509_certificate(found.cert_path.read_bytes())
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_fresh = certificate.not_valid_after_utc - RENEW_BEFORE > at
    return is_fresh and set(covered) >= {_general_name(name) for name in names}


def _make(wanted: Certificate, *, names: list[str], at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Twotap on this network")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(wanted.key_path, pem)
    wanted.cert_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
