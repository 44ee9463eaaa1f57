"""Ports for servers that tests start."""

import os
import random
import socket

# Below the range that outgoing connections are given: one of those once took a port between its
# choosing and the server's start. Drawn without repetition, so that no two servers are told the same;
# a run that is spread over processes shares the ports out among them.
_part = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_parts = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_own = range(15_000 + _part, 30_000, _parts)
_candidates = iter(random.SystemRandom().sample(_own, len(_own)))


def free_port() -> int:
    for port in _candidates:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
