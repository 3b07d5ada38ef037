"""API Gateway keeps the names of headers as the client sent them."""

import json
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_header_names")


def echo(stack: Stack, *lines: str) -> dict[str, Any]:
    api = RestApi(stack)
    api.function()
    api.deploy()
    event: dict[str, Any] = json.loads(api.raw(*lines).body)["event"]
    return event


def test_a_functions_event_has_the_names_as_sent(stack: Stack) -> None:
    event = echo(stack, "oRiGiN: a", "X-API-KEY: b", "Idempotency-Key: c", "user-agent: d")

    assert {"oRiGiN": "a", "X-API-KEY": "b", "Idempotency-Key": "c"}.items() <= event["headers"].items()
    assert event["multiValueHeaders"]["oRiGiN"] == ["a"]


def test_the_gateway_has_its_own_case_for_what_it_reads_itself(stack: Stack) -> None:
    event = echo(stack, "user-agent: d", "x-amzn-trace-id: Root=1-5759e988-bd862e3fe1be46a994272793")

    assert {"Host": "127.0.0.1", "User-Agent": "d"}.items() <= event["headers"].items()
    assert [name for name in event["headers"] if name.lower() == "x-amzn-trace-id"] == ["X-Amzn-Trace-Id"]


def test_lines_of_one_name_stay_apart(stack: Stack) -> None:
    event = echo(stack, "idempotency-key: a", "idempotency-key: b", "Idempotency-Key: c")

    assert event["multiValueHeaders"]["idempotency-key"] == ["a", "b"]
    assert (event["headers"]["idempotency-key"], event["headers"]["Idempotency-Key"]) == ("b", "c")


def test_templates_find_a_header_by_the_name_as_sent(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock("GET")
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "GET", "statusCode": "200"}
    template = "$input.params('Origin')|$input.params('origin')|$input.params().header.get('Origin')"
    api.client.put_integration_response(**place, responseTemplates={"application/json": template})
    api.deploy()

    assert api.raw("Origin: a", method="GET").body == b"a||a"
    assert api.raw("origin: a", method="GET").body == b"|a|"
    assert api.raw("origin: a", method="GET", path="things?Origin=b").body == b"b|a|"


def test_gateway_responses_find_a_header_by_the_name_as_sent(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock(apiKeyRequired=True)
    copied = {"gatewayresponse.header.Copy": "method.request.header.Origin"}
    api.client.put_gateway_response(restApiId=api.id, responseType="DEFAULT_4XX", responseParameters=copied)
    api.deploy()

    assert api.raw("Origin: a").headers.get("copy") == "a"
    assert api.raw("origin: a").headers.get("copy") is None
