"""A stack takes one number for TCP and for UDP; what else uses it is noticed before anything starts."""

import re
import socket
from collections.abc import Iterator

import pytest

from local import ports
from local.launcher import LOOPBACK
from local.stack import Stack, StackError


@pytest.fixture(params=[socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that another program uses."""
    with socket.socket(socket.AF_INET, request.param) as other:
        other.bind((LOOPBACK, 0))
        if request.param == socket.SOCK_STREAM:
            other.listen()
        yield other.getsockname()[1]


def test_a_stack_says_that_its_port_is_in_use(taken: int) -> None:
    with pytest.raises(StackError, match=re.escape(f"Port {taken} is in use")):
        Stack(taken).start()


def test_a_port_in_use_is_not_chosen(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    free = ports.free_port()
    offered = iter([taken, free])
    monkeypatch.setattr(ports.random, "choice", lambda _: next(offered))

    assert ports.free_port() == free
