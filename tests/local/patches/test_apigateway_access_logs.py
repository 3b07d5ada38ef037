"""API Gateway writes access logs."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_access_logs")

FORMAT = {
    name: f"$context.{name}"
    for name in (
        "requestId",
        "extendedRequestId",
        "httpMethod",
        "resourcePath",
        "path",
        "status",
        "protocol",
        "responseLength",
        "responseLatency",
        "integrationLatency",
        "integration.status",
        "integration.integrationStatus",
        "error.responseType",
        "error.message",
        "identity.sourceIp",
        "identity.userAgent",
        "identity.apiKeyId",
        "apiId",
        "stage",
        "requestTime",
        "requestTimeEpoch",
        "authorizer.principalId",
    )
}


def logged_api(stack: Stack) -> tuple[RestApi, str]:
    group = unique("/aws/apigateway/access")
    stack.client("logs").create_log_group(logGroupName=group)
    api = RestApi(stack)
    api.function("def handler(event, context):\n    return {'statusCode': 202, 'body': 'done'}\n")
    api.mock("PUT", apiKeyRequired=True)
    api.deploy()
    api.let_gateway_log()
    arn = f"arn:aws:logs:{stack.region}:000000000000:log-group:{group}"
    api.update_stage(**{"accessLogSettings/destinationArn": arn, "accessLogSettings/format": json.dumps(FORMAT)})
    return api, group


def lines(stack: Stack, group: str) -> list[dict[str, str]]:
    events = stack.client("logs").filter_log_events(logGroupName=group)["events"]
    return [json.loads(event["message"]) for event in events]


def test_each_request_is_one_line_in_the_stages_format(stack: Stack) -> None:
    api, group = logged_api(stack)
    api.call(user_agent='quote " and\tbackslash \\')

    (line,) = lines(stack, group)
    assert {name: line[name] for name in ("httpMethod", "resourcePath", "path", "status", "stage", "apiId")} == {
        "httpMethod": "POST",
        "resourcePath": "/things",
        "path": "/v1/things",
        "status": "202",
        "stage": "v1",
        "apiId": api.id,
    }
    assert line["responseLength"] == "4"
    assert line["integration.integrationStatus"] == "200"
    assert line["integration.status"] == "202"
    assert line["identity.sourceIp"] == "127.0.0.1"
    assert line["identity.userAgent"] == 'quote " and\tbackslash \\'
    assert 0 <= int(line["integrationLatency"]) <= int(line["responseLatency"])
    assert int(line["requestTimeEpoch"]) > 1_700_000_000_000


def test_variables_without_a_value_are_a_dash(stack: Stack) -> None:
    api, group = logged_api(stack)
    api.call(user_agent="test")

    (line,) = lines(stack, group)
    without = {name for name, value in line.items() if value == "-"}
    assert without == {"error.responseType", "error.message", "identity.apiKeyId", "authorizer.principalId"}


def test_a_refused_request_names_the_gateway_response(stack: Stack) -> None:
    api, group = logged_api(stack)
    response = api.call(method="PUT")

    (line,) = lines(stack, group)
    assert (line["status"], line["error.responseType"], line["error.message"]) == (
        "403",
        "INVALID_API_KEY",
        "Forbidden",
    )
    assert line["integrationLatency"] == "-"
    assert line["requestId"] == response.headers["x-amzn-requestid"]


def test_the_key_is_logged_by_its_id(stack: Stack) -> None:
    api, group = logged_api(stack)
    key_id, value = api.key()
    api.call(method="PUT", x_api_key=value)

    (line,) = lines(stack, group)
    assert (line["status"], line["identity.apiKeyId"]) == ("200", key_id)
