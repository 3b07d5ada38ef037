"""API Gateway limits the size of requests."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_request_size")

TEN_MEGABYTES = 10 * 1024 * 1024


def test_a_body_above_ten_megabytes_is_refused_with_the_apis_gateway_response(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock()
    api.client.put_gateway_response(
        restApiId=api.id,
        responseType="REQUEST_TOO_LARGE",
        responseTemplates={"application/json": '{"title": $context.error.messageString}'},
    )
    api.deploy()

    assert api.call(b" " * TEN_MEGABYTES).status == 200
    response = api.call(b" " * (TEN_MEGABYTES + 1))
    assert (response.status, response.json()) == (413, {"title": "Request Too Long"})
