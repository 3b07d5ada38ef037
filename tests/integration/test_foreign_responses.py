"""Whatever answers in a service's place, over HTTP: it costs the records that it concerns, and nobody reads of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.conftest import Handler, start_ingest
from tests.support.fakes.events import event_id, interest_event, sample_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fault_matrix import row
from tests.support.integration.cloud import OFFERS, Cloud, Queue
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.strangers import RESPONSES, Stranger
from tests.support.tracing_harness import traced_lambda

CONTEXT = FakeContext(function_name="cxe-test-recommender")
COUNT = 3


@pytest.fixture
def stranger() -> Iterator[tuple[Stranger, str]]:
    made = Stranger()
    with made.served() as url:
        yield made, url


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """What was written since the last time: both streams, and every library's log as Lambda would print it."""
    caplog.set_level("WARNING")

    def everything() -> str:
        output = capsys.readouterr()
        text = f"{output.out}\n{output.err}\n{caplog.text}"
        caplog.clear()
        assert "canary" not in text.lower()
        return text

    return everything


def records(first: int, sampled: int = 0) -> list[dict[str, Any]]:
    header = f"Root=1-6740a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled={sampled}"
    numbers = range(first, first + COUNT)
    events = [interest_event(event_id=event_id(number), trace_header=header) for number in numbers]
    return [stream_record(event, str(number)) for number, event in zip(numbers, events, strict=True)]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


@row("somebody else answers in a service's place")
def test_ingest_responds_503_and_when_to_try_again_whatever_dynamodb_returns(
    cloud: Cloud,
    faults: object,
    monkeypatch: pytest.MonkeyPatch,
    stranger: tuple[Stranger, str],
    written: Callable[[], str],
) -> None:
    foreign, url = stranger
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    ingest = start_ingest(monkeypatch)
    for name, foreign.response in RESPONSES.items():
        response = ingest(sample_event({"Idempotency-Key": "key-00001"}), FakeContext())
        assert (response["statusCode"], response["headers"].get("Retry-After")) == (503, "1"), name
        assert json.loads(response["body"])["type"].endswith("service-unavailable"), name
        assert '"InsertError":[1' in written(), name


@row("somebody else answers in a service's place")
@pytest.mark.parametrize("sampled", [0, 1], ids=["not traced", "traced"])
def test_a_batch_is_handed_back_and_its_offers_stay_as_they_are_whatever_sns_returns(
    start_recommender: Callable[..., Handler],
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    stranger: tuple[Stranger, str],
    written: Callable[[], str],
    sampled: int,
) -> None:
    foreign, url = stranger
    monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", url)
    with traced_lambda(monkeypatch):
        recommender = start_recommender()
        recorded: dict[str, str] = {}
        for name, foreign.response in RESPONSES.items():
            for _ in range(2):
                response = recommender({"Records": records(0, sampled)}, CONTEXT)
                assert failed(response) == [str(number) for number in range(COUNT)], name
                assert f'"OfferError":[{COUNT}' in written(), name
                kept = {item["event_id"]["S"]: item["offer"]["S"] for item in cloud.items(OFFERS)}
                recorded = recorded or kept
                assert kept == recorded, name
    assert len(recorded) == COUNT
    assert cloud.failures() == {}, "nothing is set aside of what another try may bring"


@row("somebody else answers in a service's place")
def test_a_traced_offer_whose_response_is_no_xml_fails_alone_and_no_other_is_published_twice(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
    written: Callable[[], str],
) -> None:
    with traced_lambda(monkeypatch):
        recommender = start_recommender()
        faults.planned["Publish"] = [ErrorResponse(400, "</Code>canary"), None]
        (number,) = failed(recommender({"Records": records(0, sampled=1)}, CONTEXT))
        published = queue.offers()
        assert len(published) == COUNT - 1
        assert failed(recommender({"Records": records(0, sampled=1)}, CONTEXT)) == []
        assert [offer["id"] for offer in queue.offers()] == [event_id(int(number))]
    assert '"OfferError":[1' in written()


@row("somebody else answers in a service's place")
def test_a_batch_is_handed_back_whatever_dynamodb_returns(
    start_recommender: Callable[..., Handler],
    cloud: Cloud,
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    stranger: tuple[Stranger, str],
    written: Callable[[], str],
) -> None:
    foreign, url = stranger
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    recommender = start_recommender()
    for name, foreign.response in RESPONSES.items():
        response = recommender({"Records": records(0)}, CONTEXT)
        assert failed(response) == [str(number) for number in range(COUNT)], name
        assert f'"OfferError":[{COUNT}' in written(), name
    assert queue.offers() == []
    assert cloud.failures() == {}


@row("somebody else answers in a service's place")
def test_offers_are_published_without_personalize_whatever_it_returns(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    stranger: tuple[Stranger, str],
    written: Callable[[], str],
) -> None:
    foreign, url = stranger
    monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME", url)
    recommender = start_recommender()
    monkeypatch.setattr("recommender.domain.circuit_breaker.FAILURES_IN_A_ROW", len(RESPONSES) + 1)
    for number, (name, foreign.response) in enumerate(RESPONSES.items()):
        assert failed(recommender({"Records": records(number * COUNT)}, CONTEXT)) == [], name
        assert f'"OfferFallback":[{COUNT}' in written(), name
    assert {offer["data"]["strategy"] for offer in queue.offers()} == {"popular"}
    assert foreign.requests == len(RESPONSES), "once for each batch, and no second try"


@row("somebody else answers in a service's place")
def test_poison_is_handed_back_whatever_s3_returns(
    start_recommender: Callable[..., Handler],
    monkeypatch: pytest.MonkeyPatch,
    stranger: tuple[Stranger, str],
    written: Callable[[], str],
) -> None:
    foreign, url = stranger
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
    recommender = start_recommender()
    poison = records(0)[:1]
    poison[0]["dynamodb"]["NewImage"] = {}
    named = {name for name, each in RESPONSES.items() if each.startswith(b"HTTP/1.1 200") and b"RequestId" in each}
    for name in RESPONSES.keys() - named:
        foreign.response = RESPONSES[name]
        assert failed(recommender({"Records": poison}, CONTEXT)) == ["0"], name
        assert '"OfferError":[1' in written(), name
