"""What the pipeline needs of API Gateway and the emulator does by itself."""

import base64
import json
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

PROBLEM = '{"title": $context.error.messageString, "type": "$context.error.responseType"}'


def api_with_problems(stack: Stack, **method: Any) -> RestApi:
    """An API whose refusals all go through one template."""
    api = RestApi(stack)
    api.mock(**method)
    for family in ("DEFAULT_4XX", "DEFAULT_5XX"):
        api.client.put_gateway_response(
            restApiId=api.id,
            responseType=family,
            responseParameters={"gatewayresponse.header.Content-Type": "'application/problem+json'"},
            responseTemplates={"application/json": PROBLEM},
        )
    api.deploy()
    return api


@pytest.mark.parametrize("key", [None, "", "not-the-key-of-anybody"])
def test_a_missing_or_unknown_key_is_forbidden(stack: Stack, key: str | None) -> None:
    api = api_with_problems(stack, apiKeyRequired=True)
    response = api.call(**({} if key is None else {"x_api_key": key}))

    assert (response.status, response.json()["type"]) == (403, "INVALID_API_KEY")
    assert response.headers["content-type"] == "application/problem+json"


def test_a_key_that_is_switched_off_is_forbidden(stack: Stack) -> None:
    api = api_with_problems(stack, apiKeyRequired=True)
    key_id, value = api.key()
    assert api.call(x_api_key=value).status == 200
    api.client.update_api_key(apiKey=key_id, patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}])

    assert api.call(x_api_key=value).status == 403


def test_a_plans_burst_and_rate_throttle_its_callers(stack: Stack) -> None:
    api = api_with_problems(stack, apiKeyRequired=True)
    _, value = api.key(throttle={"burstLimit": 2, "rateLimit": 0.001})

    responses = [api.call(x_api_key=value) for _ in range(3)]
    assert [response.status for response in responses] == [200, 200, 429]
    assert responses[-1].json()["type"] == "THROTTLED"


def test_a_plans_quota_ends(stack: Stack) -> None:
    api = api_with_problems(stack, apiKeyRequired=True)
    _, value = api.key(quota={"limit": 1, "period": "DAY"})

    responses = [api.call(x_api_key=value) for _ in range(2)]
    assert [response.status for response in responses] == [200, 429]
    assert responses[-1].json()["type"] == "QUOTA_EXCEEDED"


@pytest.mark.parametrize(("method", "path"), [("POST", "nowhere"), ("GET", "things")])
def test_an_unknown_path_or_method_is_forbidden(stack: Stack, method: str, path: str) -> None:
    response = api_with_problems(stack).call(method=method, path=path)

    assert (response.status, response.json()["type"]) == (403, "MISSING_AUTHENTICATION_TOKEN")


@pytest.mark.parametrize("body", ["", "{", "[]", '{"name": 1}', '{"name": "a b"}', '{"name": "ab", "more": 1}'])
def test_a_body_that_breaks_the_model_is_a_bad_request(stack: Stack, body: str) -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}},
    }
    api = RestApi(stack)
    api.mock(**api.model(schema))
    api.deploy()

    assert api.call('{"name": "ab"}').status == 200
    response = api.call(body)
    assert (response.status, response.json()) == (400, {"message": "Invalid request body"})


def test_a_preflight_request_reaches_the_api(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock("OPTIONS")
    header = "method.response.header.Access-Control-Allow-Origin"
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "OPTIONS", "statusCode": "200"}
    api.client.put_integration_response(**place, responseParameters={header: "'https://shop.example'"})
    api.deploy()
    response = api.call(b"", method="OPTIONS", Origin="https://shop.example")

    assert (response.status, response.headers["access-control-allow-origin"]) == (200, "https://shop.example")


def test_a_binary_body_reaches_the_function_in_base64(stack: Stack) -> None:
    api = RestApi(stack, binaryMediaTypes=["application/octet-stream"])
    api.function()
    api.deploy()
    event = api.call(b"\x00\xff", Content_Type="application/octet-stream").json()["event"]

    assert (event["isBase64Encoded"], base64.b64decode(event["body"])) == (True, b"\x00\xff")


def test_a_text_body_reaches_the_function_as_it_is(stack: Stack) -> None:
    api = RestApi(stack)
    api.function()
    api.deploy()
    text = json.dumps({"name": "Zürich 🛍"}, ensure_ascii=False)
    event = api.call(text.encode()).json()["event"]

    assert (event["isBase64Encoded"], event["body"]) == (False, text)
