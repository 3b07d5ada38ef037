"""API Gateway leaves out what was never set."""

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_absent_members")


def test_a_usage_plan_without_limits_has_no_limits(stack: Stack) -> None:
    client = stack.client("apigateway")
    created = client.create_usage_plan(name=unique("plan"))
    read = client.get_usage_plan(usagePlanId=created["id"])
    (listed,) = [plan for plan in client.get_usage_plans(limit=500)["items"] if plan["id"] == created["id"]]

    for plan in (created, read, listed):
        assert not plan.keys() & {"quota", "throttle"}


def test_a_mock_integration_calls_nobody(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock()
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "POST"}
    integration = api.client.get_integration(**place)
    within_method = api.client.get_method(**place)["methodIntegration"]

    assert not integration.keys() & {"httpMethod", "uri"}
    assert not within_method.keys() & {"httpMethod", "uri"}
