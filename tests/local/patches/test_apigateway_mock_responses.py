"""MOCK integrations render their response templates."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_mock_responses")

CORS_TEMPLATE = """\
#set($origin = $input.params('Origin'))
#if($origin == 'https://a.example' || $origin == 'https://b.example')
#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end"""


def preflight_api(stack: Stack, template: str | None, status: str = "204") -> RestApi:
    api = RestApi(stack)
    api.method("OPTIONS")
    place = {"restApiId": api.id, "resourceId": api.resource, "httpMethod": "OPTIONS"}
    api.client.put_integration(
        **place, type="MOCK", requestTemplates={"application/json": f'{{"statusCode": {status}}}'}
    )
    header = "method.response.header.Access-Control-Allow-Origin"
    api.client.put_method_response(**place, statusCode=status, responseParameters={header: True})
    templates = {} if template is None else {"application/json": template}
    api.client.put_integration_response(
        **place, statusCode=status, responseParameters={header: "'https://a.example'"}, responseTemplates=templates
    )
    api.deploy()
    return api


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://a.example", "https://a.example"),
        ("https://b.example", "https://b.example"),
        ("https://c.example", "https://a.example"),
    ],
)
def test_a_preflight_response_names_the_callers_origin_where_it_is_allowed(
    stack: Stack, origin: str, allowed: str
) -> None:
    response = preflight_api(stack, CORS_TEMPLATE, "200").call(b"", method="OPTIONS", Origin=origin)

    assert (response.status, response.headers["access-control-allow-origin"]) == (200, allowed)
    assert response.body == b""


def test_without_a_template_there_is_no_body(stack: Stack) -> None:
    response = preflight_api(stack, None, "200").call(b"", method="OPTIONS")

    assert (response.status, response.body) == (200, b"")


def test_a_template_fills_in_the_request_and_may_change_the_status(stack: Stack) -> None:
    template = """\
#if( ! $input.params("kind") )missing#elseif( $input.params().querystring.get("kind") == "tea" )\
#set( $context.responseOverride.status = 418 )$context.httpMethod "${input.params('kind')}"#{else}other#end"""
    api = preflight_api(stack, template, "200")

    assert (api.call(b"", method="OPTIONS").body, api.call(b"", method="OPTIONS", path="things?kind=x").body) == (
        b"missing",
        b"other",
    )
    response = api.call(b"", method="OPTIONS", path="things?kind=tea")
    assert (response.status, response.body) == (418, b'OPTIONS "tea"')


def test_a_template_that_cannot_be_read_is_an_internal_error(stack: Stack) -> None:
    response = preflight_api(stack, "#if(true)open", "200").call(b"", method="OPTIONS")

    assert (response.status, response.json()) == (500, {"message": "Internal server error"})
