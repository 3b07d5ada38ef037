"""Every invocation counts in AWS/Lambda, whoever made it.

Gap: ministack emits metrics for the Invoke API only, so alarms on functions behind API Gateway or an event source
mapping never fire; it counts a throttled request as an invocation, gives Duration with the cold start, and knows no
IteratorAge, no ConcurrentExecutions and no dimension but FunctionName.

AWS: "Types of metrics for Lambda functions" (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
Each metric is there for the account, for the function, for what was invoked (``Resource``: ``name`` or ``name:alias``)
and, but for IteratorAge, for the version that an alias led to (``ExecutedVersion``). IteratorAge is the age in
milliseconds of the last record of a batch that an event source mapping sends.

Needed by: monitoring/alarms/recommender-IteratorAge.yaml, tests/permissions/test_removals_live.py.
"""

import functools
from collections.abc import Callable
from typing import Any

from local.runtime import invocations
from local.runtime.invocations import Invocation
from local.runtime.metric_dimensions import dimension_sets

NAMESPACE = "AWS/Lambda"
STREAM_SOURCE = "aws:dynamodb"


def apply() -> None:
    """Count each invocation in one place, whoever made it."""
    from ministack.services import lambda_svc

    def counted_elsewhere(*_arguments: Any, **_options: Any) -> None:
        """Stand in for the metrics of the Invoke API."""

    lambda_svc._emit_lambda_metrics = counted_elsewhere
    invocations.observe(_observe)


def _observe(invocation: Invocation) -> Callable[[], None]:
    from ministack.services import lambda_svc

    everywhere, by_function = lambda_svc.executions_in_flight()
    here = by_function.get(lambda_svc._inflight_key(invocation.config), 0)
    return functools.partial(_count, invocation, everywhere + 1, here + 1)


def _count(invocation: Invocation, everywhere: int, here: int) -> None:
    name, qualifier = invocation.function_name, invocation.qualifier
    sets = dimension_sets(name, qualifier, str(invocation.config.get("Version", "")))
    for dimensions in sets:
        for metric, value, unit in _measurements(invocation):
            _record(metric, value, unit, dimensions)
        if not invocation.throttled:
            _record("ConcurrentExecutions", here if dimensions else everywhere, "Count", dimensions)
    age = _iterator_age(invocation)
    if age is not None:
        for dimensions in dimension_sets(name, qualifier):
            _record("IteratorAge", age, "Milliseconds", dimensions)


def _measurements(invocation: Invocation) -> list[tuple[str, float, str]]:
    if invocation.throttled:
        return [("Throttles", 1, "Count")]
    duration = 1000 * (invocation.ended - invocation.handler_started)
    return [
        ("Invocations", 1, "Count"),
        ("Errors", int(invocation.failed), "Count"),
        ("Throttles", 0, "Count"),
        ("Duration", duration, "Milliseconds"),
    ]


def _iterator_age(invocation: Invocation) -> float | None:
    if invocation.throttled or not invocations.polled.get():
        return None
    records = invocation.event.get("Records") if isinstance(invocation.event, dict) else None
    last = records[-1] if isinstance(records, list) and records else None
    if not isinstance(last, dict) or last.get("eventSource") != STREAM_SOURCE:
        return None
    # The record's time has whole seconds only.
    return max(0.0, 1000 * (invocation.received - float(last["dynamodb"]["ApproximateCreationDateTime"])))


def _record(metric: str, value: float, unit: str, dimensions: dict[str, Any]) -> None:
    from ministack.services import cloudwatch

    cloudwatch.record_metric(NAMESPACE, metric, value, unit, dimensions)
