"""An API key can be used where the request says so."""

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique

pytestmark = pytest.mark.patch("apigateway_api_key_enabled")


def test_a_key_is_disabled_unless_it_is_enabled(stack: Stack) -> None:
    client = stack.client("apigateway")
    silent = client.create_api_key(name=unique("key"))
    enabled = client.create_api_key(name=unique("key"), enabled=True)

    assert [client.get_api_key(apiKey=key["id"])["enabled"] for key in (silent, enabled)] == [False, True]
