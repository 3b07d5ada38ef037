"""The API that is deployed is the one of the contract: what only a deployment shows, as API Gateway tells it."""

import json
from typing import Any

import pytest

from tests.support.contracts.documents import openapi, problem_types, schema
from tests.support.contracts.responses import resolved
from tests.support.target import Target


@pytest.fixture(scope="module")
def resource(target: Target) -> dict[str, Any]:
    """The one resource of the API that has methods, with them."""
    pages = target.client("apigateway").get_paginator("get_resources")
    found = pages.paginate(restApiId=target.outputs["api_id"], embed=["methods"]).build_full_result()["items"]
    (resource,) = [each for each in found if each.get("resourceMethods")]
    return dict(resource)


@pytest.fixture(scope="module")
def stage(target: Target) -> dict[str, Any]:
    """The stage that storefronts call."""
    where = {"restApiId": target.outputs["api_id"], "stageName": target.outputs["stage_name"]}
    return dict(target.client("apigateway").get_stage(**where))


def test_the_deployed_path_has_the_methods_of_the_contract(resource: dict[str, Any]) -> None:
    ((path, operations),) = openapi()["paths"].items()

    assert resource["path"] == path
    assert sorted(resource["resourceMethods"]) == sorted(name.upper() for name in operations)


def test_the_post_needs_a_key_and_has_its_body_validated_by_the_deployed_model(
    target: Target, resource: dict[str, Any]
) -> None:
    gateway, post = target.client("apigateway"), resource["resourceMethods"]["POST"]
    api = {"restApiId": target.outputs["api_id"]}

    validator = gateway.get_request_validator(**api, requestValidatorId=post["requestValidatorId"])
    ((media_type, name),) = post["requestModels"].items()
    model = gateway.get_model(**api, modelName=name)

    assert post["apiKeyRequired"] is True
    assert validator["validateRequestBody"] is True
    assert [media_type] == list(resolved(openapi())["paths"]["/recommend"]["post"]["requestBody"]["content"])
    deployed, contract = json.loads(model["schema"]), schema("recommend-request")
    assert deployed["required"] == contract["required"]
    assert {member: rule["type"] for member, rule in deployed["properties"].items()} == {
        member: rule["type"] for member, rule in contract["properties"].items()
    }


def test_the_preflight_needs_no_key_and_is_answered_by_the_gateway(resource: dict[str, Any]) -> None:
    options = resource["resourceMethods"]["OPTIONS"]

    assert not options["apiKeyRequired"]
    assert options["methodIntegration"]["type"] == "MOCK"


def test_every_refusal_of_the_gateway_is_a_problem_of_the_contract(target: Target) -> None:
    """Those that Terraform names; every other type is a default of API Gateway's that one of ours replaces."""
    client = target.client("apigateway")
    responses = client.get_gateway_responses(restApiId=target.outputs["api_id"], limit=500)["items"]
    ours = [response for response in responses if not response.get("defaultResponse")]

    assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= {response["responseType"] for response in ours}
    for response in ours:
        body = json.loads(response["responseTemplates"]["application/json"])
        kind = problem_types()[body["type"]]
        assert response["statusCode"] == str(kind["status"]) == str(body["status"])
        assert body["title"] == kind["title"]


def test_the_stage_and_every_plan_on_it_are_throttled(target: Target, stage: dict[str, Any]) -> None:
    settings = stage["methodSettings"]["*/*"]
    plans = target.client("apigateway").get_usage_plans(limit=500)["items"]
    here = {"apiId": target.outputs["api_id"], "stage": target.outputs["stage_name"]}
    ours = [plan for plan in plans if any(here.items() <= each.items() for each in plan.get("apiStages", []))]

    assert settings["throttlingRateLimit"] >= 1
    assert settings["throttlingBurstLimit"] >= 1
    assert ours
    assert all(plan["throttle"]["rateLimit"] >= 1 for plan in ours)


def test_the_stage_serves_what_was_deployed_last(target: Target, stage: dict[str, Any]) -> None:
    deployments = target.client("apigateway").get_deployments(restApiId=target.outputs["api_id"], limit=500)["items"]

    assert stage["deploymentId"] == max(deployments, key=lambda deployment: deployment["createdDate"])["id"]


def test_logs_hold_neither_requests_nor_responses(stage: dict[str, Any]) -> None:
    assert stage["methodSettings"]["*/*"]["dataTraceEnabled"] is False
