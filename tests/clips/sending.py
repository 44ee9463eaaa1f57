"""A tus client of a few lines, so that stories see every header, and a raw socket for broken lines."""

import base64
import hashlib
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from app.core.ids import new_id
from tests.language import Person

TUS = {"Tus-Resumable": "1.0.0"}
BODY_TYPE = "application/offset+octet-stream"


def encoded(metadata: Mapping[str, str]) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items())


def checksum_of(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def metadata_of(person: Person, clip_id: UUID, *, kind: str = "video") -> dict[str, str]:
    return {
        "clip_id": str(clip_id),
        "team_id": str(person.team_id),
        "kind": kind,
        "captured_at": person.house.clock().isoformat(),
    }


def creates(
    person: Person,
    length: int | None,
    *,
    clip_id: UUID | None = None,
    kind: str = "video",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    metadata: Mapping[str, str] | None = None,
) -> httpx.Response:
    """The answer to a creation, whatever it is."""
    about = metadata_of(person, clip_id or new_id(), kind=kind) | dict(metadata or {})
    size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    sent = TUS | size | {"Upload-Metadata": encoded(about)} | dict(headers or {})
    return person.http.post("/api/uploads", headers=sent, content=content)


@dataclass(frozen=True)
class Sending:
    """One upload as its phone sees it."""

    person: Person
    clip_id: UUID
    path: str

    def patches(self, content: bytes, offset: int, **headers: str) -> httpx.Response:
        sent = TUS | {"Upload-Offset": str(offset), "Content-Type": BODY_TYPE}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.person.http.patch(self.path, headers=sent, content=content)

    def looks(self) -> httpx.Response:
        return self.person.http.head(self.path, headers=TUS)

    def offset(self) -> int:
        answer = self.looks()
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def terminates(self) -> httpx.Response:
        return self.person.http.delete(self.path, headers=TUS)

    def arrives_at(self, offset: int, *, within_s: float = 10.0) -> None:
        """Wait until so much is stored."""
        deadline = time.monotonic() + within_s
        while (found := self.offset()) != offset:
            assert time.monotonic() < deadline, f"stored {found} bytes, not {offset}"
            time.sleep(0.05)

    def clip_status(self) -> int:
        return self.person.http.get(f"/api/clips/{self.clip_id}").status_code


def begins(person: Person, length: int | None, *, kind: str = "video") -> Sending:
    clip_id = new_id()
    answer = creates(person, length, clip_id=clip_id, kind=kind)
    assert answer.status_code == 201, answer.text
    return Sending(person, clip_id, answer.headers["Location"])


class BrokenLine:
    """A PATCH over a bare socket, which can stall, be cut, or say what no client library would."""

    def __init__(self, sending: Sending, offset: int, length: int) -> None:
        http = sending.person.http
        place = urlsplit(str(http.base_url))
        assert place.hostname is not None
        self._socket = socket.create_connection((place.hostname, place.port or 80), timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        self.sends(
            (
                f"PATCH {sending.path} HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookies}\r\n"
                f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: {BODY_TYPE}\r\n"
                f"Content-Length: {length}\r\n\r\n"
            ).encode()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closes()

    def sends(self, content: bytes) -> None:
        self._socket.sendall(content)

    def answer(self) -> str:
        """The head of the answer."""
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self._socket.recv(65536)
            if not chunk:
                break
            received += chunk
        return received.partition(b"\r\n\r\n")[0].decode()

    def closes(self) -> None:
        self._socket.close()

    def is_cut(self) -> None:
        """A reset, as from a phone that lost its network."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()
