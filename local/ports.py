"""Ports of the loopback address. A stack needs one number twice: TCP for the APIs, UDP for the X-Ray daemon."""

import contextlib
import random
import socket

from local.launcher import LOOPBACK

# Below the ports that Linux, macOS and Windows hand out to sockets that ask for any, so that none takes one meanwhile.
_CANDIDATES = range(15_000, 30_000)


def free_port() -> int:
    """Return a port that is free for TCP and UDP, and that the system gives to no socket by itself."""
    while True:
        port = random.choice(_CANDIDATES)  # noqa: S311 - stacks that start together must only not choose alike
        if not port_is_taken(port):
            return port


def port_is_taken(port: int) -> bool:
    """Return whether a stack could not listen on ``port``, for TCP or for UDP."""
    return port_is_open(port) or not _is_free_for_udp(port)


def port_is_open(port: int) -> bool:
    """Return whether something listens for TCP on ``port``."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _is_free_for_udp(port: int) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, port))
        return True
    return False
