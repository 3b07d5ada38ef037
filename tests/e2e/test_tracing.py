"""One request is one trace through everything that is deployed, or none where its caller wants none."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.journey import SAMPLE, find_trace
from tests.checkout import Checkout
from tests.target import Target
from tests.tracing.assembler import findings

CUSTOMER = "trace-canary"


def new_root() -> str:
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def test_each_request_of_a_burst_makes_one_whole_trace(target: Target) -> None:
    def post(number: int) -> tuple[str, str]:
        root = new_root()
        body = {**SAMPLE, "customer_id": f"{CUSTOMER}-{number}"}
        answer = target.post(body, **{"x-amzn-trace-id": f"Root={root};Sampled=1"})
        assert answer.body["trace_id"] == root
        return root, str(answer.body["event_id"])

    with ThreadPoolExecutor(4) as clients:
        posted = dict(clients.map(post, range(20)))
    target.offers_for(*posted.values())

    names = {target.outputs["ingest_function_name"], target.outputs["recommender_function_name"]}
    traces = {root: find_trace(target.client("xray"), root, names) for root in posted}
    texts = [json.dumps(document) for documents in traces.values() for document in documents]
    found = findings(texts, [CUSTOMER, SAMPLE["interest"], SAMPLE["location"]])
    # On AWS each service has a clock of its own.
    assert [finding for finding in found if target.is_local or finding.rule != "time"] == []
    for root, event_id in posted.items():
        assert f'"event_id": "{event_id}"' in json.dumps(traces[root])


def test_a_caller_may_want_no_trace_and_its_offer_comes_all_the_same(target: Target) -> None:
    root = new_root()
    answer = target.post(SAMPLE, **{"x-amzn-trace-id": f"Root={root};Sampled=0"})

    assert answer.body["trace_id"] == root
    assert target.offers_for(answer.body["event_id"])
    assert target.client("xray").batch_get_traces(TraceIds=[root])["Traces"] == []


@pytest.mark.local_only
def test_make_trace_shows_the_way_of_an_event(target: Target, up: Checkout) -> None:
    answer = target.post(SAMPLE)
    target.offers_for(answer.body["event_id"])
    names = [target.outputs[f"{name}_function_name"] for name in ("ingest", "recommender")]
    find_trace(target.client("xray"), answer.body["trace_id"], set(names))

    shown = up.run(f"make --silent trace EVENT={answer.body['event_id']}").splitlines()

    assert answer.body["trace_id"] in shown
    positions = [
        next(row for row, line in enumerate(shown) if text in line) for text in ("::Stage", *names, "AWS::SNS")
    ]
    assert positions == sorted(positions)
