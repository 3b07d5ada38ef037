"""What Terraform deploys as the API is what contracts/openapi.yaml describes, member by member."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import tftest

from tests.support.contracts.documents import openapi, problem_types, schema
from tests.support.contracts.responses import resolved, responses
from tests.support.terraform.workspace import ENVIRONMENTS, planned_resources

# Sentry's, and those of W3C Trace Context and Baggage that OpenTelemetry sends: https://www.w3.org/TR/trace-context/,
# https://www.w3.org/TR/baggage/, https://develop.sentry.dev/sdk/foundations/trace-propagation/.
OF_MONITORING = {"baggage", "sentry-trace", "traceparent", "tracestate"}

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
MODULE = "module.storefront_api"

# What API Gateway answers by itself, and the problem of the contract that it is. The names are API Gateway's: Amazon
# API Gateway developer guide, "Gateway response types for API Gateway". Those that no one lists take the default of
# their class; authorizers, certificates and other integrations, whose types are not named, do not exist here.
GATEWAY_PROBLEMS = {
    "ACCESS_DENIED": "forbidden",
    "BAD_REQUEST_BODY": "invalid-request",
    "DEFAULT_4XX": "invalid-request",
    "DEFAULT_5XX": "service-unavailable",
    "EXPIRED_TOKEN": "forbidden",
    "INVALID_API_KEY": "forbidden",
    "INVALID_SIGNATURE": "forbidden",
    "MISSING_AUTHENTICATION_TOKEN": "forbidden",
    "QUOTA_EXCEEDED": "quota-exceeded",
    "REQUEST_TOO_LARGE": "payload-too-large",
    "RESOURCE_NOT_FOUND": "forbidden",
    "THROTTLED": "rate-limit-exceeded",
    "UNAUTHORIZED": "forbidden",
    "UNSUPPORTED_MEDIA_TYPE": "unsupported-media-type",
    "WAF_FILTERED": "forbidden",
}


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def api(request: pytest.FixtureRequest, plan_of: PlanOf) -> dict[str, dict[str, Any]]:
    """The resources of the API as an environment plans them: address in the module → values."""
    planned = planned_resources(plan_of(request.param))
    return {
        address.removeprefix(f"{MODULE}."): resource["values"]
        for address, resource in planned.items()
        if address.startswith(MODULE)
    }


@pytest.fixture
def gateway_responses(api: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Response type → what the gateway answers."""
    found = [values for address, values in api.items() if address.startswith("aws_api_gateway_gateway_response.")]
    return {values["response_type"]: values for values in found}


def operations() -> dict[str, dict[str, Any]]:
    """Method in capitals → operation of the one path that there is."""
    (path,) = openapi()["paths"].values()
    return {method.upper(): resolved(operation) for method, operation in path.items()}


def fixed(parameters: dict[str, str], kind: str) -> dict[str, str]:
    """Header → fixed value, without the quotes that API Gateway wants around it."""
    return {name.removeprefix(f"{kind}.header."): value.strip("'") for name, value in parameters.items()}


def test_the_paths_are_those_of_the_contract(api: dict[str, dict[str, Any]]) -> None:
    parts = [values["path_part"] for address, values in api.items() if address.startswith("aws_api_gateway_resource.")]

    assert [f"/{part}" for part in parts] == list(openapi()["paths"])


def test_the_methods_and_who_needs_a_key_are_those_of_the_contract(api: dict[str, dict[str, Any]]) -> None:
    methods = [values for address, values in api.items() if address.startswith("aws_api_gateway_method.")]
    by_default = openapi()["security"]

    deployed = {method["http_method"]: bool(method["api_key_required"]) for method in methods}

    assert deployed == {
        name: operation.get("security", by_default) == [{"api_key": []}] for name, operation in operations().items()
    }
    assert {method["authorization"] for method in methods} == {"NONE"}


def test_the_key_is_read_from_the_header_that_the_contract_names(api: dict[str, dict[str, Any]]) -> None:
    scheme = openapi()["components"]["securitySchemes"]["api_key"]

    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "x-api-key")
    assert api["aws_api_gateway_rest_api.this"].get("api_key_source") in {None, "HEADER"}


def test_the_body_is_validated_against_the_shape_of_the_request_schema(api: dict[str, dict[str, Any]]) -> None:
    """The shape alone, and no value: docs/decisions/0007-check-the-shape-at-the-gateway.md."""
    contract = schema("recommend-request")
    model = api["aws_api_gateway_model.recommend_request"]

    assert json.loads(model["schema"]) == {
        "$schema": contract["$schema"],
        "title": contract["title"],
        "type": contract["type"],
        "required": contract["required"],
        "properties": {name: {"type": member["type"]} for name, member in contract["properties"].items()},
    }
    assert api["aws_api_gateway_request_validator.body"]["validate_request_body"] is True
    media_types = list(operations()["POST"]["requestBody"]["content"])
    assert api["aws_api_gateway_method.post"]["request_models"] == {media_types[0]: model["name"]}
    assert [model["content_type"]] == media_types


