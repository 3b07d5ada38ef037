"""Add operations to ministack's CloudWatch Logs."""

import json
from collections.abc import Callable
from typing import Any

Operation = Callable[[dict[str, Any]], Any]

_operations: dict[str, Operation] = {}


def add(name: str, operation: Operation) -> None:
    """Answer requests for ``name`` by ``operation``, a function from the request to ministack's kind of answer."""
    from ministack.services import cloudwatch_logs as logs

    if not _operations:
        logs.handle_request = _handling_added(logs)
    _operations[name] = operation


def _handling_added(logs: Any) -> Any:
    handle = logs.handle_request

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        operation = _operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if operation is None:
            return await handle(method, path, headers, body, query)
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            return logs.error_response_json("SerializationException", "Invalid JSON", 400)
        return operation(request)

    return handle_request
