"""Read one metric, over the windows that were asked for, and evaluate metric math.

The gap: without dimensions ministack mixes all metrics of the same name, which AWS keeps apart; it ignores the unit,
cuts off the first window, answers oldest first, takes any unknown statistic for an average and knows no expressions.

Source: GetMetricStatistics and GetMetricData, Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html

Needed by: tests/e2e/test_refused_writes.py, monitoring/runbooks/recommender-IteratorAge.md.
"""

from collections.abc import Mapping
from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.datum import STANDARD_RESOLUTION
from local.cloudwatch.distribution import is_statistic
from local.cloudwatch.metric_functions import Windows
from local.cloudwatch.metric_math import MathError

MAX_WINDOWS = 100_800


def apply() -> None:
    """Replace how ministack answers GetMetricStatistics and GetMetricData."""
    from ministack.services import cloudwatch

    cloudwatch._get_metric_statistics = _responding(cloudwatch, cloudwatch._get_metric_statistics, _statistics)
    cloudwatch._get_metric_data = _responding(cloudwatch, cloudwatch._get_metric_data, _data)


def _responding(cloudwatch: Any, from_query: Any, read: Any) -> Any:
    def operation(params: Any, request: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        if not (is_cbor or is_json):
            return from_query(params, request, is_cbor, is_json)
        try:
            response = read(request)
        except (MathError, ValueError) as error:
            return cloudwatch._error("ValidationError", str(error), 400, is_json, is_cbor)
        return cloudwatch._cbor_ok(_tagged(cloudwatch, response)) if is_cbor else cloudwatch._json_ok(response)

    return operation


def _tagged(cloudwatch: Any, response: dict[str, Any]) -> dict[str, Any]:
    if "Datapoints" in response:
        return response | {"Datapoints": [cloudwatch._cbor_datapoint(point) for point in response["Datapoints"]]}
    return {
        "MetricDataResults": [cloudwatch._cbor_metric_data_result(found) for found in response["MetricDataResults"]]
    }


def _windows(request: Mapping[str, Any], period: int) -> Windows:
    from ministack.services import cloudwatch

    step = min(period, STANDARD_RESOLUTION)
    start = int(cloudwatch._parse_ts(request["StartTime"]) // step) * step
    starts = range(start, int(-(-cloudwatch._parse_ts(request["EndTime"]) // 1)), period)
    if len(starts) > MAX_WINDOWS:
        raise ValueError(f"The request is for more than {MAX_WINDOWS} datapoints: choose a longer period.")
    return Windows(starts, period)


def _statistics(request: dict[str, Any]) -> dict[str, Any]:
    basic, extended = request.get("Statistics") or [], request.get("ExtendedStatistics") or []
    for name in (*basic, *extended):
        if not is_statistic(name):
            raise ValueError(f"The statistic {name} is not supported.")
    responses = []
    windows = _windows(request, int(request["Period"]))
    for start, (distribution, unit) in emulated.observed(request, windows, request.get("Unit")).items():
        response: dict[str, Any] = {"Timestamp": start, "Unit": unit}
        response |= {name: distribution.statistic(name) for name in basic}
        percentiles = {name: distribution.statistic(name) for name in extended}
        if extended:
            response["ExtendedStatistics"] = {name: value for name, value in percentiles.items() if value is not None}
        responses.append(response)
    return {"Label": request["MetricName"], "Datapoints": responses}


def _data(request: dict[str, Any]) -> dict[str, Any]:
    queries = request.get("MetricDataQueries") or []
    longest = max((query["MetricStat"]["Period"] for query in queries if "MetricStat" in query), default=60)
    ascending = request.get("ScanBy") == "TimestampAscending"
    results = []
    for query in queries:
        if query.get("ReturnData", True):
            metric_stat = query.get("MetricStat", {})
            period = int(metric_stat.get("Period") or query.get("Period") or longest)
            windows = _windows(request, period)
            found = emulated.evaluate(queries, query["Id"], windows)
            starts = sorted(found, reverse=not ascending)
            results.append(
                {
                    "Id": query["Id"],
                    "Label": query.get("Label") or metric_stat.get("Metric", {}).get("MetricName", query["Id"]),
                    "Timestamps": starts,
                    "Values": [found[start] for start in starts],
                    "StatusCode": "Complete",
                }
            )
    return {"MetricDataResults": results}
