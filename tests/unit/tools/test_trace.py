"""Traces of an event are found, and printed as trees; X-Ray is the local stack's own, in this process."""

import json
import sys
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.xray.policies import ResourcePolicies
from local.xray.sampling import SamplingRules
from local.xray.service import make_api
from local.xray.store import Account
from tests.support.local.modelled_api.in_process import client_for
from tests.support.local.xray.documents import arn
from tests.support.tracing.good_traces import START, event_id, request, trace_id
from tools import trace
from tools.deployed import Deployment

HOUR = 3600


def without_spaces(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.fixture
def xray(monkeypatch: pytest.MonkeyPatch) -> Any:
    client = client_for(make_api(Account(), arn, SamplingRules(arn), ResourcePolicies()))
    monkeypatch.setattr(Deployment, "client", lambda _, service: {"logs": None, "xray": client}[service])
    return client


def put(client: Any, number: int, seconds_ago: float, event: int | None = None) -> None:
    """Send the trace of request ``number``, begun some time ago, which had the event of that or another number."""
    documents = request(number)
    moved = time.time() - seconds_ago - START - number
    for document in documents:
        for entity in (document, *document.get("subsegments", [])):
            entity["start_time"] += moved
            entity["end_time"] += moved
            if "annotations" in entity:
                entity["annotations"]["event_id"] = event_id(number if event is None else event)
    client.put_trace_segments(TraceSegmentDocuments=[json.dumps(document) for document in documents])


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["trace", *arguments])
    return trace.main()


def test_an_events_trace_is_printed_as_a_tree(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(xray, 1, seconds_ago=60)
    put(xray, 2, seconds_ago=60)
    assert run(monkeypatch, event_id(1).upper()) == 0
    assert without_spaces(capsys.readouterr().out) == [
        trace_id(1),
        "",
        "storefront/v1 AWS::ApiGateway::Stage +0 ms 12 ms",
        "└─ ingest AWS::Lambda +1 ms 10 ms",
        "└─ ingest AWS::Lambda::Function +2 ms 8 ms",
        "└─ record preference +3 ms 5 ms",
        "├─ dynamodb AWS::DynamoDB::Table PutItem +4 ms 3 ms",
        "└─ recommender AWS::Lambda::Function +100 ms 30 ms",
        "├─ dynamodb AWS::DynamoDB::Table Query +101 ms 8 ms",
        "└─ sns Publish +110 ms 10 ms",
        "└─ offers AWS::SNS +115 ms 10 ms",
        "└─ consumer +140 ms 10 ms",
    ]


def test_every_request_of_an_event_is_printed_oldest_first(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, hours in ((3, 1), (1, 3), (2, 2)):
        put(xray, number, hours * HOUR, event=9)
    assert run(monkeypatch, event_id(9)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("1-")] == [trace_id(1), trace_id(2), trace_id(3)]


def test_a_longer_time_is_searched_in_pieces_that_x_ray_takes(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(xray, 1, seconds_ago=20 * HOUR)
    assert run(monkeypatch, event_id(1)) == 1
    assert capsys.readouterr().err.startswith("trace: no such trace: ")
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 25 * HOUR))
    assert run(monkeypatch, "--since", since, event_id(1)) == 0
    assert capsys.readouterr().out.startswith(trace_id(1))


def test_a_trace_is_printed_by_its_own_id_whatever_its_age(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(xray, 1, seconds_ago=200 * HOUR)
    assert run(monkeypatch, "--trace", trace_id(1)) == 0
    assert capsys.readouterr().out.startswith(trace_id(1))
    assert run(monkeypatch, "--trace", trace_id(2)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["canary"],
        ["7c0f3f5e52f84f0e9d2c1d5d0a3f6a10"],
        ['x" OR annotation.event_id != "canary'],
        ["--trace", "canary"],
        ["--trace", "1-6745a1b2-0123456789ABCDEF01234567"],
        [event_id(1), "--trace", trace_id(1)],
        [event_id(1), "--since", "canary"],
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused_without_its_values(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, *arguments)
    assert ended.value.code == 2
    assert "canary" not in capsys.readouterr().err


def test_what_aws_refuses_is_one_line(
    xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottledException", "Message": "canary"}}, "GetTraceSummaries")

    monkeypatch.setattr(xray, "get_trace_summaries", refuse)
    assert run(monkeypatch, event_id(1)) == 1
    assert capsys.readouterr().err == "trace: GetTraceSummaries: ThrottledException\n"
