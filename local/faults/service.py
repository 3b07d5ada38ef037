"""Apply the fault rules to every call that the stack dispatches, and serve the rules themselves."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from local import control
from local.faults.errors import Response, error_response
from local.faults.requests import Call, Service
from local.faults.rules import AFTER, Rule, RuleError

PATH = "/_local/faults"

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Response]]

_rules: list[Rule] = []


def register() -> None:
    """Put the rules before every service that the emulator knows by now, and at :data:`PATH`."""
    from ministack import app

    for name, handler in app.SERVICE_HANDLERS.items():
        app.SERVICE_HANDLERS[name] = _with_faults(name, handler)
    control.serve(PATH, lambda method, body, query: change_rules(method, body, query.get("id", [""])[0]))


def _with_faults(service: str, handler: Handler) -> Handler:
    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Response:
        if not _rules:
            return await handler(method, path, headers, body, query)
        call = Call(service, method, unquote(path), headers, body, query)
        rule = next((rule for rule in _rules if rule.takes(call)), None)
        if rule is None:
            return await handler(method, path, headers, body, query)
        await asyncio.sleep(rule.delay_ms / 1000)
        response = await handler(method, path, headers, body, query) if rule.when == AFTER or not rule.code else None
        if rule.code is None and response is not None:
            return response
        model, code = Service.named(rule.service), rule.code or ""
        return error_response(call, model, rule.status or model.error_status(code), code, rule.message)

    return handle


def change_rules(method: str, body: bytes, rule_id: str) -> list[dict[str, Any]]:
    """Add the rules in ``body`` (POST) or delete rules (DELETE), and return all rules. Raises :class:`RuleError`."""
    if method == "POST":
        try:
            content = json.loads(body)
        except ValueError:
            content = None
        if not isinstance(content, list):
            raise RuleError("Send a JSON list of rules.")
        _rules.extend([Rule.parse(rule) for rule in content])
    elif method == "DELETE":
        _rules[:] = [rule for rule in _rules if rule_id and rule.id != rule_id]
    elif method != "GET":
        raise RuleError("The methods are GET, POST and DELETE.")
    return [rule.as_json() for rule in _rules]
