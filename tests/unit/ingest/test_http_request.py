"""Reading the request out of API Gateway's event."""

import base64
from typing import Any

import pytest

from ingest.adapters import http_request
from ingest.domain.model import RefusedError
from tests.support.fakes.events import gateway_event


def refusal_of(event: dict[str, Any]) -> str:
    with pytest.raises(RefusedError) as refusal:
        http_request.read(event)
    return refusal.value.slug


def test_a_plain_body_is_read_as_utf8() -> None:
    assert http_request.read(gateway_event('{"é": 1}')).body == '{"é": 1}'.encode()


def test_a_base64_body_is_decoded() -> None:
    event = gateway_event(base64.b64encode(b"\xff{}").decode(), isBase64Encoded=True)
    assert http_request.read(event).body == b"\xff{}"


@pytest.mark.parametrize("body", [None, "", 7, {"a": 1}])
def test_an_event_without_a_body_is_refused(body: object) -> None:
    assert refusal_of({**gateway_event("{}"), "body": body}) == "invalid-request"


@pytest.mark.parametrize("body", ["%%%", "e30", "é", "e30=\n=="])
def test_a_body_that_is_not_base64_is_refused(body: str) -> None:
    assert refusal_of(gateway_event(body, isBase64Encoded=True)) == "invalid-request"


def test_a_body_with_a_lone_surrogate_is_refused() -> None:
    assert refusal_of(gateway_event('{"a": "\ud800"}')) == "invalid-request"


def test_the_body_is_measured_in_bytes_after_decoding() -> None:
    longest = b"x" * 8192
    assert len(http_request.read(gateway_event(base64.b64encode(longest).decode(), isBase64Encoded=True)).body) == 8192
    assert refusal_of(gateway_event("x" * 8193)) == "payload-too-large"
    assert refusal_of(gateway_event("é" * 4097)) == "payload-too-large"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "APPLICATION/JSON",
        " application/json ",
        "application/json;charset=utf-8",
        "application/json;charset=utf8",
        "application/json ; Charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json; profile=x",
    ],
)
def test_json_in_utf8_is_taken(media_type: str) -> None:
    assert http_request.read(gateway_event("{}", {"content-type": media_type})).body == b"{}"


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/jsonp",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/json; charset=",
        "application/json, text/plain",
    ],
)
def test_other_media_types_are_refused(media_type: str) -> None:
    assert refusal_of(gateway_event("{}", {"content-type": media_type})) == "unsupported-media-type"


@pytest.mark.parametrize("headers", [None, {}, {"accept": "*/*"}])
def test_a_missing_media_type_is_refused(headers: dict[str, str] | None) -> None:
    assert refusal_of({**gateway_event("{}"), "headers": headers}) == "unsupported-media-type"


def test_header_names_match_in_any_case() -> None:
    event = {**gateway_event("{}"), "headers": {"CONTENT-TYPE": "application/json", "IdEmPoTeNcY-kEy": "12345678"}}
    assert http_request.read(event).idempotency_key == "12345678"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ({"Content-Type": ["application/json"], "content-type": ["application/json"]}, "unsupported-media-type"),
        ({"CONTENT-TYPE": ["application/json"], "CONTENT-ENCODING": ["gzip"]}, "unsupported-media-type"),
        (
            {"content-type": ["application/json"], "Idempotency-Key": ["12345678"], "idempotency-key": ["12345678"]},
            "invalid-request",
        ),
    ],
    ids=["media type", "encoding", "key"],
)
def test_one_header_in_two_cases_is_the_same_header(lines: dict[str, list[str]], problem: str) -> None:
    assert refusal_of(gateway_event("{}", multiValueHeaders=lines)) == problem


def test_two_media_types_are_refused() -> None:
    event = gateway_event("{}", multiValueHeaders={"Content-Type": ["application/json", "text/plain"]})
    assert refusal_of(event) == "unsupported-media-type"


@pytest.mark.parametrize(("encoding", "taken"), [("identity", True), ("gzip", False), ("br", False), ("", False)])
def test_a_compressed_body_is_refused(encoding: str, taken: bool) -> None:
    event = gateway_event("{}", {"Content-Encoding": encoding})
    if taken:
        assert http_request.read(event).body == b"{}"
    else:
        assert refusal_of(event) == "unsupported-media-type"


@pytest.mark.parametrize("key", ["12345678", "0f5a3f8e-5f0b-4f7e-9a66-3d6c0a1b2c3d", "!" * 128])
def test_an_idempotency_key_of_visible_ascii_is_taken(key: str) -> None:
    assert http_request.read(gateway_event("{}", {"Idempotency-Key": key})).idempotency_key == key


@pytest.mark.parametrize(
    "key", ["", "1234567", "x" * 129, "1234 5678", "12345678\r\n", "1234567\t8", "schlüssel-1", "１２３４５６７８"]
)
def test_any_other_idempotency_key_is_refused(key: str) -> None:
    assert refusal_of(gateway_event("{}", {"Idempotency-Key": key})) == "invalid-request"


def test_two_idempotency_keys_are_refused() -> None:
    event = gateway_event(
        "{}",
        multiValueHeaders={"Content-Type": ["application/json"], "Idempotency-Key": ["12345678", "87654321"]},
    )
    assert refusal_of(event) == "invalid-request"


def test_the_caller_is_the_id_of_the_api_key() -> None:
    assert http_request.read(gateway_event("{}")).caller == "key-1"


@pytest.mark.parametrize("context", [None, {}, {"identity": None}, {"identity": {"apiKeyId": None}}, "x"])
def test_a_request_without_an_api_key_has_no_caller(context: object) -> None:
    assert http_request.read({**gateway_event("{}"), "requestContext": context}).caller == ""


def test_the_request_id_is_the_gateways_or_the_invocations() -> None:
    assert http_request.request_id(gateway_event("{}"), otherwise="invocation") == "gateway-request"
    assert http_request.request_id({}, otherwise="invocation") == "invocation"


def test_a_refused_idempotency_key_is_said_how_to_be() -> None:
    with pytest.raises(RefusedError) as refusal:
        http_request.read(gateway_event("{}", {"Idempotency-Key": "short"}))
    assert refusal.value.detail == "Idempotency-Key must be given once, with 8 to 128 visible ASCII characters."


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        (gateway_event(None), "The body is empty."),
        (gateway_event("%%%", isBase64Encoded=True), "The body must be UTF-8."),
        (gateway_event("\ud800"), "The body must be UTF-8."),
    ],
    ids=["empty", "not base64", "not UTF-8"],
)
def test_a_refused_body_is_said_how_to_be(event: dict[str, Any], detail: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        http_request.read(event)
    assert refusal.value.detail == detail
