"""One request is one trace through everything that is deployed, or none where its caller wants none."""

import json
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.trace_header import TraceHeader
from tests.support.checkout import Checkout
from tests.support.target import PATIENCE, Target, eventually
from tests.support.tracing.assembler import findings
from tools.journey import SAMPLE

CUSTOMER = "trace-canary"
CONSUMER = "push-notifications"


def new_root() -> str:
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


@pytest.mark.volume
def test_200_concurrent_posts_make_200_whole_traces_from_the_gateway_to_the_consumers_receipt(
    target: Target, figures: Callable[[str, str], None]
) -> None:
    def post(number: int) -> tuple[str, str]:
        roots: list[str] = []

        def headers() -> dict[str, str]:
            roots.append(new_root())
            return {"x-amzn-trace-id": f"Root={roots[-1]};Sampled=1"}

        response = target.post_until_accepted({**SAMPLE, "customer_id": f"{CUSTOMER}-{number}"}, headers)
        assert response.body["trace_id"] == roots[-1]
        return str(response.body["event_id"]), roots[-1]

    with ThreadPoolExecutor(target.started_clients(16)) as clients:
        posted = dict(clients.map(post, range(200)))
    receive_in_their_traces(target, set(posted))

    names = {target.outputs["ingest_function_name"], target.outputs["recommender_function_name"], CONSUMER}
    traces = {event_id: target.trace(root, names) for event_id, root in posted.items()}
    texts = [json.dumps(document) for documents in traces.values() for document in documents]
    found = findings(texts, [CUSTOMER, SAMPLE["interest"], SAMPLE["location"]])
    # On AWS each service has a clock of its own.
    assert [finding for finding in found if target.is_local or finding.rule != "time"] == []
    assert len(set(posted.values())) == 200
    for event_id, documents in traces.items():
        assert {document["name"] for document in documents} >= names
        assert {each for document in documents for each in annotated_events(document)} == {event_id}
    figures("traces of 200 concurrent posts", f"200 traces, {len(texts)} documents, {len(found)} findings")


def receive_in_their_traces(target: Target, event_ids: set[str]) -> None:
    """Take the offers off the queue as a traced consumer: each receipt is a segment below the topic's."""
    sqs, xray, url = target.client("sqs"), target.client("xray"), target.environment["OFFERS_QUEUE_URL"]
    waiting = set(event_ids)
    deadline = time.monotonic() + 3 * PATIENCE.offer
    while waiting:
        assert time.monotonic() < deadline, f"{len(waiting)} offers did not arrive"
        messages = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageSystemAttributeNames=["AWSTraceHeader"]
        ).get("Messages", [])
        receipts = []
        for message in messages:
            header = TraceHeader.parse(message["Attributes"].get("AWSTraceHeader"))
            event_id, now = json.loads(message["Body"])["id"], time.time()
            if event_id in waiting and header is not None:
                segment = {"trace_id": header.root, "id": secrets.token_hex(8), "parent_id": header.parent}
                times = {"start_time": now, "end_time": now + 0.001}
                receipts.append(
                    json.dumps({**segment, **times, "name": CONSUMER, "annotations": {"event_id": event_id}})
                )
            waiting.discard(event_id)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if receipts:
            assert xray.put_trace_segments(TraceSegmentDocuments=receipts)["UnprocessedTraceSegments"] == []


def annotated_events(entity: dict[str, Any]) -> set[str]:
    own = {entity["annotations"]["event_id"]} if "event_id" in entity.get("annotations", {}) else set()
    return own.union(*map(annotated_events, entity.get("subsegments", [])))


def test_posts_that_a_page_puts_into_one_trace_hang_each_below_their_own_invocation(target: Target) -> None:
    root, page, began = new_root(), secrets.token_hex(8), time.time()
    posted = [target.post(SAMPLE, **{"x-amzn-trace-id": f"Root={root};Parent={page};Sampled=1"}) for _ in range(3)]
    event_ids = {response.body["event_id"] for response in posted}
    target.offers_for(*event_ids)
    whole = {"name": "page", "trace_id": root, "id": page, "start_time": began, "end_time": time.time()}
    target.client("xray").put_trace_segments(TraceSegmentDocuments=[json.dumps(whole)])

    def documents() -> list[dict[str, Any]]:
        return target.trace(root, {"page"})

    ingest = target.outputs["ingest_function_name"]
    whole_trace = eventually(documents, lambda found: records_in(found, target) == event_ids, "all records' segments")
    invocations = [each for each in whole_trace if is_invocation(each, ingest)]
    assert [len(annotated_events(invocation)) for invocation in invocations] == [1, 1, 1]
    assert {event for invocation in invocations for event in annotated_events(invocation)} == event_ids
    found = findings(json.dumps(document) for document in whole_trace)
    assert [finding for finding in found if target.is_local or finding.rule != "time"] == []


def is_invocation(document: dict[str, Any], function: str) -> bool:
    """Return whether ``document`` is what Lambda says of an invocation of ``function``."""
    return (document["name"], document.get("origin")) == (function, "AWS::Lambda::Function")


def records_in(documents: list[dict[str, Any]], target: Target) -> set[str]:
    """Return the events whose records have their segment among ``documents``."""
    recommender = target.outputs["recommender_function_name"]
    return {event for each in documents if each["name"] == recommender for event in annotated_events(each)}


def test_a_caller_may_want_no_trace_and_its_offer_comes_all_the_same(target: Target) -> None:
    root = new_root()
    response = target.post(SAMPLE, **{"x-amzn-trace-id": f"Root={root};Sampled=0"})

    assert response.body["trace_id"] == root
    assert target.offers_for(response.body["event_id"])
    later = target.post(SAMPLE, **{"x-amzn-trace-id": f"Root={new_root()};Sampled=1"}).body
    functions = {target.outputs[f"{name}_function_name"] for name in ("ingest", "recommender")}
    target.trace(later["trace_id"], functions)  # so what the functions had to say of the first is there as well
    assert target.client("xray").batch_get_traces(TraceIds=[root])["Traces"] == []


@pytest.mark.local_only
def test_make_trace_shows_the_way_of_an_event(target: Target, up: Checkout) -> None:
    response = target.post(SAMPLE)
    target.offers_for(response.body["event_id"])
    names = [target.outputs[f"{name}_function_name"] for name in ("ingest", "recommender")]
    target.trace(response.body["trace_id"], set(names))

    shown = up.run(f"make --silent trace EVENT={response.body['event_id']}").splitlines()

    assert response.body["trace_id"] in shown
    positions = [
        next(row for row, line in enumerate(shown) if text in line) for text in ("::Stage", *names, "AWS::SNS")
    ]
    assert positions == sorted(positions)
