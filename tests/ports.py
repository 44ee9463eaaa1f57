"""Ports for servers that tests start."""

import random
import socket

# Below the range that outgoing connections are given: one of those once took a port between its
# choosing and the server's start. Drawn without repetition, so that no two servers are told the same.
_candidates = iter(random.SystemRandom().sample(range(15_000, 30_000), 15_000))


def free_port() -> int:
    for port in _candidates:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
