"""A response's head and body travel together, so nobody is left with half of it."""

import re
import socket

import pytest

from local.launcher import HEALTH_PATH, LOOPBACK
from local.stack import Stack

pytestmark = pytest.mark.patch("http_whole_responses")

REQUEST = f"GET {HEALTH_PATH} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode()
# Two pieces sent shortly after each other may be read as one; not every time.
TIMES = 200


def test_who_reads_the_head_of_a_response_has_its_body(stack: Stack) -> None:
    with socket.create_connection((LOOPBACK, stack.port)) as connection:
        for _ in range(TIMES):
            connection.sendall(REQUEST)
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert len(body) == int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
