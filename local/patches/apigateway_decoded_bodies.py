"""Gap: the request validator is given the bytes of a body, and guesses their encoding.

AWS makes a text of a body first, whatever its content type says, unless that type is one of the API's binary media
types: it reads UTF-8 and puts U+FFFD in the place of what is not. A model is held against that text, so JSON in Latin-1
passes, its letters lost, and JSON in UTF-16 is none.

Source: Amazon API Gateway developer guide, "Binary media types for REST APIs in API Gateway" (all else is a UTF-8
string); https://github.com/aws/aws-lambda-dotnet/issues/417; ministack's own event has the same text.

Needed by: contracts/recommend-request.v1.schema.json (refuses U+FFFD), tests/e2e/test_input.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import apigateway_v1 as gateway


def apply() -> None:
    """Let the validator see what the function will see."""
    gateway._check_request_validation = _decoded(gateway._check_request_validation)


def _decoded(check: Callable[..., Any]) -> Callable[..., Any]:
    def check_request(
        method: dict[str, Any], api_id: str, request: Any, headers: Mapping[str, str], body: bytes, *rest: Any
    ) -> Any:
        binary = gateway._rest_apis[api_id].get("binaryMediaTypes") or []
        if not gateway._media_type_matches(headers.get("content-type"), binary):
            body = body.decode("utf-8", "replace").encode("utf-8")
        return check(method, api_id, request, headers, body, *rest)

    return check_request
