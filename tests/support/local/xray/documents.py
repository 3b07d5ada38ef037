"""Segment documents and names for the tests of the local X-Ray."""

import json
from typing import Any

TRACE_ID = "1-65e00000-0123456789abcdef01234567"
START = 1_709_200_000.0


def segment(number: int, name: str = "service", parent: int | None = None, **fields: Any) -> dict[str, Any]:
    """Return a segment of 100 ms that starts ``number`` × 10 ms after ``START``; ids are made from numbers."""
    document = {
        "trace_id": TRACE_ID,
        "id": f"{number:016x}",
        "name": name,
        "start_time": START + number / 100,
        "end_time": START + number / 100 + 0.1,
        **fields,
    }
    return document if parent is None else {**document, "parent_id": f"{parent:016x}"}


def subsegment(number: int, name: str, **fields: Any) -> dict[str, Any]:
    """Return a subsegment, for the ``subsegments`` of a segment."""
    document = segment(number, name, **fields)
    del document["trace_id"]
    return document


def arn(kind: str, name: str) -> str:
    """Return the ARN of a group or a sampling rule."""
    return f"arn:aws:xray:eu-west-1:000000000000:{kind}/{name}"


def text(document: dict[str, Any]) -> str:
    """Return the document as it travels."""
    return json.dumps(document)
