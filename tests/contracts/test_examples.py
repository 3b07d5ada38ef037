"""Every answer of openapi.yaml has an example of its own, so that a mock server answers what the engine would."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema.validators import validator_for

from tests.support.contracts.documents import openapi
from tests.support.contracts.responses import complaints, resolved, responses


def contents() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield method, status, media type and content of every answer that has a body."""
    for method in ("post", "options"):
        for status, response in responses(method).items():
            for media_type, content in response.get("content", {}).items():
                yield method, status, media_type, content


def shown(content: dict[str, Any]) -> list[Any]:
    """The examples of an answer's own; not what its schema has."""
    return [content["example"]] if "example" in content else [each["value"] for each in content["examples"].values()]


CONTENTS = list(contents())
IDS = [f"{method} {status}" for method, status, *_ in CONTENTS]


@pytest.mark.parametrize(("method", "status", "media_type", "content"), CONTENTS, ids=IDS)
def test_every_response_has_an_example_of_its_own_that_is_such_a_response(
    method: str, status: str, media_type: str, content: dict[str, Any]
) -> None:
    wait = {"retry-after": "1"} if "Retry-After" in responses(method)[status]["headers"] else {}

    assert shown(content)
    for body in shown(content):
        headers = {"content-type": media_type, "x-amzn-requestid": body.get("request_id", "any"), **wait}
        assert complaints(method, int(status), headers, body) == []
        assert body.get("status", int(status)) == int(status)


@pytest.mark.parametrize(("method", "status", "media_type", "content"), CONTENTS, ids=IDS)
def test_no_schema_of_a_response_has_an_example_that_would_be_given_in_their_place(
    method: str, status: str, media_type: str, content: dict[str, Any]
) -> None:
    """Prism 5.14 to 5.16 answer a schema's example, that of another status, and not those of the answer."""
    assert content["schema"].keys() & {"example", "examples", "default"} == set()


def test_every_header_of_a_response_has_an_example_of_its_form() -> None:
    headers = [
        header
        for method in ("post", "options")
        for each in responses(method).values()
        for header in each["headers"].values()
    ]

    assert len(headers) > 20
    for header in headers:
        rules = header["schema"]
        validator_for(rules)(rules).validate(rules["example"])


def test_the_example_of_the_request_is_one() -> None:
    body = resolved(openapi()["paths"]["/recommend"]["post"]["requestBody"]["content"]["application/json"])
    rules = validator_for(body["schema"])(body["schema"])

    for example in (body["schema"]["example"], *(each["value"] for each in body["examples"].values())):
        rules.validate(example)
