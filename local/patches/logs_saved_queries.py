"""Save Logs Insights queries.

The gap: ministack does not know PutQueryDefinition, DescribeQueryDefinitions and DeleteQueryDefinition, so Terraform
cannot create ``aws_cloudwatch_query_definition``.

Source: PutQueryDefinition, Amazon CloudWatch Logs API Reference,
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html

Needed by: module.monitoring.aws_cloudwatch_query_definition.this.
"""

import json
import time
from collections.abc import Callable
from typing import Any

# Saved queries by their ids, request → answer
Operation = Callable[[Any, dict[str, Any]], Any]

MAX_PAGE = 1000
MEMBERS = ("name", "queryString", "logGroupNames", "queryLanguage", "parameters")


def apply() -> None:
    """Add the operations on saved queries."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import cloudwatch_logs as logs

    definitions = AccountRegionScopedDict()
    operations: dict[str, Operation] = {
        "PutQueryDefinition": _put,
        "DescribeQueryDefinitions": _describe,
        "DeleteQueryDefinition": _delete,
    }
    handle = logs.handle_request

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        operation = operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if operation is None:
            return await handle(method, path, headers, body, query)
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            return logs.error_response_json("SerializationException", "Invalid JSON", 400)
        return operation(definitions, request)

    logs.handle_request = handle_request


def _put(definitions: Any, request: dict[str, Any]) -> Any:
    from ministack.core.responses import error_response_json, json_response, new_uuid

    missing = [member for member in ("name", "queryString") if not request.get(member)]
    if missing:
        return error_response_json("InvalidParameterException", f"{' and '.join(missing)} must not be empty", 400)
    identifier = request.get("queryDefinitionId")
    if identifier and identifier not in definitions:
        return _not_found(identifier)
    identifier = identifier or new_uuid()
    definitions[identifier] = {
        "queryDefinitionId": identifier,
        "queryLanguage": "CWLI",
        "lastModified": int(time.time() * 1000),
        **{member: request[member] for member in MEMBERS if request.get(member) is not None},
    }
    return json_response({"queryDefinitionId": identifier})


def _describe(definitions: Any, request: dict[str, Any]) -> Any:
    from ministack.core.responses import json_response

    prefix, language = request.get("queryDefinitionNamePrefix", ""), request.get("queryLanguage")
    found = [
        definition
        for definition in definitions.values()
        if definition["name"].startswith(prefix) and language in (None, definition["queryLanguage"])
    ]
    found.sort(key=lambda definition: (definition["name"], definition["queryDefinitionId"]))
    start, size = int(request.get("nextToken") or 0), min(request.get("maxResults") or MAX_PAGE, MAX_PAGE)
    more = {"nextToken": str(start + size)} if start + size < len(found) else {}
    return json_response({"queryDefinitions": found[start : start + size], **more})


def _delete(definitions: Any, request: dict[str, Any]) -> Any:
    from ministack.core.responses import json_response

    identifier = request.get("queryDefinitionId", "")
    if definitions.pop(identifier, None) is None:
        return _not_found(identifier)
    return json_response({"success": True})


def _not_found(identifier: str) -> Any:
    from ministack.core.responses import error_response_json

    return error_response_json("ResourceNotFoundException", f"There is no query definition {identifier}", 400)
