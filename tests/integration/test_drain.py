"""What SNS could not deliver reaches its one consumer, of whatever kind."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.launcher import EMULATOR_SETTINGS
from local.stack import Stack
from tests.support.integration.dead_letters import ATTRIBUTES, EVENT, OFFER, TRACE, Consumers, undelivered, waiting
from tests.support.integration.https_consumer import listening
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.topics import create_queue, messages

# Keeps what it is invoked with in a queue, and fails while that is not there.
CODE = """import json, boto3
def handler(event, context):
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="{queue}")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
"""


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack() as running:
        yield running


@pytest.fixture
def consumers(stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Consumers:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, EMULATOR_SETTINGS[name])
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint)
    monkeypatch.setenv("AWS_REGION", stack.region)
    return Consumers(stack, monkeypatch, capsys)


@pytest.mark.parametrize("ours", [True, False], ids=["of ours", "of the consumer's own"])
def test_a_queue_gets_what_raw_delivery_carries(consumers: Consumers, stack: Stack, ours: bool) -> None:
    url, arn = create_queue(stack, None)  # its policy lets nobody in
    consumer = undelivered(stack, "sqs", arn, "true")

    ended = consumers.drain(**consumer, queue_url=url if ours else None)

    assert ended.status == 0, ended.said
    (message,) = messages(stack, url, 1)
    assert message["Body"] == OFFER
    assert message["MessageAttributes"] == ATTRIBUTES
    assert waiting(stack, consumer["dead_letter_queue_url"]) == 0
    assert "1 messages taken by consumer, 0 stay" in ended.said


def test_what_stays_in_the_queue_is_counted_and_fails(consumers: Consumers, stack: Stack) -> None:
    """This consumer's messages go back to where they came from, so one always arrives meanwhile."""
    url, arn = create_queue(stack, None)
    stack.client("sqs").send_message(QueueUrl=url, MessageBody=OFFER)

    ended = consumers.drain(protocol="sqs", endpoint=arn, dead_letter_queue_url=url, subscription_arn="a:b")

    assert ended.status == 1
    assert re.search(r"[1-9]\d* messages taken by consumer, 1 stay", ended.said)
    assert waiting(stack, url) == 1


