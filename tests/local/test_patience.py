"""The helpers of tests against AWS outlast what AWS makes a caller wait for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support import target as targets
from tests.support.e2e.deployments import plan_with_key
from tests.support.target import Target
from tests.support.tracing.good_traces import request, trace_id
from tools import journey
from tools.patience import ON_AWS, ON_THE_STACK

USAGE_PLAN_SECONDS = 20
"""An account may change one usage plan in this time: "Amazon API Gateway quotas", API Gateway Developer Guide."""


@pytest.fixture
def deployed(shared_stack: Stack) -> Iterator[Target]:
    """A stage to make usage plans for."""
    gateway = shared_stack.client("apigateway")
    api = gateway.create_rest_api(name="patience")
    where = {"restApiId": api["id"], "resourceId": gateway.get_resources(restApiId=api["id"])["items"][0]["id"]}
    gateway.put_method(**where, httpMethod="GET", authorizationType="NONE")
    gateway.put_integration(**where, httpMethod="GET", type="MOCK")
    gateway.create_deployment(restApiId=api["id"], stageName="v1")
    environment = {
        "AWS_ENDPOINT_URL": shared_stack.endpoint,
        "AWS_REGION": shared_stack.region,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    yield Target(environment, {"api_id": api["id"], "stage_name": "v1"})
    gateway.delete_rest_api(restApiId=api["id"])


class Clock:
    """Time that passes when somebody sleeps, and only then."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("botocore.endpoint.time.sleep", clock.sleep)
    monkeypatch.setattr(journey.time, "monotonic", lambda: clock.now)
    return clock


def throttled(target: Target, operation: str, times: int) -> Any:
    return target.fault(
        service="apigateway", operation=operation, code="TooManyRequestsException", status=429, count=times
    )


def test_a_usage_plan_is_changed_although_the_account_changed_another_just_now(
    deployed: Target, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "PATIENCE", ON_AWS)
    monkeypatch.setattr("random.random", lambda: 0.5)  # of the longest wait before an attempt, half

    with (
        throttled(deployed, "UpdateUsagePlan", 8),
        throttled(deployed, "CreateApiKey", 3),
        throttled(deployed, "DeleteUsagePlan", 3),
        plan_with_key(deployed, throttle={"rateLimit": 1.0, "burstLimit": 1}) as key,
    ):
        assert key

    assert clock.now > USAGE_PLAN_SECONDS


def test_on_the_stack_nobody_waits_for_what_never_comes(deployed: Target, clock: Clock) -> None:
    attempt = plan_with_key(deployed)

    with throttled(deployed, "CreateApiKey", 8), pytest.raises(ClientError, match="TooManyRequests"):
        attempt.__enter__()


class LateTraces:
    """X-Ray whose trace is there after a while; without Transaction Search."""

    def __init__(self, clock: Clock, after: float) -> None:
        self._clock = clock
        self._after = after

    def get_trace_segment_destination(self) -> dict[str, str]:
        return {"Destination": "XRay"}

    def get_paginator(self, _operation: str) -> "LateTraces":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        there = request(1) if self._clock.now >= self._after else []
        return [{"Traces": [{"Segments": [{"Document": json.dumps(document)} for document in there]}]}]


def test_a_trace_on_aws_may_take_minutes(clock: Clock) -> None:
    late = LateTraces(clock, after=120)

    assert journey.find_trace(late, trace_id(1), {"recommender"}, ON_AWS)


def test_a_trace_on_the_stack_may_not(clock: Clock) -> None:
    with pytest.raises(TimeoutError, match="recommender"):
        journey.find_trace(LateTraces(clock, after=120), trace_id(1), {"recommender"}, ON_THE_STACK)
