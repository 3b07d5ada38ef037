"""Watch requests and their responses, whoever responds: the emulator, a service of our own, or a fault."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

Response = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what became of it. Header names are in lower case; the duration is in milliseconds."""

    path: str
    headers: Mapping[str, str]
    request: bytes
    status: int
    response: bytes
    duration_ms: float


Observer = Callable[[Exchange], None]

_observers: dict[str, list[Observer]] = {}


def observe(service: str, observer: Observer) -> None:
    """Call ``observer`` after each request signed for ``service``, in the request's account and region.

    A request that IAM refuses does not reach the service, and is not seen. Call this before :func:`register`.
    """
    _observers.setdefault(service, []).append(observer)


def register() -> None:
    """Put the observers around all else that handles requests by now."""
    from ministack import app

    for service, observers in _observers.items():
        app.SERVICE_HANDLERS[service] = _observed(app.SERVICE_HANDLERS[service], observers)


def _observed(handler: Handler, observers: list[Observer]) -> Handler:
    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]) -> Any:
        began = time.perf_counter()
        status, response_headers, response = await handler(method, path, headers, body, query)
        exchange = Exchange(path, headers, body, status, response, 1000 * (time.perf_counter() - began))
        for observer in observers:
            observer(exchange)
        return status, response_headers, response

    return handle
