"""What is planned for several origins, asked as browsers ask: the header selects the origin, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.stack import Stack
from tests.support.local.patches.rest_api import Response, RestApi

# tests/terraform/test_modules.py holds that this is what is planned.
CASE = Path(__file__).parent / "cases" / "storefront_api" / "several_origins.yaml"
FIRST, SECOND, FOREIGN = "https://shop.example.com", "https://outlet.example.com", "https://evil.example.com"
NAMES = ("Origin", "origin", "ORIGIN")


@pytest.fixture(scope="module")
def planned() -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load(CASE.read_text())["values"]
    return values


@pytest.fixture(scope="module")
def api(planned: dict[str, Any]) -> Iterator[RestApi]:
    """An API with the planned preflight, and a POST that wants a key."""
    preflight = planned["aws_api_gateway_integration_response.options"]
    refusal = planned['aws_api_gateway_gateway_response.this["THROTTLED"]']
    with Stack() as stack:
        made = RestApi(stack)
        made.mock("POST", apiKeyRequired=True)
        made.mock("OPTIONS")
        place = {"restApiId": made.id, "resourceId": made.resource, "httpMethod": "OPTIONS", "statusCode": "200"}
        made.client.put_integration_response(
            **place,
            responseParameters=preflight["response_parameters"],
            responseTemplates=preflight["response_templates"],
        )
        made.client.put_gateway_response(
            restApiId=made.id, responseType="DEFAULT_4XX", responseParameters=refusal["response_parameters"]
        )
        made.deploy()
        yield made


def allowed(response: Response) -> str:
    assert response.headers["vary"] == "Origin"
    return response.headers["access-control-allow-origin"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("origin", "expected"), [(FIRST, FIRST), (SECOND, SECOND), (FOREIGN, FIRST)])
def test_a_preflight_names_the_callers_origin_in_any_case(api: RestApi, name: str, origin: str, expected: str) -> None:
    response = api.raw(f"{name}: {origin}", "access-control-request-method: POST", method="OPTIONS")

    assert (response.status, response.body, allowed(response)) == (200, b"", expected)


@pytest.mark.parametrize("parameter", NAMES)
@pytest.mark.parametrize("lines", [(), (f"origin: {FOREIGN}",), (f"Origin: {FIRST}",)], ids=["none", "foreign", "own"])
def test_a_parameter_of_the_url_selects_nothing(api: RestApi, parameter: str, lines: tuple[str, ...]) -> None:
    response = api.raw(*lines, method="OPTIONS", path=f"things?{parameter}={SECOND}")

    assert (response.status, allowed(response)) == (200, FIRST)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("origin", [FIRST, SECOND])
def test_a_refusal_by_the_gateway_can_be_read_by_each_origin(api: RestApi, name: str, origin: str) -> None:
    response = api.raw(f"{name}: {origin}")

    assert response.status == 403
    assert allowed(response) in {origin, "*"}
