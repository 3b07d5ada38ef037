"""Gap: a body of any content type is held against the JSON model, and what is no JSON may pass.

AWS chooses the model by the request's content type (``application/json`` where it has none), then ``$default``; a body
of a type without a model is not validated. A body with a byte order mark, or with ``NaN``, is no JSON document.

Source: Amazon API Gateway developer guide, "Request validation for REST APIs in API Gateway" and "Data models for REST
APIs"; RFC 8259, sections 6 and 8.1.

Needed by: module.storefront_api.aws_api_gateway_request_validator.body, tests/e2e/test_input.py.
"""

import codecs
import json
from collections.abc import Callable
from typing import Any, NoReturn

from ministack.services import apigateway_v1 as gateway

JSON = "application/json"


def apply() -> None:
    """Validate bodies against the model of their own content type."""
    gateway._check_request_validation = _by_content_type(gateway._check_request_validation)


def _by_content_type(check: Callable[..., Any]) -> Callable[..., Any]:
    def check_request(method: dict[str, Any], api_id: str, request: Any, headers: dict[str, str], *rest: Any) -> Any:
        body = rest[0]
        content_type = headers.get("content-type", JSON).partition(";")[0].strip().lower()
        models = method.get("requestModels") or {}
        model = models.get(content_type) or models.get("$default")
        # What is left to ministack: the parameters, and the one model that applies.
        chosen = {**method, "requestModels": {JSON: model} if model else {}}
        error = check(chosen, api_id, request, headers, *rest)
        if error is None and model and _validates_body(method, api_id) and not _is_json(body):
            return gateway._gw_error("BAD_REQUEST_BODY", "Invalid request body")
        return error

    return check_request


def _validates_body(method: dict[str, Any], api_id: str) -> bool:
    validator = gateway._request_validators.get(api_id, {}).get(method.get("requestValidatorId")) or {}
    return bool(validator.get("validateRequestBody"))


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return not body.startswith(codecs.BOM_UTF8)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
