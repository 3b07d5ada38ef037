"""What openapi.yaml says of an answer: status, headers, media type, body."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from tests.support.contracts.documents import openapi, problem_types


def complaints(method: str, status: int, headers: Mapping[str, str], body: Any) -> list[str]:
    """Return how an answer of ``/recommend`` differs from its description; header names are in lower case."""
    described = responses(method).get(str(status))
    if described is None:
        return [f"{status} is not described"]
    return [*_header_complaints(described, headers), *_body_complaints(described, status, headers, body)]


_document = cache(openapi)


@cache
def responses(method: str) -> dict[str, Any]:
    """Return status → answer of an operation of ``/recommend``, references resolved."""
    found = _document()["paths"]["/recommend"][method]["responses"]
    return {status: resolved(response) for status, response in found.items()}


def resolved(node: Any) -> Any:
    """Return a part of the document with its references inside the document followed."""
    if isinstance(node, list):
        return [resolved(each) for each in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref", "")
    if not reference.startswith("#/"):
        return {name: resolved(value) for name, value in node.items()}
    target: Any = _document()
    for step in reference[2:].split("/"):
        target = target[step]
    return resolved(target)


def _header_complaints(described: Mapping[str, Any], headers: Mapping[str, str]) -> Iterator[str]:
    for name, header in described.get("headers", {}).items():
        value = headers.get(name.lower())
        if value is None:
            # Whether the caller's origin may read the answer depends on the deployment.
            if name != "Access-Control-Allow-Origin":
                yield f"the header {name} is missing"
        elif not re.search(header["schema"].get("pattern", ""), value):
            yield f"the header {name} has another form"
    if "Retry-After" not in described.get("headers", {}) and "retry-after" in headers:
        yield "Retry-After is not described"


def _body_complaints(described: Mapping[str, Any], status: int, headers: Mapping[str, str], body: Any) -> Iterator[str]:
    content = described.get("content")
    if content is None:
        if body is not None:
            yield "a body is not described"
        return
    media_type = headers.get("content-type", "")
    if media_type not in content:
        yield f"the media type {media_type!r} is not described"
        return
    yield from (error.message for error in _schema(content[media_type]["schema"]).iter_errors(body))
    if media_type == "application/problem+json":
        kind = problem_types().get(body.get("type"), {})
        if (kind.get("status"), kind.get("title")) != (status, body.get("title")) or body.get("status") != status:
            yield "type, title and status do not belong together"
        if body.get("request_id") != headers.get("x-amzn-requestid"):
            yield "request_id is not that of the header"
        if kind.get("retry_after_seconds") is not None and "retry-after" not in headers:
            yield "Retry-After is missing"


def _schema(schema: Mapping[str, Any]) -> Validator:
    kind = validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)
