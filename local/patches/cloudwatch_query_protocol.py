"""Answer requests in the Query protocol with everything that the other protocols answer.

The gap: over Query, which Terraform's AWS provider 5 speaks, ministack drops members of requests (composite actions,
metric math, dimensions of ListMetrics) and of responses (an alarm's actions, dimensions, period, statistic), so every
alarm drifts. On AWS all protocols of the service carry the same members.

Source: "CommonParameters" and the operations' "Response Elements", Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html

Needed by: module.monitoring.aws_cloudwatch_metric_alarm.this (the provider's protocol).
"""

import json
from typing import Any
from urllib.parse import parse_qs

from local.cloudwatch.emulated import service_model
from local.cloudwatch.query_protocol import read_members, write_members

JSON_TARGET_PREFIX = "GraniteServiceVersion20100801."


def apply() -> None:
    """Translate requests in the Query protocol to JSON, and the responses back."""
    from ministack.services import cloudwatch

    handle = cloudwatch.handle_request

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        form = {name: values[0] for name, values in query.items()}
        if "application/x-www-form-urlencoded" in headers.get("content-type", ""):
            form |= {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        name = form.get("Action", "")
        if name not in service_model().operation_names:
            return await handle(method, path, headers, body, query)

        operation = service_model().operation_model(name)
        try:
            request = read_members(operation.input_shape, form) if operation.input_shape else {}
        except ValueError as error:
            return cloudwatch._error("MalformedInput", str(error), 400)
        as_json = headers | {"content-type": "application/x-amz-json-1.0", "x-amz-target": JSON_TARGET_PREFIX + name}
        status, _, response = await handle(method, path, as_json, json.dumps(request).encode(), {})
        return _to_query(cloudwatch, operation, status, json.loads(response))

    cloudwatch.handle_request = handle_request


def _to_query(cloudwatch: Any, operation: Any, status: int, response: dict[str, Any]) -> Any:
    if status >= 400:
        return cloudwatch._error(response["__type"], response["message"], status)
    result = ""
    if operation.output_shape:
        members = write_members(operation.output_shape, response)
        result = f"<{operation.name}Result>{members}</{operation.name}Result>"
    return cloudwatch._xml(status, f"{operation.name}Response", result)
