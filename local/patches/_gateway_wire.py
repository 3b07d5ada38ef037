"""The parts of a request's head that the emulator drops: header names as they were sent, and the query string."""

import functools
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack import app as emulator
from ministack.core.sigv4 import decode_header_value


@dataclass(frozen=True)
class Head:
    """``headers`` has a pair for each line, in their order; ``query_string`` is still percent-encoded."""

    headers: tuple[tuple[str, str], ...] = ()
    query_string: str = ""


_head: ContextVar[Head] = ContextVar("gateway_request_head")


def head() -> Head:
    """Return the head of the request that this task works for, an empty one outside of any."""
    return _head.get(Head())


@functools.cache
def watch() -> None:
    """Keep the head of every request from now on."""
    emulator.app = _keeping(emulator.app)


def _keeping(application: Any) -> Any:
    async def keeping(scope: dict[str, Any], receive: Any, send: Any) -> None:
        lines = tuple((name.decode("latin-1"), decode_header_value(value)) for name, value in scope.get("headers", ()))
        _head.set(Head(lines, scope.get("query_string", b"").decode("latin-1")))
        await application(scope, receive, send)

    return keeping
