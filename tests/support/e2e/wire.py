"""HTTP requests to the deployed API as raw bytes and headers, and what its contract says of the answers."""

import http.client
import json
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.support.contracts.responses import complaints
from tests.support.target import Target
from tools.journey import Response


def send(
    target: Target,
    body: bytes | None,
    headers: Iterable[tuple[str, str]] = (("Content-Type", "application/json"),),
    *,
    method: str = "POST",
    api_key: str | None = "",
    url: str = "",
) -> Response:
    """Send ``body`` with exactly these headers and the deployment's key, another, or (None) none.

    It goes to the deployment's ``/recommend``, or to another ``url``, its query string included.
    """
    parts = urlsplit(url or target.environment["API_URL"] + "/recommend")
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=30)
    started = time.perf_counter()
    try:
        connection.putrequest(method, urlunsplit(("", "", *parts[2:4], "")), skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if api_key is not None:
            connection.putheader("x-api-key", api_key or target.environment["API_KEY"])
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        payload = response.read()
    finally:
        connection.close()
    received = {name.lower(): value for name, value in response.getheaders()}
    parsed: Any = json.loads(payload) if payload else None
    return Response(response.status, received, parsed, time.perf_counter() - started)


def checked(response: Response, method: str = "post") -> Response:
    """Return ``answer``, which must be one that openapi.yaml describes."""
    assert complaints(method, response.status, response.headers, response.body) == []
    return response
