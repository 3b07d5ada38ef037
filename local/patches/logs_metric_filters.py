"""Turn log events that match a metric filter into metrics.

The gap: ministack keeps metric filters and never applies them, and takes patterns that are none. On AWS every ingested
event that matches adds a value; a default value stands for minutes in which events came and none matched. Here the
default is published with the first event of such a minute, so a match later in the same minute adds to it.

Source: "Creating metrics from log events using filters", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html

Needed by: nothing at present.
"""

from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.filter_pattern import PatternError, compile_pattern
from local.cloudwatch.metric_filter import default_metrics, read_metrics
from local.patches import _ingested_logs

# (account, region, log group, filter) → the last minute that has a value already
_minutes_with_values: dict[tuple[str, ...], int] = {}


def apply() -> None:
    """Apply metric filters to every log event, and refuse patterns that cannot be applied."""
    from ministack.core.responses import error_response_json
    from ministack.services import cloudwatch_logs as logs

    put = logs._put_metric_filter

    def put_metric_filter(request: dict[str, Any]) -> Any:
        try:
            compile_pattern(request.get("filterPattern") or "")
        except PatternError as error:
            return error_response_json("InvalidParameterException", f"Invalid metric filter pattern: {error}", 400)
        return put(request)

    logs._put_metric_filter = put_metric_filter
    _ingested_logs.observe(_publish)


def _publish(group: str, events: list[dict[str, Any]]) -> None:
    from ministack.services import cloudwatch_logs as logs

    for (filtered_group, name), metric_filter in logs._metric_filters.items():
        if filtered_group == group:
            for event in events:
                _apply_filter((*logs._metric_filters._prefix(), group, name), metric_filter, event)


def _apply_filter(key: tuple[str, ...], metric_filter: dict[str, Any], event: dict[str, Any]) -> None:
    seconds = event["timestamp"] / 1000
    minute = int(seconds // 60)
    data = read_metrics(metric_filter, event["message"], seconds)
    if data is None and _minutes_with_values.get(key) != minute:
        data = default_metrics(metric_filter, seconds)
    if data is not None:
        _minutes_with_values[key] = minute
        for datum in data:
            emulated.store(datum)
