"""API Gateway continues or starts a trace."""

import json
import re
import uuid

import pytest

from local.stack import Stack
from tests.local.mends.rest_api import RestApi

pytestmark = pytest.mark.mend("apigateway_trace")

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
PARENT = "53995c3f42cd8ad8"


def fields(header: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in header.split(";"))


def echo_api(stack: Stack, *, tracing: bool) -> RestApi:
    api = RestApi(stack)
    api.function(TracingConfig={"Mode": "Active"})
    api.deploy(tracingEnabled=tracing)
    return api


def test_the_function_continues_the_clients_trace(stack: Stack) -> None:
    seen = echo_api(stack, tracing=False).call(X_Amzn_Trace_Id=f"Root={ROOT};Parent={PARENT};Sampled=1").json()

    assert fields(seen["trace"])["Root"] == ROOT
    assert fields(seen["trace"])["Sampled"] == "1"


def test_a_client_without_a_trace_gets_a_new_one_in_the_event_and_the_function(stack: Stack) -> None:
    answer = echo_api(stack, tracing=True).call()

    seen = answer.json()
    header = seen["event"]["headers"]["X-Amzn-Trace-Id"]
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1", header)
    assert fields(seen["trace"])["Root"] == fields(header)["Root"] == fields(answer.headers["x-amzn-trace-id"])["Root"]


def test_a_client_may_decide_against_sampling(stack: Stack) -> None:
    seen = echo_api(stack, tracing=True).call(X_Amzn_Trace_Id=f"Root={ROOT};Sampled=0").json()

    assert fields(seen["trace"])["Root"] == ROOT
    assert fields(seen["trace"])["Sampled"] == "0"


def test_a_header_that_is_no_trace_is_replaced(stack: Stack) -> None:
    seen = echo_api(stack, tracing=True).call(X_Amzn_Trace_Id="Root=1-zzz;Sampled=1").json()

    assert re.fullmatch(r"1-[0-9a-f]{8}-[0-9a-f]{24}", fields(seen["event"]["headers"]["X-Amzn-Trace-Id"])["Root"])
    assert "X-Amzn-Trace-Id" in seen["event"]["multiValueHeaders"]
    assert "x-amzn-trace-id" not in seen["event"]["headers"]


def test_a_stage_with_tracing_adds_its_segment_between_the_client_and_the_function(stack: Stack) -> None:
    api = echo_api(stack, tracing=True)
    root = f"1-5759e988-{uuid.uuid4().hex[:24]}"
    seen = api.call(X_Amzn_Trace_Id=f"Root={root};Parent={PARENT};Sampled=1").json()

    (trace,) = stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
    segments = [json.loads(segment["Document"]) for segment in trace["Segments"]]
    (stage,) = [segment for segment in segments if segment["origin"] == "AWS::ApiGateway::Stage"]
    assert stage["name"] == f"{api.name}/v1"
    assert stage["parent_id"] == PARENT
    assert stage["id"] == fields(seen["event"]["headers"]["X-Amzn-Trace-Id"])["Parent"]
    assert stage["http"]["response"]["status"] == 200
