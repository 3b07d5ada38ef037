"""The Lambda Runtime API of one process: where AWS's runtime interface client gets events and sends responses.

Source: "Using the Lambda runtime API for custom runtimes", https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import contextlib
import queue
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from local.launcher import LOOPBACK

VERSION = b"/2018-06-01/runtime"
_NOT_UNDER_WAY = b'{"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"}'
RESPONSE, ERROR, INIT_ERROR, NEXT, EXIT = "response", "error", "init error", "next", "exit"


@dataclass(frozen=True)
class Event:
    """What the process did: asked for the :data:`NEXT` invocation, ended one, failed to start, or exited."""

    kind: str
    body: bytes = b""


@dataclass(frozen=True)
class Invocation:
    """What the process is given. ``headers``: those of the API's response, without the prefix ``Lambda-Runtime-``."""

    request_id: str
    payload: bytes
    headers: Mapping[str, str]


class RuntimeApi:
    """Listens on a port of its own at :attr:`address`. The queue :attr:`events` gets what happens, in order."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._invocations: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._current: str | None = None
        self._listener = socket.create_server((LOOPBACK, 0))
        self.address = f"{LOOPBACK}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, name="runtime-api", daemon=True).start()

    def invoke(self, invocation: Invocation) -> None:
        """Give the process an invocation as soon as it asks for the next."""
        self._current = invocation.request_id
        self._invocations.put(invocation)

    def close(self) -> None:
        """Take no further connection, and end the one that waits for an invocation."""
        self._invocations.put(None)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="runtime-api", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        requests, responses = connection.makefile("rb"), connection.makefile("wb")
        with contextlib.suppress(OSError, ValueError), connection, requests, responses:
            while request := _Request.read(requests):
                self._respond(request, responses)

    def _respond(self, request: "_Request", stream: IO[bytes]) -> None:
        if request.line == b"GET " + VERSION + b"/invocation/next":
            self.events.put(Event(NEXT))
            given = self._invocations.get()
            if given is None:
                raise ConnectionAbortedError
            headers = {"Lambda-Runtime-Aws-Request-Id": given.request_id, "Content-Type": "application/json"}
            headers |= {f"Lambda-Runtime-{name}": value for name, value in given.headers.items()}
            _write(stream, "200 OK", headers, given.payload)
        elif request.line == b"POST " + VERSION + b"/init/error":
            self.events.put(Event(INIT_ERROR, request.body))
            _write(stream, "202 Accepted", {}, b"")
        elif kind := self._kind_of_response(request.line):
            self._current = None
            self.events.put(Event(kind, request.body))
            _write(stream, "202 Accepted", {}, b"")
        else:
            _write(stream, "400 Bad Request", {}, _NOT_UNDER_WAY)

    def _kind_of_response(self, line: bytes) -> str | None:
        """Return what the request says of the invocation under way, or None where it is about another one."""
        for kind in (RESPONSE, ERROR):
            if self._current and line == b"POST " + VERSION + f"/invocation/{self._current}/{kind}".encode():
                return kind
        return None


@dataclass(frozen=True)
class _Request:
    """A request. :mod:`http.server` cannot read it: the header with an X-Ray fault, up to 1 MiB, is too long for it."""

    line: bytes
    body: bytes

    @classmethod
    def read(cls, stream: IO[bytes]) -> "_Request | None":
        """Return the next request of a connection, or None where it ends before it is whole."""
        line = stream.readline().rpartition(b" ")[0]
        length = 0
        while header := stream.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = stream.read(length)
        return cls(line, body) if line and len(body) == length else None


def _write(stream: IO[bytes], status: str, headers: Mapping[str, str], body: bytes) -> None:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    stream.write("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body)
    stream.flush()
