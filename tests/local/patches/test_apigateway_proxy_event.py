"""Functions behind API Gateway receive the whole event."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_proxy_event")


def echo_api(stack: Stack) -> RestApi:
    api = RestApi(stack)
    api.function()
    api.deploy()
    return api


def test_the_requests_ids_are_those_of_the_response(stack: Stack) -> None:
    response = echo_api(stack).call()

    context = response.json()["event"]["requestContext"]
    assert context["requestId"] == response.headers["x-amzn-requestid"]
    assert context["extendedRequestId"] == response.headers["x-amz-apigw-id"] != context["requestId"]


def test_the_source_address_is_the_connections_and_not_what_the_client_claims(stack: Stack) -> None:
    event = echo_api(stack).call(X_Forwarded_For="203.0.113.9").json()["event"]

    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


def test_the_api_key_is_named(stack: Stack) -> None:
    api = RestApi(stack)
    api.function()
    change = [{"op": "replace", "path": "/apiKeyRequired", "value": "true"}]
    api.client.update_method(restApiId=api.id, resourceId=api.resource, httpMethod="POST", patchOperations=change)
    api.deploy()
    key_id, value = api.key()
    identity = api.call(x_api_key=value).json()["event"]["requestContext"]["identity"]

    assert (identity["apiKeyId"], identity["apiKey"]) == (key_id, value)


def test_a_caller_without_an_identity_has_all_its_members_empty(stack: Stack) -> None:
    identity = echo_api(stack).call().json()["event"]["requestContext"]["identity"]

    assert {identity[name] for name in ("apiKeyId", "caller", "cognitoIdentityId", "user", "userArn")} == {None}


def test_the_last_of_several_values_is_the_single_one(stack: Stack) -> None:
    event = echo_api(stack).call(path="things?a=1&a=2").json()["event"]

    assert event["queryStringParameters"] == {"a": "2"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert "version" not in event
