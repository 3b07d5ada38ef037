"""Values, functions on them, and aggregations over rows."""

import math
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any


def as_number(value: Any) -> float | None:
    """Return ``value`` as a number, or ``None`` if it is none."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_text(value: Any) -> str:
    """Return ``value`` as results show it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def to_millis(timestamp: Any) -> float | None:
    """Return the epoch milliseconds of a time as results show it."""
    try:
        moment = datetime.fromisoformat(str(timestamp)).replace(tzinfo=UTC)
    except ValueError:
        return as_number(timestamp)
    return round(moment.timestamp() * 1000)


def from_millis(milliseconds: float) -> str:
    """Return a time as results show it: ``2026-01-31 12:00:00.000``."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ", timespec="milliseconds")


def floor_time(timestamp: Any, seconds: float) -> str | None:
    """Return the start of the stretch of ``seconds`` that a time falls into."""
    milliseconds = to_millis(timestamp)
    return None if milliseconds is None else from_millis(milliseconds // (seconds * 1000) * (seconds * 1000))


def _numeric(function: Callable[[float], float]) -> Callable[[Any], float | None]:
    return lambda value: None if (number := as_number(value)) is None else function(number)


# Function on values; a value that is not there is None.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": _numeric(abs),
    "ceil": _numeric(math.ceil),
    "floor": _numeric(math.floor),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "concat": lambda *values: "".join(map(as_text, values)),
    "frommillis": _numeric(from_millis),  # type: ignore[arg-type]
    "isblank": lambda value: value is None or not str(value).strip(),
    "isempty": lambda value: value is None or value == "",
    "ispresent": lambda value: value is not None,
    "replace": lambda value, old, new: None if value is None else as_text(value).replace(old, new),
    "strcontains": lambda value, part: int(as_text(part) in as_text(value)),
    "strlen": lambda value: None if value is None else len(as_text(value)),
    "substr": lambda value, start, length=None: as_text(value)[
        int(start) : None if length is None else int(start + length)
    ],
    "tolower": lambda value: None if value is None else as_text(value).lower(),
    "tomillis": to_millis,
    "toupper": lambda value: None if value is None else as_text(value).upper(),
    "trim": lambda value: None if value is None else as_text(value).strip(),
}
FUNCTIONS |= {"lower": FUNCTIONS["tolower"], "upper": FUNCTIONS["toupper"]}


def percentile(numbers: list[float], percent: float) -> float | None:
    """Return the value below which ``percent`` per cent of ``numbers`` lie, between the two nearest ones."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    rank = (len(ordered) - 1) * percent / 100
    low = ordered[math.floor(rank)]
    return low + (ordered[math.ceil(rank)] - low) * (rank - math.floor(rank))


def _of_numbers(function: Callable[[list[float]], float]) -> Callable[[list[Any]], float | None]:
    def aggregate(values: list[Any]) -> float | None:
        numbers = [number for number in map(as_number, values) if number is not None]
        return function(numbers) if numbers else None

    return aggregate


# Aggregation over the values that are there, newest first.
AGGREGATIONS: dict[str, Callable[..., Any]] = {
    "avg": _of_numbers(statistics.fmean),
    "count": len,
    "count_distinct": lambda values: len({as_text(value) for value in values}),
    "earliest": lambda values: values[-1] if values else None,
    "latest": lambda values: values[0] if values else None,
    "max": _of_numbers(max),
    "min": _of_numbers(min),
    "pct": lambda values, percent: _of_numbers(lambda numbers: percentile(numbers, percent) or 0.0)(values),
    "stddev": _of_numbers(lambda numbers: statistics.stdev(numbers) if len(numbers) > 1 else 0.0),
    "sum": _of_numbers(sum),
}
