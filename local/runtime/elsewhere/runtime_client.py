"""Replaces the compiled part of awslambdaric, four calls of the Runtime API, where there is no build of it.

awslambdaric is built for Linux with glibc only. It imports a module of this name, and finds its own first where it has
one. This runs in the function's process, so it uses the standard library alone.
"""

import http.client
import os
from typing import Any

_PATH = "/2018-06-01/runtime/invocation"
_connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
_always: dict[str, str] = {}


def initialize_client(user_agent: str) -> None:
    """Send ``user_agent`` with every call."""
    _always["User-Agent"] = user_agent


def next() -> tuple[bytes, dict[str, Any]]:  # noqa: A001 - its name there
    """Wait for an invocation; return its payload and the headers that awslambdaric reads."""
    response, payload = _call("GET", "next", b"", {})
    headers: dict[str, Any] = {name.title(): value for name, value in response.getheaders()}
    headers["Lambda-Runtime-Deadline-Ms"] = int(headers["Lambda-Runtime-Deadline-Ms"])
    return payload, headers


def post_invocation_result(request_id: str, content: bytes, content_type: str, _invocation_id: str | None) -> None:
    """Send the response to an invocation."""
    _call("POST", f"{request_id}/response", content, {"Content-Type": content_type})


def post_error(request_id: str, error: str, xray_cause: str, _invocation_id: str | None) -> None:
    """Send the error that an invocation ended with."""
    headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-XRay-Error-Cause": xray_cause}
    _call("POST", f"{request_id}/error", error.encode(), headers)


def _call(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
    _connection.request(method, f"{_PATH}/{path}", body or None, {**_always, **headers})
    response = _connection.getresponse()
    content = response.read()
    if response.status >= http.client.BAD_REQUEST:
        raise RuntimeError(f"The Runtime API answered {response.status} to {path}.")
    return response, content
