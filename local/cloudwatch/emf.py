"""Read the metrics out of a log event in the embedded metric format.

Source: "Specification: Embedded metric format", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn, TypeGuard

from local.cloudwatch.datum import HIGH_RESOLUTION, STANDARD_RESOLUTION, UNITS, Datum

MAX_METRICS = 100
MAX_DIMENSIONS = 30
MAX_VALUES = 100
MAX_NAME_LENGTH = 1024
MAX_DIMENSION_NAME_LENGTH = 250
MAX_AGE_SECONDS = 14 * 24 * 3600
MAX_AHEAD_SECONDS = 2 * 3600

# Most log events are not metrics: this test saves parsing them.
_MARKER = '"CloudWatchMetrics"'


def read_metrics(message: str, now: float) -> list[Datum]:
    """Return the metrics that ``message`` embeds; none when it is no event of the format.

    ``now`` (epoch seconds) bounds the event's own timestamp. Whatever breaks the specification is left out: a
    directive, a set of dimensions or a single metric. The log event itself stays, so nothing is raised.
    """
    if _MARKER not in message:
        return []
    try:
        event = json.loads(message, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return []
    metadata = event.get("_aws") if isinstance(event, dict) else None
    if not isinstance(metadata, dict):
        return []
    timestamp = metadata.get("Timestamp")
    if not _is_number(timestamp) or not now - MAX_AGE_SECONDS <= timestamp / 1000 <= now + MAX_AHEAD_SECONDS:
        return []
    directives = metadata.get("CloudWatchMetrics")
    if not isinstance(directives, list):
        return []
    return [datum for directive in directives for datum in _read_directive(directive, event, timestamp / 1000)]


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON numbers")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object, limit: int) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= limit


def _read_directive(directive: Any, event: dict[str, Any], timestamp: float) -> Iterator[Datum]:
    if not isinstance(directive, dict) or not _is_text(directive.get("Namespace"), MAX_NAME_LENGTH):
        return
    keys, metrics = directive.get("Dimensions"), directive.get("Metrics")
    if not isinstance(keys, list) or not isinstance(metrics, list) or len(metrics) > MAX_METRICS:
        return
    dimension_sets = [dimensions for dimensions in (_resolve(names, event) for names in keys) if dimensions is not None]
    for definition in metrics:
        values = _values(definition, event)
        if not values:
            continue
        unit, resolution = definition.get("Unit", "None"), definition.get("StorageResolution", STANDARD_RESOLUTION)
        if unit not in UNITS or resolution not in (STANDARD_RESOLUTION, HIGH_RESOLUTION):
            continue
        for dimensions in dimension_sets:
            yield Datum(
                directive["Namespace"], definition["Name"], values, timestamp, dimensions, unit, int(resolution)
            )


def _resolve(names: Any, event: dict[str, Any]) -> dict[str, str] | None:
    """Return the set of dimensions that ``names`` refer to, or ``None`` when one of them is no usable member."""
    if not isinstance(names, list) or len(names) > MAX_DIMENSIONS:
        return None
    if not all(_is_text(name, MAX_DIMENSION_NAME_LENGTH) for name in names):
        return None
    dimensions = {name: value for name in names if _is_text(value := event.get(name), MAX_NAME_LENGTH)}
    return dimensions if len(dimensions) == len(set(names)) else None


def _values(definition: Any, event: dict[str, Any]) -> tuple[float, ...]:
    if not isinstance(definition, dict) or not _is_text(definition.get("Name"), MAX_NAME_LENGTH):
        return ()
    target = event.get(definition["Name"])
    numbers = target if isinstance(target, list) else [target]
    if len(numbers) > MAX_VALUES or not all(map(_is_number, numbers)):
        return ()
    return tuple(map(float, numbers))