def test_the_function_handles_the_post_and_the_gateway_the_preflight(api: dict[str, dict[str, Any]]) -> None:
    assert api["aws_api_gateway_integration.post"]["type"] == "AWS_PROXY"
    assert api["aws_api_gateway_integration.options"]["type"] == "MOCK"


def test_each_gateway_response_is_the_problem_that_it_stands_for(gateway_responses: dict[str, dict[str, Any]]) -> None:
    assert gateway_responses.keys() == GATEWAY_PROBLEMS.keys()
    types = {name.rpartition(":")[2]: (name, kind) for name, kind in problem_types().items()}

    for response_type, values in gateway_responses.items():
        name, kind = types[GATEWAY_PROBLEMS[response_type]]
        assert values["status_code"] == str(kind["status"]), response_type
        assert json.loads(values["response_templates"]["application/json"]) == {
            "type": name,
            "title": kind["title"],
            "status": kind["status"],
            "detail": kind["detail"],
            "request_id": "$context.requestId",
        }, response_type


def test_each_gateway_response_has_the_headers_that_the_contract_describes(
    gateway_responses: dict[str, dict[str, Any]],
) -> None:
    described = responses("post")

    for response_type, values in gateway_responses.items():
        response = described[values["status_code"]]
        headers = fixed(values["response_parameters"], "gatewayresponse")
        # The gateway sets the request id by itself.
        assert response["headers"].keys() - {"X-Amzn-RequestId"} <= headers.keys(), response_type
        assert [headers["Content-Type"]] == list(response["content"]), response_type
        assert ("Retry-After" in headers) == ("Retry-After" in response["headers"]), response_type
        assert headers["Cache-Control"] == "no-store"
        assert headers["Vary"] == "Origin"


def test_a_gateway_response_waits_as_long_as_its_problem_says(gateway_responses: dict[str, dict[str, Any]]) -> None:
    waits = {name.rpartition(":")[2]: kind.get("retry_after_seconds") for name, kind in problem_types().items()}

    for response_type, values in gateway_responses.items():
        headers = fixed(values["response_parameters"], "gatewayresponse")
        expected = waits[GATEWAY_PROBLEMS[response_type]]
        assert headers.get("Retry-After") == (str(expected) if expected else None), response_type


def test_the_response_to_a_preflight_is_as_the_contract_says(api: dict[str, dict[str, Any]]) -> None:
    (status, response), refusal = operations()["OPTIONS"]["responses"].items()
    deployed = api["aws_api_gateway_integration_response.options"]
    headers = fixed(deployed["response_parameters"], "method.response")

    assert refusal == ("429", operations()["POST"]["responses"]["429"]), "the gateway counts preflights as well"
    assert deployed["status_code"] == api["aws_api_gateway_method_response.options"]["status_code"] == status
    assert headers.keys() - {"Vary"} == response["headers"].keys()
    assert headers["Access-Control-Allow-Methods"].split(",") == sorted(operations())
    for name in ("Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Max-Age"):
        assert headers[name] == response["headers"][name]["schema"]["example"]


def test_the_preflight_allows_every_header_of_the_contract_and_those_of_monitoring_in_pages(
    api: dict[str, dict[str, Any]],
) -> None:
    deployed = fixed(api["aws_api_gateway_integration_response.options"]["response_parameters"], "method.response")
    allowed = {name.lower() for name in deployed["Access-Control-Allow-Headers"].split(",")}
    parameters = {each["name"].lower() for each in operations()["POST"]["parameters"] if each["in"] == "header"}
    key = openapi()["components"]["securitySchemes"]["api_key"]["name"]

    assert allowed == parameters | {key, "content-type", "x-amzn-trace-id"} | OF_MONITORING


def test_a_browser_may_read_every_header_that_the_contract_describes(
    gateway_responses: dict[str, dict[str, Any]],
) -> None:
    """CORS-safelisted response headers need no permission: Fetch Standard, "CORS-safelisted response-header name"."""
    described = {name for response in responses("post").values() for name in response["headers"]}

    for values in gateway_responses.values():
        exposed = fixed(values["response_parameters"], "gatewayresponse")["Access-Control-Expose-Headers"].split(",")
        assert described - {"Access-Control-Allow-Origin"} <= set(exposed)
