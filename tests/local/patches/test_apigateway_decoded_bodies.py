"""API Gateway makes a text of a body before it looks at it."""

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import ECHO, RestApi

pytestmark = pytest.mark.patch("apigateway_decoded_bodies")

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "maxLength": 4}},
}


def validating_api(stack: Stack, **settings: object) -> RestApi:
    api = RestApi(stack, **settings)
    api.function(ECHO)
    models = api.model(SCHEMA)
    changes = [
        {"op": "replace", "path": "/requestValidatorId", "value": models["requestValidatorId"]},
        {"op": "add", "path": "/requestModels/application~1json", "value": models["requestModels"]["application/json"]},
    ]
    api.client.update_method(restApiId=api.id, resourceId=api.resource, httpMethod="POST", patchOperations=changes)
    api.deploy()
    return api


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        ("café".encode("latin-1"), "caf\ufffd"),
        (b"\xc0\xaf", "\ufffd\ufffd"),
        (b"caf\xc3", "caf\ufffd"),
        (b"a\xff", "a\ufffd"),
    ],
    ids=["Latin-1", "overlong", "cut off", "0xFF"],
)
def test_bytes_that_are_not_utf_8_pass_the_model_and_are_lost(stack: Stack, sent: bytes, received: str) -> None:
    response = validating_api(stack).call(b'{"name": "' + sent + b'"}')

    assert response.status == 200
    event = response.json()["event"]
    assert (event["isBase64Encoded"], event["body"]) == (False, f'{{"name": "{received}"}}')


def test_the_models_lengths_count_what_arrives(stack: Stack) -> None:
    api = validating_api(stack)
    letters = "чай".encode("koi8-r")

    assert [api.call(b'{"name": "' + text + b'"}').status for text in (letters, letters + letters)] == [200, 400]


def test_utf_16_is_no_json(stack: Stack) -> None:
    assert validating_api(stack).call('{"name": "tea"}'.encode("utf-16")).status == 400
