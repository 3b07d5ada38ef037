"""API Gateway continues or starts a trace."""

import json
import re
import uuid
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_trace")

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
PARENT = "53995c3f42cd8ad8"


def fields(header: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in header.split(";"))


def echo_api(stack: Stack, *, tracing: bool, rate: float = 1.0) -> RestApi:
    """Return an API with a sampling rule of its own."""
    api = RestApi(stack)
    api.function(TracingConfig={"Mode": "Active"})
    api.deploy(tracingEnabled=tracing)
    sample(api, rate, 100)
    return api


def sample(api: RestApi, rate: float, priority: int, **change: Any) -> None:
    """Create a sampling rule for an API, without a reservoir."""
    rule = {
        "RuleName": unique("rule"),
        "Priority": priority,
        "FixedRate": rate,
        "ReservoirSize": 0,
        "ServiceName": f"{api.name}/v1",
        "ServiceType": "AWS::ApiGateway::Stage",
        "Host": "*",
        "HTTPMethod": "POST",
        "URLPath": "/v1/things",
        "ResourceARN": f"arn:aws:apigateway:*::/restapis/{api.id}/stages/v1",
        "Version": 1,
    }
    api.stack.client("xray").create_sampling_rule(SamplingRule={**rule, **change})


def stage_segments(stack: Stack, root: str) -> list[dict[str, Any]]:
    traces = stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
    documents = [json.loads(segment["Document"]) for trace in traces for segment in trace["Segments"]]
    return [document for document in documents if document["origin"] == "AWS::ApiGateway::Stage"]


def test_the_function_continues_the_clients_trace(stack: Stack) -> None:
    seen = echo_api(stack, tracing=False).call(X_Amzn_Trace_Id=f"Root={ROOT};Parent={PARENT};Sampled=1").json()

    assert fields(seen["trace"])["Root"] == ROOT
    assert fields(seen["trace"])["Sampled"] == "1"


def test_a_client_without_a_trace_gets_a_new_one_in_the_event_and_the_function(stack: Stack) -> None:
    response = echo_api(stack, tracing=True).call()

    seen = response.json()
    header = seen["event"]["headers"]["X-Amzn-Trace-Id"]
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1", header)
    assert (
        fields(seen["trace"])["Root"] == fields(header)["Root"] == fields(response.headers["x-amzn-trace-id"])["Root"]
    )


def test_a_client_may_decide_against_sampling(stack: Stack) -> None:
    root = f"1-5759e988-{uuid.uuid4().hex[:24]}"
    seen = echo_api(stack, tracing=True).call(X_Amzn_Trace_Id=f"Root={root};Sampled=0").json()

    assert fields(seen["trace"])["Root"] == root
    assert fields(seen["trace"])["Sampled"] == "0"
    assert stage_segments(stack, root) == []


def test_a_header_that_is_no_trace_is_replaced(stack: Stack) -> None:
    seen = echo_api(stack, tracing=True).call(X_Amzn_Trace_Id="Root=1-zzz;Sampled=1").json()

    assert re.fullmatch(r"1-[0-9a-f]{8}-[0-9a-f]{24}", fields(seen["event"]["headers"]["X-Amzn-Trace-Id"])["Root"])
    assert "X-Amzn-Trace-Id" in seen["event"]["multiValueHeaders"]
    assert "x-amzn-trace-id" not in seen["event"]["headers"]


def test_a_stage_with_tracing_adds_its_segment_between_the_client_and_the_function(stack: Stack) -> None:
    api = echo_api(stack, tracing=True)
    root = f"1-5759e988-{uuid.uuid4().hex[:24]}"
    seen = api.call(X_Amzn_Trace_Id=f"Root={root};Parent={PARENT};Sampled=1").json()

    (stage,) = stage_segments(stack, root)
    assert stage["name"] == f"{api.name}/v1"
    assert stage["parent_id"] == PARENT
    assert stage["id"] == fields(seen["event"]["headers"]["X-Amzn-Trace-Id"])["Parent"]
    assert stage["http"]["response"]["status"] == 200


def test_the_stages_segment_shows_the_client_and_the_whole_url(stack: Stack) -> None:
    api = echo_api(stack, tracing=True)
    root = f"1-5759e988-{uuid.uuid4().hex[:24]}"
    api.call(path="things?who=some%20body&who=2", X_Amzn_Trace_Id=f"Root={root};Sampled=1", User_Agent="a browser")

    (stage,) = stage_segments(stack, root)
    assert stage["http"]["request"] == {
        "method": "POST",
        "url": f"https://127.0.0.1:{stack.port}/v1/things?who=some%20body&who=2",
        "client_ip": "127.0.0.1",
        "x_forwarded_for": True,
        "user_agent": "a browser",
    }


def test_what_no_rule_samples_leaves_no_segment_and_says_so_to_the_function_and_the_client(stack: Stack) -> None:
    response = echo_api(stack, tracing=True, rate=0).call()

    seen = response.json()
    for header in (seen["trace"], seen["event"]["headers"]["X-Amzn-Trace-Id"], response.headers["x-amzn-trace-id"]):
        assert fields(header)["Sampled"] == "0"
    assert stage_segments(stack, fields(seen["trace"])["Root"]) == []


def test_rules_are_asked_only_where_the_client_has_not_decided(stack: Stack) -> None:
    api = echo_api(stack, tracing=True, rate=0)
    for sent, received in (("Sampled=1", "1"), ("Sampled=?", "0"), ("Parent=" + PARENT, "0")):
        seen = api.call(X_Amzn_Trace_Id=f"Root={ROOT};{sent}").json()
        assert (fields(seen["trace"])["Root"], fields(seen["trace"])["Sampled"]) == (ROOT, received)


def test_the_rule_of_the_lowest_priority_that_matches_decides(stack: Stack) -> None:
    api = echo_api(stack, tracing=True, rate=0)
    sample(api, 1.0, 90, HTTPMethod="GET")
    sample(api, 1.0, 80, Attributes={"X-Debug": "y*"})
    sample(api, 1.0, 110)
    assert fields(api.call().json()["trace"])["Sampled"] == "0"
    assert fields(api.call(X_Debug="yes").json()["trace"])["Sampled"] == "1"
