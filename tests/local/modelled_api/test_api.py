"""Requests that are not even requests, and errors in the wire shape of the model."""

import asyncio
import json

import pytest

from local.modelled_api import ApiError, ModelledApi
from tests.support.local.modelled_api.in_process import send


def refuse(request: dict[str, object]) -> dict[str, object]:
    raise ApiError(str(request["GroupName"]), "No.")


@pytest.fixture(scope="module")
def api() -> ModelledApi:
    return ModelledApi("xray", {"GetGroup": refuse, "GetGroups": dict}, invalid_request="InvalidRequestException")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", "SerializationException"),
        (b"\xff", "SerializationException"),
        (b'{"GroupName": NaN}', "SerializationException"),
        (b"[" * 100_000, "SerializationException"),
        (b'{"GroupName": "' + b"x" * 5_000_000 + b'"}', "InvalidRequestException"),
        (b'"text"', "InvalidRequestException"),
        (b'{"GroupName": ""}', "InvalidRequestException"),
    ],
    ids=["cut off", "not UTF-8", "not a number", "nested", "huge", "no object", "breaks the model"],
)
def test_a_bad_body_gets_a_400(api: ModelledApi, body: bytes, error: str) -> None:
    status, error_type, _ = send(api, "/GetGroup", body)
    assert (status, error_type) == (400, error)


def test_an_empty_body_is_an_empty_request(api: ModelledApi) -> None:
    assert send(api, "/Groups", b"") == (200, "", {})


@pytest.mark.parametrize(
    ("code", "status", "member"),
    [
        ("InvalidRequestException", 400, "Message"),
        ("ResourceNotFoundException", 404, "Message"),
        ("ThrottledException", 429, "Message"),
        ("SomethingElse", 400, "message"),
    ],
)
def test_an_error_has_the_status_and_members_of_its_shape(
    api: ModelledApi, code: str, status: int, member: str
) -> None:
    body = json.dumps({"GroupName": code}).encode()
    assert send(api, "/GetGroup", body) == (status, code, {"__type": code, member: "No."})


def test_what_is_not_emulated_says_so(api: ModelledApi) -> None:
    status, error, response = send(api, "/Insight", b'{"InsightId": "%s"}' % (b"0" * 36))
    assert (status, error) == (501, "NotImplemented")
    assert "GetInsight" in response["message"]


def test_what_the_service_lacks_is_an_unknown_operation(api: ModelledApi) -> None:
    assert send(api, "/Nothing", b"{}")[:2] == (400, "UnknownOperationException")


def test_json_services_are_routed_by_target() -> None:
    control = ModelledApi("personalize", {"ListCampaigns": lambda _: {"campaigns": []}}, "InvalidInputException")
    headers = {"x-amz-target": "AmazonPersonalize.ListCampaigns"}
    status, response_headers, content = asyncio.run(control.handle_request("POST", "/", headers, b"{}", {}))
    assert (status, response_headers["Content-Type"], json.loads(content)) == (
        200,
        "application/x-amz-json-1.1",
        {"campaigns": []},
    )
    for target in ("AmazonPersonalize.Nothing", "Other.ListCampaigns", ""):
        assert send(control, "/", b"{}", {"x-amz-target": target})[1] == "UnknownOperationException"
