"""A topic's segment is in a trace where X-Ray's resource policies let SNS send it."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from local.stack import Stack
from tests.local.patches.test_sns_trace import PARENT, publish
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.roles import decisions, document
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = [pytest.mark.patch("xray_service_segments"), pytest.mark.iam]

SNS = "sns.amazonaws.com"
ACTIONS = ("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTraceSegments")


def statement(topic: str, *, service: str = SNS, but: str = "") -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": [action for action in ACTIONS if action != but],
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }


@contextmanager
def resource_policy(stack: Stack, *statements: dict[str, Any]) -> Iterator[None]:
    """Give X-Ray a policy for the length of the block."""
    name, xray = unique("policy"), stack.client("xray")
    xray.put_resource_policy(PolicyName=name, PolicyDocument=document(*statements))
    try:
        yield
    finally:
        xray.delete_resource_policy(PolicyName=name)


def traced(stack: Stack, topic: str) -> bool:
    """Publish in a sampled trace, and return whether the trace has the topic's segment."""
    root = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    publish(stack, topic, f"Root={root};Parent={PARENT};Sampled=1")
    traces = stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
    origins = [json.loads(each["Document"])["origin"] for trace in traces for each in trace["Segments"]]
    return "AWS::SNS" in origins


def test_a_segment_is_there_while_a_policy_allows_it(stack: Stack) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    assert not traced(stack, topic)
    with resource_policy(stack, statement(topic)):
        assert traced(stack, topic)
    assert not traced(stack, topic)
    for action in ACTIONS:
        own = [each for each in decisions(stack, SNS, action) if each.context["aws:sourcearn"] == topic]
        assert [each.allowed for each in own] == [False, True]


@pytest.mark.parametrize("action", ACTIONS)
def test_each_of_the_three_actions_is_needed(stack: Stack, action: str) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    with resource_policy(stack, statement(topic, but=action)):
        assert not traced(stack, topic)


def test_a_policy_for_another_topic_or_service_does_not_do(stack: Stack) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    others = [statement(f"{topic}-another"), statement(topic, service="lambda.amazonaws.com")]
    with resource_policy(stack, *others):
        assert not traced(stack, topic)


def test_without_its_segment_the_message_is_delivered_all_the_same(stack: Stack) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn)
    assert not traced(stack, topic)
    assert len(messages(stack, url, 2)) == 1
