"""Read the annotations of a MetricWidget: thresholds and moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.cloudwatch.pictures.members import WidgetError
from local.cloudwatch.pictures.metrics_array import COLOR
from local.cloudwatch.pictures.times import moment


@dataclass(frozen=True)
class Annotation:
    """A line, or with ``until`` a band, at a value of an axis or, if ``vertical``, at a moment (epoch seconds)."""

    vertical: bool
    value: float
    until: float | None
    label: str
    color: str | None
    fill: str
    axis: str


def read(content: Mapping[str, Any], now: float) -> list[Annotation]:
    """Return what is to be seen of ``horizontal`` and ``vertical``. Raises :class:`WidgetError` for a bad colour."""
    found = []
    for kind in ("horizontal", "vertical"):
        for given in content.get(kind, []):
            first, *rest = given if isinstance(given, list) else [given]
            if not first.get("visible", True):
                continue
            color = first.get("color")
            if color is not None and not COLOR.fullmatch(color):
                raise WidgetError('Should match pattern "^#[0-9a-fA-F]{6}$": annotations')
            values = [
                moment(str(each["value"]), now) if kind == "vertical" else float(each["value"])
                for each in (first, *rest)
            ]
            found.append(
                Annotation(
                    vertical=kind == "vertical",
                    value=values[0],
                    until=values[1] if rest else None,
                    label=" – ".join(str(each["label"]) for each in (first, *rest) if each.get("label")),
                    color=color,
                    fill=first.get("fill", ""),
                    axis=first.get("yAxis", "left"),
                )
            )
    return found
