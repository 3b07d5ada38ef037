"""Read the metrics out of a log event in the embedded metric format.

Source: "Specification: Embedded metric format", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from dataclasses import dataclass, field
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


@dataclass
class Embedded:
    """The metrics of an event, and how often it broke the format as a whole or the rules for what is in it."""

    data: list[Datum] = field(default_factory=list)
    parsing_errors: int = 0
    validation_errors: int = 0


def read_metrics(message: str, now: float) -> Embedded:
    """Return the metrics that ``message`` embeds; none when it is no event of the format.

    ``now`` (epoch seconds) bounds the event's own timestamp. Whatever breaks the specification is counted and left out:
    a directive, a set of dimensions or a single metric. The log event itself stays, so nothing is raised.
    """
    found = Embedded()
    if _MARKER not in message or not message.lstrip().startswith("{"):
        return found
    try:
        event = json.loads(message, parse_constant=_refuse)
        metadata = event.get("_aws", {})
        directives = metadata["CloudWatchMetrics"] if metadata else []
        if not isinstance(directives, list):
            raise TypeError
    except (ValueError, RecursionError, TypeError, KeyError):
        found.parsing_errors += 1
        return found
    timestamp = metadata.get("Timestamp") if metadata else None
    if not _is_number(timestamp) or not now - MAX_AGE_SECONDS <= timestamp / 1000 <= now + MAX_AHEAD_SECONDS:
        found.validation_errors += bool(metadata)
        return found
    for directive in directives:
        _read_directive(directive, event, timestamp / 1000, found)
    return found


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON numbers")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object, limit: int) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= limit


def _read_directive(directive: Any, event: dict[str, Any], timestamp: float, found: Embedded) -> None:
    usable = isinstance(directive, dict) and _is_text(directive.get("Namespace"), MAX_NAME_LENGTH)
    keys, metrics = (directive.get("Dimensions"), directive.get("Metrics")) if usable else (None, None)
    if not isinstance(keys, list) or not isinstance(metrics, list) or len(metrics) > MAX_METRICS:
        found.validation_errors += 1
        return
    resolved = [_resolve(names, event) for names in keys]
    dimension_sets = [dimensions for dimensions in resolved if dimensions is not None]
    found.validation_errors += len(resolved) - len(dimension_sets)
    for definition in metrics:
        values = _values(definition, event)
        unit, resolution = _measure(definition) if values else ("", 0)
        if unit not in UNITS or resolution not in (STANDARD_RESOLUTION, HIGH_RESOLUTION):
            found.validation_errors += 1
            continue
        found.data += [
            Datum(directive["Namespace"], definition["Name"], values, timestamp, dimensions, unit, int(resolution))
            for dimensions in dimension_sets
        ]


def _measure(definition: dict[str, Any]) -> tuple[Any, Any]:
    return definition.get("Unit", "None"), definition.get("StorageResolution", STANDARD_RESOLUTION)


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
