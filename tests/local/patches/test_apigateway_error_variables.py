"""Gateway responses fill in their variables."""

import json
import re

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import Response, RestApi

pytestmark = pytest.mark.patch("apigateway_error_variables")

SCHEMA = {
    "type": "object",
    "required": ["name", "size"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "maxLength": 3}, "size": {"type": "integer"}},
}


def refused(stack: Stack, template: dict[str, str] | str, body: object = None) -> Response:
    """Post ``body``, text as it is and the rest as JSON, to an API that refuses with ``template``."""
    api = RestApi(stack)
    api.mock(**api.model(SCHEMA))
    text = template if isinstance(template, str) else json.dumps(template)
    api.client.put_gateway_response(
        restApiId=api.id, responseType="BAD_REQUEST_BODY", responseTemplates={"application/json": text}
    )
    api.deploy()
    return api.call(body if isinstance(body, str) else json.dumps(body or {}))


def test_every_variable_is_filled_in(stack: Stack) -> None:
    names = ("requestId", "extendedRequestId", "error.responseType", "httpMethod", "identity.sourceIp", "apiId", "path")
    response = refused(stack, {name: f"$context.{name}" for name in names})

    seen = response.json()
    assert response.status == 400
    assert seen["requestId"] == response.headers["x-amzn-requestid"]
    assert re.fullmatch(r"[\w+/]{15}=", seen["extendedRequestId"])
    assert (seen["error.responseType"], seen["httpMethod"], seen["path"]) == ("BAD_REQUEST_BODY", "POST", "/v1/things")


def test_a_variable_without_a_value_is_empty(stack: Stack) -> None:
    response = refused(
        stack, {"caller": "$context.identity.caller", "id": "$context.requestId", "ip": "${context.apiId}"}
    )

    assert response.json()["caller"] == ""
    assert "$" not in response.body.decode()


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, '[object has missing required properties (["name","size"])]'),
        (
            {"name": 1, "size": 1},
            '[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
        ),
        (
            {"name": "x", "size": 1, "b": 1, "a": 2},
            '[object instance has properties which are not allowed by the schema: ["a","b"]]',
        ),
        ("{", "[Unknown error parsing request body]"),
        ({"name": "long", "size": 1}, '[string "long" is too long (length: 4, maximum allowed: 3)]'),
    ],
)
def test_the_validation_error_says_how_the_body_breaks_the_model(stack: Stack, body: object, complaint: str) -> None:
    assert refused(stack, "$context.error.validationErrorString", body).body.decode() == complaint
