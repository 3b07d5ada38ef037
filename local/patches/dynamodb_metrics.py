"""Gap: tables publish no metrics, so alarms on throttled, failed or slow requests never fire.

AWS publishes in ``AWS/DynamoDB``, each only when there is something to count: by ``TableName`` and ``Operation``
``SuccessfulRequestLatency`` (milliseconds), ``ThrottledRequests`` and ``SystemErrors`` (HTTP 500); by ``TableName``
``ReadThrottleEvents``, ``WriteThrottleEvents`` and ``ConditionalCheckFailedRequests``; and without a dimension
``UserErrors`` (HTTP 400, but for throttling and conditions). A request on several tables counts for each of them; how
many of its items were throttled is not known here, so it is one event.

Source: Amazon DynamoDB Developer Guide, "DynamoDB metrics and dimensions",
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html

Needed by: monitoring/metrics.yaml.
"""

import json
from collections.abc import Iterable
from typing import Any

from local import exchanges
from local.exchanges import Exchange

NAMESPACE = "AWS/DynamoDB"
THROTTLED = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})
CONDITION_FAILED = "ConditionalCheckFailedException"
READS = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
WRITES = frozenset({"BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"})


def apply() -> None:
    """Count each request on items, faults included."""
    exchanges.observe("dynamodb", _count)


def _count(exchange: Exchange) -> None:
    operation = exchange.headers.get("x-amz-target", "").rpartition(".")[2]
    if operation not in READS | WRITES:
        return
    code = "" if exchange.status < 400 else _content(exchange.response).get("__type", "").rpartition("#")[2]
    if 400 <= exchange.status < 500 and code not in THROTTLED | {CONDITION_FAILED}:
        _record("UserErrors", 1, {})
        return
    for table in set(_tables(_content(exchange.request))):
        both = {"TableName": table, "Operation": operation}
        if exchange.status < 400:
            _record("SuccessfulRequestLatency", exchange.duration_ms, both, "Milliseconds")
        elif code in THROTTLED:
            _record("ThrottledRequests", 1, both)
            _record("ReadThrottleEvents" if operation in READS else "WriteThrottleEvents", 1, {"TableName": table})
        elif code == CONDITION_FAILED:
            _record("ConditionalCheckFailedRequests", 1, {"TableName": table})
        elif exchange.status == 500:
            _record("SystemErrors", 1, both)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    return content if isinstance(content, dict) else {}


def _tables(request: dict[str, Any]) -> Iterable[str]:
    """Return the names of the tables that a request is about; it may name them by ARN."""
    named = [request.get("TableName"), *(request.get("RequestItems") or {})]
    for item in request.get("TransactItems") or []:
        named += [action.get("TableName") for action in item.values()]
    return (name.rpartition("/")[2] for name in named if isinstance(name, str))


def _record(metric: str, value: float, dimensions: dict[str, str], unit: str = "Count") -> None:
    from ministack.services import cloudwatch

    cloudwatch.record_metric(NAMESPACE, metric, value, unit, dimensions)
