"""Responses in the form that API Gateway takes from a function.

Source: Amazon API Gateway Developer Guide, "Lambda proxy integrations in API Gateway", output format.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.adapters.http_request import headers
from ingest.adapters.problems import Problem
from ingest.domain.model import Recorded
from shared.generated.contract import ACCEPTED_MESSAGE


@dataclass(frozen=True)
class Cors:
    """Which browser origins may read responses; ``*`` allows all (Fetch Standard, "CORS protocol")."""

    allowed_origins: frozenset[str] = field(default_factory=frozenset)

    def headers(self, event: Mapping[str, Any]) -> dict[str, str]:
        """Return the CORS headers of the response to ``event``."""
        response = {"Vary": "Origin", "Access-Control-Expose-Headers": "Retry-After,X-Amzn-RequestId,X-Amzn-Trace-Id"}
        if "*" in self.allowed_origins:
            return {**response, "Access-Control-Allow-Origin": "*"}
        for origin in headers(event, "origin"):
            if origin in self.allowed_origins:
                return {**response, "Access-Control-Allow-Origin": origin}
        return response


def accepted(recorded: Recorded, cors_headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the response 202."""
    body = {"message": ACCEPTED_MESSAGE, "event_id": recorded.event_id, "trace_id": recorded.trace_id}
    return _response(202, "application/json", body, cors_headers)


def refused(problem: Problem, cors_headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the response for a problem, with Retry-After where waiting helps."""
    response = _response(problem.status, "application/problem+json", problem.members, cors_headers)
    if problem.retry_after_seconds is not None:
        response["headers"]["Retry-After"] = str(problem.retry_after_seconds)
    return response


def _response(
    status: int, media_type: str, body: Mapping[str, object], cors_headers: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": media_type, "Cache-Control": "no-store", **cors_headers},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
