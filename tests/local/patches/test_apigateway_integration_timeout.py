"""API Gateway does not wait for ever."""

import time

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_integration_timeout")


def test_a_function_that_takes_too_long_is_a_gateway_timeout(stack: Stack) -> None:
    api = RestApi(stack)
    api.function("import time\ndef handler(event, context):\n    time.sleep(1)\n    return {'statusCode': 200}\n")
    change = [{"op": "replace", "path": "/timeoutInMillis", "value": "300"}]
    api.client.update_integration(restApiId=api.id, resourceId=api.resource, httpMethod="POST", patchOperations=change)
    api.deploy()
    started = time.monotonic()
    response = api.call()

    assert (response.status, response.json()) == (504, {"message": "Endpoint request timed out"})
    assert time.monotonic() - started < 0.9
