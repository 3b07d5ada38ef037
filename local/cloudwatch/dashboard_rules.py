"""What PutDashboard finds wrong with a dashboard's body: errors, for which it is refused, and warnings.

The words are those that AWS's validator, ajv, has for a rule of JSON Schema, and those of CloudWatch's own that are
known from reports: https://github.com/aws-samples/aws-eda-slurm-cluster/issues/116,
https://github.com/pulumi/pulumi/issues/13059.
"""

import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.cloudwatch.pictures import metrics_array

SCHEMA = Path(__file__).with_name("dashboard.schema.yaml")
NO_JSON = "The field DashboardBody must be a valid JSON object"
NO_SOURCE = "The metric widget should have specified a region and a data source or an alarm annotation"
TWO_SOURCES = "The metric widget should have either metrics or an alarm annotation"
IGNORED = 'The "{}" property is not expected to be part of a widget definition, will be ignored'

_WORDS = {
    "type": "Should be {1}",
    "enum": "Should be equal to one of the allowed values",
    "maxItems": "Should NOT have more than {1} items",
    "minItems": "Should NOT have fewer than {1} items",
    "minimum": "Should be >= {1}",
    "maximum": "Should be <= {1}",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A finding: where in the body, as ``/widgets/0/properties``, and what."""

    path: str
    text: str


def read(body: str) -> dict[str, Any] | None:
    """Return the body's content; ``None`` where it is no JSON object."""
    try:
        content = json.loads(body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def errors(content: dict[str, Any]) -> list[Message]:
    """Return all for which the body is refused."""
    found = [Message(_path(error.absolute_path), _words(error)) for error in _validator().iter_errors(content)]
    for place, properties in _metric_widgets(content):
        found += [Message(place, text) for text in _of_source(properties)]
        rows = properties.get("metrics")
        if isinstance(rows, list):
            found += [Message(place + _path(("metrics", *at)), text) for at, text in metrics_array.problems(rows)]
    return sorted(set(found), key=lambda message: (message.path, message.text))


def warnings(content: dict[str, Any]) -> list[Message]:
    """Return what is wrong with a body that has no :func:`errors`, and is kept all the same: unknown members."""
    definitions, found = _schema()["definitions"], []
    for number, widget in enumerate(content["widgets"]):
        place, properties = f"/widgets/{number}", widget["properties"]
        # what a widget of a kind that is not described here may have is not known
        known = definitions.get(widget["type"], {}).get("properties", properties)
        found += [(place, name) for name in sorted(set(widget) - set(definitions["widget"]["properties"]))]
        found += [(f"{place}/properties", name) for name in sorted(set(properties) - set(known))]
    return [Message(f"{place}/{name}", IGNORED.format(name)) for place, name in found]


def _metric_widgets(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    widgets = content.get("widgets")
    for number, widget in enumerate(widgets if isinstance(widgets, list) else []):
        if isinstance(widget, dict) and widget.get("type") == "metric" and isinstance(widget.get("properties"), dict):
            yield f"/widgets/{number}/properties", widget["properties"]


def _of_source(properties: dict[str, Any]) -> Iterator[str]:
    annotations = properties.get("annotations")
    of_alarm = isinstance(annotations, dict) and "alarms" in annotations
    if "metrics" in properties:
        if of_alarm:
            yield TWO_SOURCES
        if "region" not in properties:
            yield "Should have required property 'region'"
    elif not of_alarm:
        yield "Should have required property 'metrics'"
        yield "Should have required property 'annotations'"
        yield NO_SOURCE


def _words(error: Any) -> str:
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return f"Should have required property '{missing}'"
    return _WORDS.get(error.validator, 'Should match {0} "{1}"').format(error.validator, error.validator_value)


def _path(steps: Iterable[int | str]) -> str:
    return "".join(f"/{step}" for step in steps)


@functools.cache
def _schema() -> dict[str, Any]:
    import yaml

    schema: dict[str, Any] = yaml.safe_load(SCHEMA.read_text())
    return schema


@functools.cache
def _validator() -> Any:
    from jsonschema import Draft7Validator

    return Draft7Validator(_schema())
