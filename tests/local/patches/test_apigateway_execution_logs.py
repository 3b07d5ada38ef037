"""API Gateway writes execution logs."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_execution_logs")

RESPONSES = "def handler(event, context):\n    return {'statusCode': 202}\n"
RAISES = "def handler(event, context):\n    raise ValueError('told-by-the-function')\n"


def logging_api(stack: Stack, source: str, level: str = "INFO", **settings: str) -> RestApi:
    api = RestApi(stack)
    api.function(source)
    api.mock("PUT", apiKeyRequired=True)
    api.deploy()
    api.let_gateway_log()
    api.update_stage(**{"*/*/logging/loglevel": level, **settings})
    return api


def logged(api: RestApi) -> list[str]:
    logs = api.stack.client("logs")
    group = f"API-Gateway-Execution-Logs_{api.id}/v1"
    if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
        return []
    return [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]


def test_a_request_is_followed_from_its_start_to_its_status(stack: Stack) -> None:
    api = logging_api(stack, RESPONSES)
    request_id = api.call().headers["x-amzn-requestid"]

    lines = logged(api)
    assert all(line.startswith(f"({request_id}) ") for line in lines)
    assert f"({request_id}) HTTP Method: POST, Resource Path: /things" in lines
    assert lines[-1] == f"({request_id}) Method completed with status: 202"


def test_what_is_sent_appears_with_data_tracing_only(stack: Stack) -> None:
    for data_trace, seen in (("false", 0), ("true", 1)):
        api = logging_api(stack, RESPONSES, **{"*/*/logging/dataTrace": data_trace})
        api.call('{"customer": "body-canary"}', path="things?who=query-canary", X_Who="header-canary")

        for canary in ("body-canary", "query-canary", "header-canary"):
            assert sum(canary in line for line in logged(api)) == seen
        assert logged(api)


def test_at_level_error_only_failures_are_logged(stack: Stack) -> None:
    quiet, loud = (logging_api(stack, source, "ERROR") for source in (RESPONSES, RAISES))
    for api in (quiet, loud):
        api.call()

    assert logged(quiet) == []
    (line,) = logged(loud)
    assert "customer function error: told-by-the-function" in line


def test_an_api_key_is_masked(stack: Stack) -> None:
    api = logging_api(stack, RESPONSES, **{"*/*/logging/dataTrace": "true"})
    _, value = api.key()
    api.call(method="PUT", x_api_key=value)

    assert any(f"API Key: {'*' * (len(value) - 6)}{value[-6:]} " in line for line in logged(api))
    assert not any(value in line for line in logged(api))


def test_a_long_event_is_cut(stack: Stack) -> None:
    api = logging_api(stack, RESPONSES, **{"*/*/logging/dataTrace": "true"})
    api.call("é".encode() * 2000)

    assert max(len(line.encode()) for line in logged(api)) in {1023, 1024}
