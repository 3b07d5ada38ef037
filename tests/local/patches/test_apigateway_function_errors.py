"""API Gateway answers for a function that has no response."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_function_errors")

RAISES = "def handler(event, context):\n    raise ValueError('customer-4711')\n"
INTERNAL_ERROR = {"message": "Internal server error"}


def deployed(stack: Stack, source: str) -> RestApi:
    api = RestApi(stack)
    api.function(source)
    api.deploy()
    return api


def test_a_functions_error_text_stays_inside(stack: Stack) -> None:
    response = deployed(stack, RAISES).call()

    assert (response.status, response.json()) == (502, INTERNAL_ERROR)
    assert response.headers["x-amzn-errortype"] == "InternalServerErrorException"


@pytest.mark.parametrize(
    "result",
    [
        "None",
        "'plain text'",
        "[1, 2]",
        "{'statusCode': 200, 'body': {'not': 'text'}}",
        "{'statusCode': 'ok', 'body': ''}",
        "{'statusCode': 200, 'message': 'unknown member'}",
    ],
)
def test_a_result_that_is_no_proxy_response_is_a_bad_gateway(stack: Stack, result: str) -> None:
    response = deployed(stack, f"def handler(event, context):\n    return {result}\n").call()

    assert (response.status, response.json()) == (502, INTERNAL_ERROR)


def test_a_throttled_function_is_an_internal_error(stack: Stack) -> None:
    api = RestApi(stack)
    function = api.function()
    api.deploy()
    stack.client("lambda").put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    response = api.call()

    assert (response.status, response.json()) == (500, INTERNAL_ERROR)


@pytest.mark.parametrize(("custom", "expected"), [({}, 502), ({"statusCode": "503"}, 503)])
def test_the_apis_own_gateway_response_is_used(stack: Stack, custom: dict[str, str], expected: int) -> None:
    api = RestApi(stack)
    api.function(RAISES)
    api.client.put_gateway_response(
        restApiId=api.id,
        responseType="DEFAULT_5XX",
        responseTemplates={"application/json": '{"title": $context.error.messageString}'},
        **custom,
    )
    api.deploy()
    response = api.call()

    assert (response.status, response.json()) == (expected, {"title": "Internal server error"})
