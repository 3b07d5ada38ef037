"""What X-Ray accepts as a segment document.

Source: "AWS X-Ray segment documents", AWS X-Ray Developer Guide,
https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
"""

import json
import re
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

MAX_DOCUMENT_BYTES = 64 * 1024

_TRACE_ID = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")
_ENTITY_ID = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[\w\s.:/%&#=+\\\-@]{1,200}")
_ANNOTATION_KEY = re.compile(r"[A-Za-z0-9_]{1,500}")
_MAX_DEPTH = 64
_FIELD_TYPES: dict[str, type] = {
    **dict.fromkeys(("annotations", "aws", "http", "metadata"), dict),
    **dict.fromkeys(("namespace", "origin", "resource_arn", "user"), str),
    **dict.fromkeys(("error", "fault", "in_progress", "inferred", "throttle"), bool),
}
_HTTP_TYPES: dict[str, type] = {
    **dict.fromkeys(("client_ip", "method", "url", "user_agent"), str),
    **dict.fromkeys(("content_length", "status"), int),
    "x_forwarded_for": bool,
}
_JSON_NAMES = {dict: "object", str: "string", bool: "boolean", int: "integer"}


class SegmentError(ValueError):
    """A document that X-Ray does not take. ``code`` is a word for it; ``segment_id`` is known or empty."""

    def __init__(self, code: str, message: str, segment_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.segment_id = segment_id


def parse(text: str) -> Document:
    """Return the segment, or subsegment sent by itself, in ``text``. Raises :class:`SegmentError`."""
    if len(text.encode(errors="replace")) > MAX_DOCUMENT_BYTES:
        raise SegmentError("DocumentTooLarge", f"A segment document may have {MAX_DOCUMENT_BYTES} bytes.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise SegmentError("ParseError", "The segment document is not JSON.") from None
    if not isinstance(document, dict):
        raise SegmentError("ParseError", "The segment document is not an object.")
    segment_id = document.get("id")
    problem = next(_problems(document), None)
    if problem:
        known_id = segment_id if isinstance(segment_id, str) and _ENTITY_ID.fullmatch(segment_id) else ""
        raise SegmentError("InvalidSegment", problem, known_id)
    return document


def entities(segment: Document) -> Iterator[Document]:
    """Yield a segment and all subsegments in it, parents first."""
    yield segment
    for subsegment in segment.get("subsegments", []):
        yield from entities(subsegment)


def end_of(segment: Document) -> float:
    """Return when a segment ended, in seconds since 1970; its start while it is in progress."""
    return float(segment["end_time"] if "end_time" in segment else segment["start_time"])


def _problems(document: Document) -> Iterator[str]:
    """Yield what is wrong with a document; the first sentence holds, later ones may follow from it."""
    if not _matches(_TRACE_ID, document.get("trace_id")):
        yield "trace_id must have the form 1-8hex-24hex."
    if document.get("parent_id") is not None and not _matches(_ENTITY_ID, document["parent_id"]):
        yield "parent_id must be 16 hexadecimal digits."
    if document.get("type") not in (None, "subsegment"):
        yield "type must be subsegment or absent."
    if document.get("type") == "subsegment" and not document.get("parent_id"):
        yield "A subsegment sent by itself needs a parent_id."
    yield from _entity_problems(document, depth=1)


def _entity_problems(entity: Any, depth: int) -> Iterator[str]:
    """Yield what is wrong with a segment or subsegment and those in it."""
    if not isinstance(entity, dict) or depth > _MAX_DEPTH:
        yield "A subsegment must be an object, and not nested without end."
        return
    yield from _field_problems(entity)
    if not isinstance(entity.get("subsegments", []), list):
        yield "subsegments must be an array."
        return
    for subsegment in entity.get("subsegments", []):
        yield from _entity_problems(subsegment, depth + 1)


def _field_problems(entity: Document) -> Iterator[str]:
    if not _matches(_ENTITY_ID, entity.get("id")):
        yield "id must be 16 hexadecimal digits."
    if not _matches(_NAME, entity.get("name")):
        yield "name must have 1 to 200 letters, digits, spaces or any of _.:/%&#=+\\-@."
    if not _is_time(entity.get("start_time")):
        yield "start_time must be seconds since 1970."
    if not _is_time(entity["end_time"]) if "end_time" in entity else entity.get("in_progress") is not True:
        yield "end_time must be seconds since 1970, unless in_progress is true."
    yield from _type_problems(entity, _FIELD_TYPES)
    if isinstance(entity.get("http"), dict):
        for part in ("request", "response"):
            yield from _type_problems(entity["http"].get(part, {}), _HTTP_TYPES)
    if not all(map(_is_annotation, entity.get("annotations", {}).items())):
        yield "annotations must map letters, digits and underscores to strings, numbers or booleans."


def _type_problems(fields: Any, types: dict[str, type]) -> Iterator[str]:
    if not isinstance(fields, dict):
        yield "http.request and http.response must be objects."
        return
    for name, expected in types.items():
        if name in fields and type(fields[name]) is not expected:
            yield f"{name} must be of type {_JSON_NAMES[expected]}."


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_time(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 2**33


def _is_annotation(annotation: tuple[str, Any]) -> bool:
    key, value = annotation
    return _matches(_ANNOTATION_KEY, key) and isinstance(value, (str, int, float, bool))
