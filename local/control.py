"""Serve what controls the stack itself, at paths that no AWS service has: ``/_local/…``."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

# The method, the body and the query's parameters → what is answered as JSON. A ValueError says what is wrong with them.
Respond = Callable[[str, bytes, dict[str, list[str]]], object]


def serve(path: str, respond: Respond) -> None:
    """Answer requests for ``path`` with what ``respond`` returns, or 400 and its complaint."""
    from ministack import app

    app._handle_post_body_shortcuts = _with_path(app._handle_post_body_shortcuts, path, respond)


def _with_path(shortcuts: Callable[..., Awaitable[Any]], path: str, respond: Respond) -> Callable[..., Awaitable[Any]]:
    async def handle(*arguments: Any) -> Any:
        method, asked, _headers, body, query, _request_id = arguments
        if asked != path:
            return await shortcuts(*arguments)
        try:
            return _response(200, respond(method, body, query))
        except ValueError as error:
            return _response(400, {"message": str(error)})

    return handle


def _response(status: int, content: object) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(content, indent=2).encode()
