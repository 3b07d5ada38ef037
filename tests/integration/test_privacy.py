"""Nothing that a customer said appears in a log line, a metric or a trace document."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.integration.conftest import Handler
from tests.support.contracts.bad_input import CASES
from tests.support.fakes.events import gateway_event
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import CAMPAIGN_ARN, INTERESTS, Cloud
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.personalize import Personalize
from tests.support.tracing_harness import Daemon, traced_lambda

CANARIES = {"customer_id": "canary-customer", "interest": "Canary-Interest", "location": "Canary-Location"}
CONTEXT = FakeContext(function_name="cxe-test-recommender")


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with traced_lambda(monkeypatch) as listening:
        yield listening


@pytest.fixture
def written(daemon: Daemon, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that was written so far: both streams, every library's log, and what the X-Ray daemon got."""
    caplog.set_level("WARNING")

    def everything() -> str:
        output = capsys.readouterr()
        return "\n".join([output.out, output.err, caplog.text, *daemon.texts()])

    return everything


def assert_clean(text: str) -> None:
    assert text
    assert "canary" not in text.lower()


# What API Gateway tells the function of a request beside its body.
ASIDE = {
    "path": "/recommend/canary",
    "queryStringParameters": {"customer": "canary"},
    "multiValueQueryStringParameters": {"customer": ["canary", "Canary"]},
    "requestContext": {"identity": {"apiKeyId": "key-1", "sourceIp": "canary", "userAgent": "Canary/1.0"}},
}

BAD = [
    {**CANARIES, "interest": "Canary-Interest\x00"},
    {**CANARIES, "customer_id": "canary@example.com"},
    {**CANARIES, "Canary-Member": "canary"},
    [CANARIES],
    "canary",
]


@pytest.fixture
def journey(
    daemon: Daemon, ingest: Handler, cloud: Cloud, start_recommender: Callable[..., Handler]
) -> Callable[..., Any]:
    """Post a body; then hand what was stored to the recommender."""
    recommender = start_recommender()

    def run(body: object, headers: dict[str, str] | None = None, **members: Any) -> tuple[int, dict[str, Any]]:
        text = body if isinstance(body, str) else json.dumps(body)
        response = ingest(gateway_event(text, headers, **members), CONTEXT)
        stored = cloud.items(INTERESTS)
        records = [
            {"eventID": "e", "eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
            for number, item in enumerate(stored)
        ]
        return response["statusCode"], recommender({"Records": records}, CONTEXT)

    return run


def test_an_accepted_request_leaves_no_value_behind(
    journey: Callable[..., Any], cloud: Cloud, daemon: Daemon, written: Callable[[], str]
) -> None:
    cloud.put_catalogue_item("rug", 1, "canary-location", category="canary-interest")
    headers = {"Idempotency-Key": "canary-idempotency-key", "X-Canary": "canary", "User-Agent": "Canary/1.0"}
    status, response = journey(CANARIES, headers, **ASIDE)
    assert (status, response) == (202, {"batchItemFailures": []})
    names = {document["name"] for document in daemon.documents()}
    assert names >= {"record preference", "cxe-test-recommender"}
    assert_clean(written())


@pytest.mark.parametrize("body", BAD, ids=["text", "customer", "member", "array", "string"])
def test_a_refused_request_leaves_no_value_behind(
    journey: Callable[..., Any], written: Callable[[], str], body: object
) -> None:
    assert journey(body, {"User-Agent": "Canary/1.0", "Origin": "https://canary"}, **ASIDE)[0] == 400
    assert_clean(written())


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("PutItem", ErrorResponse(400, "ValidationException")),
        ("PutItem", ErrorResponse(500, "InternalServerError")),
        ("PutItem", ReadTimeoutError(endpoint_url="https://canary")),
        ("Publish", ErrorResponse(400, "InvalidParameter")),
        ("BatchGetItem", ErrorResponse(400, "ThrottlingException")),
        ("GetRecommendations", ErrorResponse(400, "InvalidInputException")),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "code", "timeout"),
)
def test_a_failing_dependency_leaves_no_value_behind(
    journey: Callable[..., Any],
    cloud: Cloud,
    faults: Faults,
    written: Callable[[], str],
    operation: str,
    fault: Exception | ErrorResponse,
) -> None:
    cloud.put_catalogue_item("rug", 1, "canary-location", category="canary-interest")
    if operation != "PutItem":
        assert journey(CANARIES)[0] == 202
    faults.planned[operation] = [fault]
    journey(CANARIES)
    assert_clean(written())


def test_parameters_that_botocore_refuses_leave_no_value_behind(
    daemon: Daemon, cloud: Cloud, start_recommender: Callable[..., Handler], written: Callable[[], str]
) -> None:
    """A poison item whose values no client would take: botocore's own message would show them."""
    image = {name: {"S": f"canary-{name}" * 200} for name in ("customer_id", "interest", "location", "timestamp")} | {
        "interest_key": {"S": "canary" * 500},
        "location_key": {"S": "canary" * 500},
        "event_id": {"S": "7f0c2e1a-9d3b-4c55-8a53-000000000000"},
        "expires_at": {"N": "1"},
    }
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}
    start_recommender()({"Records": [record]}, CONTEXT)
    assert_clean(written())


def test_the_whole_input_catalogue_leaves_no_value_behind(
    ingest: Handler, daemon: Daemon, written: Callable[[], str]
) -> None:
    values = set()
    for case in CASES:
        body = base64.b64encode(case.body).decode() if case.body else None
        ingest({**gateway_event(body, isBase64Encoded=True), "headers": dict(case.headers)}, CONTEXT)
        values |= {value for value in values_of(case.body) if len(value.strip()) > 5}
    text = written()
    assert len(values) > 25
    assert [value for value in values if value in text] == []


def values_of(body: bytes | None) -> Iterator[str]:
    try:
        document = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict):
        yield from (value for value in document.values() if isinstance(value, str))


@pytest.mark.usefixtures("personalize")
def test_a_campaign_that_repeats_values_in_its_errors_leaves_none_behind(
    journey: Callable[..., Any], personalize: Personalize, cloud: Cloud, written: Callable[[], str]
) -> None:
    cloud.put_catalogue_item("rug", 1, "canary-location", category="canary-interest")
    personalize.status, personalize.error_code = 400, "InvalidInputException"
    assert journey(CANARIES)[1] == {"batchItemFailures": []}
    assert len(personalize.requests) == 1
    assert personalize.requests[0]["campaignArn"] == CAMPAIGN_ARN
    assert_clean(written())
