"""Make calls to a stack fail."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.stack import Stack


def send(stack: Stack, method: str, content: object = None, query: str = "") -> list[dict[str, Any]]:
    """Send ``content`` to where the stack's rules are; return the rules that hold then."""
    body = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(f"{stack.endpoint}/_local/faults{query}", body, method=method)
    with urllib.request.urlopen(request, timeout=5) as response:
        rules: list[dict[str, Any]] = json.load(response)
    return rules


@contextmanager
def failing(stack: Stack, **rule: Any) -> Iterator[None]:
    """Apply a rule for the length of the block."""
    identifier = send(stack, "POST", [rule])[-1]["id"]
    try:
        yield
    finally:
        send(stack, "DELETE", query=f"?id={identifier}")
