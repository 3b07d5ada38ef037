"""Updates of API Gateway's resources keep the types of what they change."""

import json
import urllib.request
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_patch_operations")


def read(stack: Stack, path: str) -> Any:
    """The response as it is on the wire: boto3 would turn strings into numbers."""
    with urllib.request.urlopen(f"{stack.endpoint}/{path}", timeout=5) as response:
        return json.load(response)


def operations(*changes: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"op": operation, "path": path, "value": value} for operation, path, value in changes]


def test_a_usage_plans_numbers_stay_numbers(stack: Stack) -> None:
    client = stack.client("apigateway")
    plan = client.create_usage_plan(name=unique("plan"), throttle={"rateLimit": 1.5, "burstLimit": 2})["id"]
    changes = operations(
        ("replace", "/throttle/rateLimit", "10"),
        ("replace", "/throttle/burstLimit", "20"),
        ("add", "/quota/limit", "30"),
    )
    client.update_usage_plan(usagePlanId=plan, patchOperations=changes)

    stored = read(stack, f"usageplans/{plan}")
    assert (stored["throttle"], stored["quota"]) == ({"rateLimit": 10.0, "burstLimit": 20}, {"limit": 30})


def test_a_usage_plans_stages_are_added_limited_and_removed_by_name(stack: Stack) -> None:
    client = stack.client("apigateway")
    plan = client.create_usage_plan(name=unique("plan"), apiStages=[{"apiId": "a", "stage": "v1"}])["id"]
    limit = ("replace", "/apiStages/a:v1/throttle/~1things~1{id}/GET/rateLimit", "7")
    client.update_usage_plan(usagePlanId=plan, patchOperations=operations(("add", "/apiStages", "b:v2"), limit))
    both = read(stack, f"usageplans/{plan}")["apiStages"]
    client.update_usage_plan(usagePlanId=plan, patchOperations=operations(("remove", "/apiStages", "a:v1")))

    limits = {"/things/{id}/GET": {"rateLimit": 7.0}}
    assert both == [{"apiId": "a", "stage": "v1", "throttle": limits}, {"apiId": "b", "stage": "v2"}]
    assert read(stack, f"usageplans/{plan}")["apiStages"] == [{"apiId": "b", "stage": "v2"}]


def test_a_keys_switch_stays_a_boolean(stack: Stack) -> None:
    client = stack.client("apigateway")
    key = client.create_api_key(name=unique("key"), enabled=True)["id"]
    client.update_api_key(apiKey=key, patchOperations=operations(("replace", "/enabled", "false")))

    assert read(stack, f"apikeys/{key}")["enabled"] is False


def test_a_content_type_in_a_path_is_a_json_pointer(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock()
    change = ("add", "/requestModels/application~1json", "Empty")
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "POST"}
    api.client.update_method(**place, patchOperations=operations(change, ("replace", "/apiKeyRequired", "true")))

    method = read(stack, f"restapis/{api.id}/resources/{api.resource}/methods/POST")
    assert method["requestModels"] == {"application/json": "Empty"}
    assert method["apiKeyRequired"] is True


def test_an_integrations_timeout_stays_a_number(stack: Stack) -> None:
    api = RestApi(stack)
    api.mock()
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "POST"}
    api.client.update_integration(**place, patchOperations=operations(("replace", "/timeoutInMillis", "5000")))

    path = f"restapis/{api.id}/resources/{api.resource}/methods/POST/integration"
    assert read(stack, path)["timeoutInMillis"] == 5000


def test_an_apis_lists_grow_and_swap_their_entries(stack: Stack) -> None:
    api = RestApi(stack, endpointConfiguration={"types": ["EDGE"]}, binaryMediaTypes=["image/gif"])
    changes = operations(
        ("add", "/binaryMediaTypes/image~1png", ""), ("replace", "/endpointConfiguration/types/EDGE", "REGIONAL")
    )
    api.client.update_rest_api(restApiId=api.id, patchOperations=changes)

    stored = read(stack, f"restapis/{api.id}")
    assert stored["binaryMediaTypes"] == ["image/gif", "image/png"]
    assert stored["endpointConfiguration"]["types"] == ["REGIONAL"]
