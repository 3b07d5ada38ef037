"""A stage's limits can be switched off."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_unlimited_methods")


def test_a_negative_limit_is_none(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock()
    api.deploy()
    api.update_stage(**{"*/*/throttling/rateLimit": "-1", "*/*/throttling/burstLimit": "-1"})

    assert [api.call().status for _ in range(3)] == [200] * 3
