"""Looks over an installation and says, line by line, what is well and what to do about the rest."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from app.core.addresses import list_addresses
from app.core.clock import utc_now
from app.core.db import Database
from app.core.ids import new_id
from app.core.keys import AUDIT, list_exposed_keys
from app.migrations import current_revision, newest_revision
from app.people.audit.verify import End, find_witness, verify, write_witness
from app.people.models import Organisation
from app.people.signin.oidc import organisation_of
from app.people.signin.provider import Provider
from app.people.signin.relying_party import find_relying_party
from app.settings import Settings
from app.wiring import open_blob_store, open_database
from app.worker import transcoder_for, weights_of
from media import sandbox
from media.engine import find_engine
from media.weights import require_verified

SYNCHRONOUS_FULL = 2


@dataclass(frozen=True)
class Finding:
    name: str
    is_well: bool
    said: str


class UnwellError(Exception):
    """What is wrong and what to do about it, in one sentence."""


def examine(settings: Settings) -> Iterator[Finding]:
    checks: dict[str, Callable[[Settings], str]] = {
        "database": _database,
        "migrations": _migrations,
        "clips": _blobs,
        "secrets": _secrets,
        "audit log": _audit,
        "sign-in": _sign_in,
        "ffmpeg": _ffmpeg,
        "sandbox": _sandbox,
        "speech model": _weights,
        "phone app": _pages,
    }
    for name, check in checks.items():
        try:
            yield Finding(name, is_well=True, said=check(settings))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            yield Finding(name, is_well=False, said=str(error) or type(error).__name__)


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    db = open_database(settings)
    try:
        yield db
    finally:
        db.close()


def _database(settings: Settings) -> str:
    with _opened(settings) as db, db.reading() as session:
        if not db.is_sqlite:
            return str(session.connection().execute(text("SHOW server_version")).scalar())
        level = session.connection().execute(text("PRAGMA synchronous")).scalar()
        if level != SYNCHRONOUS_FULL:
            raise UnwellError("SQLite does not sync every commit: a power cut could lose posts")
        return f"SQLite at {db.url.database}"


def _migrations(settings: Settings) -> str:
    with _opened(settings) as db:
        current, newest = current_revision(db), newest_revision()
    if current != newest:
        raise UnwellError(f"at {current}, newest is {newest}: run `twotap migrate`")
    return f"at {current}"


def _blobs(settings: Settings) -> str:
    blobs = open_blob_store(settings)
    key = f"doctor/{new_id()}"
    blobs.put(key, b"well")
    try:
        if blobs.read(key) != b"well":
            raise UnwellError("what was written does not come back")
    finally:
        blobs.delete(key)
    return f"writable at {settings.resolved_blobs_url}"


def _secrets(settings: Settings) -> str:
    exposed = list_exposed_keys(settings.var_dir)
    if exposed:
        raise UnwellError(f"missing or readable by others (chmod 600): {', '.join(exposed)}")
    return "private"


def _audit(settings: Settings) -> str:
    witness = find_witness(settings.var_dir)
    with _opened(settings) as db:
        verdict = verify(db, witness=witness)
    if verdict.broken_seq is not None:
        raise UnwellError(
            f"entry {verdict.broken_seq} does not hold: {verdict.why}."
            f" Those before it are as they were written (or another {AUDIT} is in use)"
        )
    if verdict.end != (witness or End()):
        write_witness(settings.var_dir, verdict.end, at=utc_now())
    return f"whole, ends at {verdict.end}"


def _sign_in(settings: Settings) -> str:
    address = list_addresses(settings)[0]
    party = find_relying_party(settings, address)
    if party is None and settings.public_url:
        raise UnwellError(f"no passkeys at {address}: they need https and a name")
    said = f"passkeys at {party.origin}" if party else f"no passkeys at {address}"
    if not settings.public_url:
        said += "; at other addresses only by https and a name"
    if not settings.oidc_issuer:
        return said
    asyncio.run(Provider(settings).look(at=utc_now()))
    with _opened(settings) as db, db.reading() as session:
        organisation = session.get_one(Organisation, organisation_of(session, settings))
    return f"{said}; {organisation.name} by {settings.oidc_issuer}"


def _ffmpeg(settings: Settings) -> str:
    return find_engine(settings.ffmpeg_path).describe()


def _sandbox(settings: Settings) -> str:
    transcoder_for(settings)
    return sandbox.describe(settings.sandbox)


def _weights(settings: Settings) -> str:
    folder = weights_of(settings)
    if not folder.is_dir():
        raise UnwellError(f"not at {folder}: `twotap serve` fetches it")
    require_verified(folder)
    return f"{folder.name}, verified"


def _pages(settings: Settings) -> str:
    if not (settings.pwa_dir / "index.html").is_file():
        raise UnwellError("not built: run `make pwa`")
    files = [path for path in Path(settings.pwa_dir).rglob("*") if path.is_file()]
    return f"{len(files)} files"
