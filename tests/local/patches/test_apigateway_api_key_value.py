"""API keys get a value."""

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique

pytestmark = pytest.mark.patch("apigateway_api_key_value")


def test_an_empty_value_is_made_up(stack: Stack) -> None:
    key = stack.client("apigateway").create_api_key(name=unique("key"), enabled=True, value="")

    assert len(key["value"]) >= 20
