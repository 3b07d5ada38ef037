"""API Gateway validates bodies of the types that have a model."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_body_validation")

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["name"],
    "properties": {"size": {"type": "number"}},
}


def validating_api(stack: Stack, content_type: str = "application/json") -> RestApi:
    api = RestApi(stack)
    models = api.model(SCHEMA)
    models["requestModels"] = {content_type: next(iter(models["requestModels"].values()))}
    api.mock(**models)
    api.deploy()
    return api


def test_a_body_of_a_type_without_a_model_goes_on(stack: Stack) -> None:
    assert validating_api(stack).call("name=x", Content_Type="text/plain").status == 200


def test_a_model_for_every_type_applies_to_every_type(stack: Stack) -> None:
    api = validating_api(stack, "$default")

    assert [api.call(body, Content_Type="text/plain").status for body in ('{"name": 1}', "{}")] == [200, 400]


@pytest.mark.parametrize(
    "body",
    [b'{"name": "x", "size": NaN}', b'\xef\xbb\xbf{"name": "x"}'],
    ids=["NaN", "byte order mark"],
)
def test_what_is_no_json_document_is_refused(stack: Stack, body: bytes) -> None:
    response = validating_api(stack).call(body)

    assert (response.status, response.json()) == (400, {"message": "Invalid request body"})