def test_what_somebody_else_is_delivering_is_counted_and_fails(
    consumers: Consumers, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.recovery.dead_letters.SECONDS_BETWEEN_LOOKS", 0)
    (url, _), (_, arn) = create_queue(stack, None), create_queue(stack, None)
    stack.client("sqs").send_message(QueueUrl=url, MessageBody=OFFER)
    assert messages(stack, url, 1)

    ended = consumers.drain(protocol="sqs", endpoint=arn, dead_letter_queue_url=url, subscription_arn="a:b")

    assert ended.status == 1
    assert "0 messages taken by consumer, 1 stay" in ended.said


def test_what_is_beyond_the_limit_is_counted_and_is_no_failure(consumers: Consumers, stack: Stack) -> None:
    (url, _), (_, arn) = create_queue(stack, None), create_queue(stack, None)
    for _ in range(3):
        stack.client("sqs").send_message(QueueUrl=url, MessageBody=OFFER)
    consumer = {"protocol": "sqs", "endpoint": arn, "dead_letter_queue_url": url, "subscription_arn": "a:b"}

    ended = consumers.drain("consumer", "--limit", "1", **consumer)

    assert ended.status == 0
    assert "1 messages taken by consumer, 2 stay" in ended.said


def test_a_trace_goes_on(consumers: Consumers, stack: Stack) -> None:
    url, arn = create_queue(stack, None)
    dead_url, _ = create_queue(stack, None)
    header = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    stack.client("sqs").send_message(QueueUrl=dead_url, MessageBody=OFFER, MessageSystemAttributes=header)

    consumers.drain(protocol="sqs", endpoint=arn, dead_letter_queue_url=dead_url, subscription_arn="a:b")

    assert messages(stack, url, 1)[0]["Attributes"]["AWSTraceHeader"] == TRACE


def test_a_function_gets_the_event_of_a_notification(consumers: Consumers, stack: Stack) -> None:
    kept, function = unique("kept"), unique("function")
    consumer = undelivered(stack, "lambda", f"arn:aws:lambda:eu-west-1:000000000000:function:{function}:live", "false")
    make_function(stack, function, CODE.format(queue=kept))

    failing = consumers.drain(**consumer)
    assert failing.status == 1
    assert f"event {EVENT}: the function failed; see its log of request " in failing.said
    assert "canary" not in failing.said
    assert waiting(stack, consumer["dead_letter_queue_url"]) == 1

    url = stack.client("sqs").create_queue(QueueName=kept)["QueueUrl"]
    assert consumers.drain(**consumer).status == 0
    (event,) = (json.loads(message["Body"]) for message in messages(stack, url, 1))
    (record,) = event["Records"]
    assert (record["EventSource"], record["EventSubscriptionArn"]) == ("aws:sns", consumer["subscription_arn"])
    assert record["Sns"]["Message"] == OFFER
    assert record["Sns"]["MessageAttributes"]["location"] == {"Type": "String", "Value": "cape town"}
    assert record["Sns"].keys() >= {"SigningCertUrl", "UnsubscribeUrl", "Subject", "TopicArn", "MessageId"}
    assert record["Sns"].keys() & {"SigningCertURL", "UnsubscribeURL"} == set()
    assert waiting(stack, consumer["dead_letter_queue_url"]) == 0


def make_function(stack: Stack, name: str, code: str) -> None:
    """Create a function with the alias live."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", code)
    client = stack.client("lambda")
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role="arn:aws:iam::000000000000:role/consumer",
        Code={"ZipFile": package.getvalue()},
        Publish=True,
    )
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")


@pytest.mark.parametrize("raw", [True, False], ids=["raw", "with the envelope"])
def test_an_address_is_posted_what_sns_posts(
    consumers: Consumers, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bool
) -> None:
    dead_url, _ = create_queue(stack, None)
    body = OFFER if raw else json.dumps({"Type": "Notification", "Message": OFFER})
    stack.client("sqs").send_message(QueueUrl=dead_url, MessageBody=body)
    topic = "arn:aws:sns:eu-west-1:000000000000:offers"
    with listening(tmp_path, monkeypatch) as address:
        consumer = {
            "protocol": "https",
            "endpoint": address.url,
            "dead_letter_queue_url": dead_url,
            "subscription_arn": f"{topic}:1",
            "raw_message_delivery": raw,
        }
        for status, reason in ((503, "HTTP 503"), (302, "HTTP 302")):
            address.status = status
            failing = consumers.drain(**consumer)
            assert (failing.status, waiting(stack, dead_url)) == (1, 1)
            assert f"event {EVENT}: {reason}" in failing.said
        assert len(address.received) == 2  # no redirect is followed
        address.status = 204
        assert consumers.drain(**consumer).status == 0
    headers, received = address.received[-1]
    assert (received.decode(), waiting(stack, dead_url)) == (body, 0)
    assert headers["Content-Type"] == "application/json"
    assert (headers["x-amz-sns-topic-arn"], headers["x-amz-sns-subscription-arn"]) == (topic, f"{topic}:1")
    assert headers.get("x-amz-sns-rawdelivery") == ("true" if raw else None)


def test_an_address_without_a_response_is_reported_without_its_name(
    consumers: Consumers, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead_url, _ = create_queue(stack, None)
    stack.client("sqs").send_message(QueueUrl=dead_url, MessageBody=OFFER)
    with listening(tmp_path, monkeypatch) as address:
        url = address.url

    ended = consumers.drain(
        protocol="https", endpoint=url, dead_letter_queue_url=dead_url, subscription_arn="arn:aws:sns:a:b:c:d"
    )

    assert ended.status == 1
    assert "no answer: ConnectionRefusedError" in ended.said
    assert url not in ended.said


def test_a_dry_run_touches_nothing(consumers: Consumers, stack: Stack) -> None:
    url, arn = create_queue(stack, None)
    consumer = undelivered(stack, "sqs", arn, "true")

    ended = consumers.drain("consumer", "--dry-run", **consumer)

    assert (ended.status, waiting(stack, url), waiting(stack, consumer["dead_letter_queue_url"])) == (0, 0, 1)
    assert "about 1 messages would be delivered to consumer" in ended.said


@pytest.mark.parametrize("name", ["somebody", ""])
def test_a_consumer_that_is_none_is_said_with_those_that_are(consumers: Consumers, name: str) -> None:
    ended = consumers.drain(name, protocol="sqs", endpoint="", dead_letter_queue_url="", subscription_arn="")

    assert ended.status == 2
    assert "there are: consumer." in ended.said
