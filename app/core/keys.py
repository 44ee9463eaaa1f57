"""Secrets of this installation, made once and readable by nobody else."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PRIVATE_MODE = 0o600
VAPID = "vapid.pem"
PEPPER = "pepper"
AUDIT = "audit.key"
_NAMES = (VAPID, PEPPER, AUDIT)


def secrets_dir(var_dir: Path) -> Path:
    return var_dir / "secrets"


def make_missing_keys(var_dir: Path) -> None:
    """`vapid.pem` signs pushes. Of 256 bits in hex each: `pepper` goes into every hash that people could
    guess, `audit.key` seals the audit log.
    """
    for name in _NAMES:
        _make_missing(var_dir, name)


def load_key(var_dir: Path, name: str) -> bytes:
    """The content of a secret, made now when it is missing."""
    return _make_missing(var_dir, name).read_bytes()


def _make_missing(var_dir: Path, name: str) -> Path:
    folder = secrets_dir(var_dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make(folder / name, new_vapid_key if name == VAPID else lambda: secrets.token_hex(32).encode())
    return folder / name


def new_vapid_key() -> bytes:
    """A P-256 key in PEM, as py_vapid reads it."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def list_exposed_keys(var_dir: Path) -> list[str]:
    """Names of secrets that are missing or that others on this machine can read."""
    folder = secrets_dir(var_dir)
    return [
        name
        for name in _NAMES
        if not (folder / name).is_file() or stat.S_IMODE((folder / name).stat().st_mode) & 0o077
    ]


def write_private(file: Path, content: bytes) -> None:
    """Whole or not at all, readable by nobody else, in place of an earlier one."""
    _draft(file, content).rename(file)


def _make(file: Path, make: Callable[[], bytes]) -> None:
    if file.exists():
        return
    draft = _draft(file, make())
    try:
        # Unlike a rename this fails when another process was quicker, and then its key counts.
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(file: Path, content: bytes) -> Path:
    """Under another name: a half-written key must never be taken for one."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_MODE)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return draft
