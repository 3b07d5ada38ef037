"""A trace goes on through a topic."""

import json
import uuid
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = pytest.mark.patch("sns_trace")

PARENT = "53995c3f42cd8ad8"
REPORTS_TRACE = """
import boto3, os
def handler(event, context):
    queue, message = event["Records"][0]["Sns"]["Message"].split()
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=os.environ.get("_X_AMZN_TRACE_ID", "none"))
"""


def publish(stack: Stack, topic: str, header: str, message: str = "hello") -> None:
    sns = stack.client("sns")
    sns.meta.events.register("before-call", lambda params, **_: params["headers"].update({"X-Amzn-Trace-Id": header}))
    sns.publish(TopicArn=topic, Message=message)


def new_root() -> str:
    return f"1-5759e988-{uuid.uuid4().hex[:24]}"


def trace_header(message: dict[str, Any]) -> str:
    return str(message["Attributes"]["AWSTraceHeader"])


def test_a_queues_message_has_the_publishers_trace(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn)
    header = f"Root={new_root()};Parent={PARENT};Sampled=1"
    publish(stack, topic, header)

    (message,) = messages(stack, url, 2)
    assert trace_header(message) == header


def test_a_topic_with_active_tracing_stands_between_publisher_and_subscriber(stack: Stack) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn)
    root = new_root()
    publish(stack, topic, f"Root={root};Parent={PARENT};Sampled=1")

    (message,) = messages(stack, url, 2)
    (trace,) = stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
    segment, queue = [json.loads(document["Document"]) for document in trace["Segments"]]
    assert (segment["origin"], segment["parent_id"], segment["resource_arn"]) == ("AWS::SNS", PARENT, topic)
    assert trace_header(message) == f"Root={root};Parent={segment['id']};Sampled=1"
    (call,) = segment["subsegments"]
    assert (queue["origin"], queue["name"]) == ("AWS::SQS::Queue", arn.rpartition(":")[2])
    assert (queue["inferred"], queue["parent_id"]) == (True, call["id"])


def test_an_unsampled_trace_goes_on_without_a_segment(stack: Stack) -> None:
    topic = create_topic(stack, TracingConfig="Active")
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn)
    root = new_root()
    publish(stack, topic, f"Root={root};Parent={PARENT};Sampled=0")

    (message,) = messages(stack, url, 2)
    assert trace_header(message) == f"Root={root};Parent={PARENT};Sampled=0"
    assert stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"] == []


def test_a_function_continues_the_publishers_trace(stack: Stack) -> None:
    topic = create_topic(stack)
    url, _ = create_queue(stack, None)
    name = create_function(stack, REPORTS_TRACE, TracingConfig={"Mode": "Active"})
    subscribe(stack, topic, f"arn:aws:lambda:{stack.region}:000000000000:function:{name}", "lambda")
    root = new_root()
    publish(stack, topic, f"Root={root};Parent={PARENT};Sampled=1", f"{url} hello")

    (message,) = messages(stack, url, 3)
    assert message["Body"].startswith(f"Root={root};")
