"""One trace from the request to the offer, across the stream."""

from collections.abc import Callable, Iterator

import pytest

from shared.pseudonym import Pseudonyms
from shared.trace_header import TraceHeader
from tests.integration.conftest import Handler
from tests.support.fakes.events import sample_event
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import INTERESTS, OFFERS, Cloud, Queue
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.personalize import Personalize
from tests.support.tracing_harness import INVOCATION_ROOT, LINEAGE, Daemon, invocation_header, traced_lambda

PSEUDONYM_KEY = "a key of more than 32 characters, for tests"
CONTEXT = FakeContext(function_name="cxe-test-recommender")
STREAM_INVOCATION = "Root=1-6740a1b2-eeeeeeeeeeeeeeeeeeeeeeee;Parent=bbbbbbbbbbbbbbbb;Sampled=1;Lineage=" + LINEAGE


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with traced_lambda(monkeypatch) as listening:
        yield listening


def stream(cloud: Cloud) -> dict[str, object]:
    images = cloud.items(INTERESTS)
    return {
        "Records": [
            {"eventID": "e", "eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": image}}
            for number, image in enumerate(images)
        ]
    }


def test_the_offer_is_made_in_the_trace_of_the_request(
    daemon: Daemon,
    ingest: Handler,
    start_recommender: Callable[..., Handler],
    cloud: Cloud,
    queue: Queue,
    personalize: Personalize,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recommender = start_recommender()
    ingest(sample_event(), CONTEXT)
    event = stream(cloud)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", STREAM_INVOCATION)
    recommender(event, CONTEXT)

    (offer,) = queue.offers()
    documents = {document["name"]: document for document in daemon.documents()}
    step, record = documents["record preference"], documents["cxe-test-recommender"]
    assert record["trace_id"] == step["trace_id"] == INVOCATION_ROOT
    assert record["parent_id"] == step["id"]
    assert record["annotations"] == {
        "event_id": offer["id"],
        "stream_event_id": "e",
        "strategy": "personalize",
        "fallback": False,
        "retry": False,
        "outcome": "published",
        "variant": "cxe-test",
        "customer": Pseudonyms(PSEUDONYM_KEY).annotation("12345")["customer"],
    }
    assert step["annotations"]["customer"] == record["annotations"]["customer"]
    assert step["annotations"]["outcome"] == "recorded"
    calls = [(call["name"], call["aws"]["operation"]) for call in record["subsegments"]]
    assert calls == [
        ("dynamodb", "BatchGetItem"),  # what was decided before
        ("dynamodb", "BatchGetItem"),  # who wants no offers
        ("personalize-runtime", "GetRecommendations"),
        ("dynamodb", "BatchGetItem"),  # the items
        ("dynamodb", "PutItem"),
        ("sns", "Publish"),
    ]
    asked = record["subsegments"][2]["id"]
    assert personalize.trace_headers == [f"Root={INVOCATION_ROOT};Parent={asked};Sampled=1;Lineage={LINEAGE}"]


def test_an_unsampled_request_stays_unsampled_and_keeps_its_trace(
    daemon: Daemon,
    ingest: Handler,
    start_recommender: Callable[..., Handler],
    cloud: Cloud,
    personalize: Personalize,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recommender = start_recommender()
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header(sampled=False))
    ingest(sample_event(), CONTEXT)
    event = stream(cloud)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", STREAM_INVOCATION)
    recommender(event, CONTEXT)

    names = {document["name"] for document in daemon.documents()}
    assert not names & {"record preference", "cxe-test-recommender", "personalize-runtime"}
    (sent,) = personalize.trace_headers
    header = TraceHeader.parse(sent)
    assert header is not None
    assert (header.root, header.sampled) == (INVOCATION_ROOT, False)


def test_a_call_that_aws_throttles_is_marked_in_the_traces_of_both_functions(
    daemon: Daemon,
    ingest: Handler,
    start_recommender: Callable[..., Handler],
    cloud: Cloud,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recommender, throttled = start_recommender(), ErrorResponse(400, "ThrottlingException")
    ingest(sample_event(), CONTEXT)
    event = stream(cloud)
    faults.planned["PutItem"] = [throttled]
    ingest(sample_event(), CONTEXT)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", STREAM_INVOCATION)
    recommender(event, CONTEXT)

    sent = daemon.documents()  # a record's calls are within its segment, the request's come by themselves
    calls = [*sent, *(call for each in sent for call in each.get("subsegments", ()))]
    assert {call["aws"]["table_name"] for call in calls if call.get("throttle")} == {INTERESTS, OFFERS}
