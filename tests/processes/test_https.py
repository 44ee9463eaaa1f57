"""https of an installation's own, so that phones nearby lend it the camera."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from app.core.certificates import ensure_certificate
from tests.processes.programs import Installation


def test_a_web_process_speaks_https_with_a_certificate_of_its_own(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'twotap.sqlite'}", tmp_path)
    installation.says("migrate")
    link = installation.says("admin", "create").strip().splitlines()[-1]
    with installation.web_over_https() as web:
        trusted = ssl.create_default_context(cafile=installation.certificate)
        with httpx.Client(base_url=web.url, verify=trusted) as phone:
            joining = {
                "token": link.split("#")[1],
                "name": "Maria",
                "language": "en",
                "device_label": "Phone",
            }
            joined = phone.post("/api/join", json=joining)
            assert joined.status_code == 201, joined.text
            assert "__Host-twotap" in phone.cookies
            # Browsers would hold a whole host to it, and nobody could click past the warning again.
            assert "strict-transport-security" not in joined.headers
    assert stat.S_IMODE((tmp_path / "secrets" / "tls.key").stat().st_mode) == 0o600


def test_a_certificate_is_kept_until_it_ages_or_the_address_changes(tmp_path: Path) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    first = ensure_certificate(tmp_path, names=["localhost"], at=now).cert_path.read_bytes()
    later = ensure_certificate(tmp_path, names=["localhost"], at=now + timedelta(days=90))
    assert later.cert_path.read_bytes() == first
    moved = ensure_certificate(tmp_path, names=["localhost", "192.0.2.7"], at=now).cert_path.read_bytes()
    assert moved != first
    aged = ensure_certificate(tmp_path, names=["localhost"], at=now + timedelta(days=390))
    assert aged.cert_path.read_bytes() not in (first, moved)
