"""A phone's live stream, listened to in a thread."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

from httpx import Cookies

SOON_S = 5.0


class Stream:
    """What was heard, as it came. Over a bare socket, because only that can be hung up from outside."""

    def __init__(self, url: str, cookies: Cookies) -> None:
        self.heard: list[int] = []
        self.ended = threading.Event()
        self._news = threading.Condition()
        parts = urlsplit(url)
        pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60)
        self._socket.sendall(
            f"GET /api/live HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {pairs}\r\n\r\n".encode()
        )
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with self._socket.makefile("rb") as lines:
            for line in lines:
                if line.startswith(b"data: "):
                    with self._news:
                        self.heard.append(int(line.removeprefix(b"data: ")))
                        self._news.notify_all()
                elif line == b"0\r\n":
                    # The last chunk of the answer; the connection itself may stay.
                    break
        self.ended.set()

    @property
    def newest(self) -> int:
        return self.heard[-1] if self.heard else -1

    def await_more_than(self, seq: int, *, within_s: float = SOON_S) -> int:
        with self._news:
            assert self._news.wait_for(lambda: self.newest > seq, within_s), (seq, self.heard)
            return self.newest

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(SOON_S)
        self._socket.close()


@contextmanager
def listening(url: str, cookies: Cookies) -> Generator[Stream]:
    """From its first event on, which says where things are."""
    stream = Stream(url, cookies)
    try:
        stream.await_more_than(-1)
        yield stream
    finally:
        stream.close()
