"""Faults are injected into calls to the local stack, in the wire format of each service."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.faults import send

Inject = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def inject(stack: Stack) -> Iterator[Inject]:
    yield lambda *rules: send(stack, "POST", rules)
    send(stack, "DELETE")


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"faults-{uuid.uuid4().hex[:10]}"


def error_of(call: Callable[..., Any], **arguments: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"], raised.value.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "code", "status"),
    [
        pytest.param(
            "dynamodb",
            "PutItem",
            {"TableName": "t", "Item": {"id": {"S": "1"}}},
            "ProvisionedThroughputExceededException",
            400,
            id="JSON 1.0",
        ),
        pytest.param("kms", "ListKeys", {}, "KMSInternalException", 500, id="JSON 1.1"),
        pytest.param(
            "sqs", "SendMessage", {"QueueUrl": "q", "MessageBody": "m"}, "OverLimit", 403, id="JSON, query before"
        ),
        pytest.param(
            "sns",
            "Publish",
            {"TopicArn": "arn:aws:sns:eu-west-1:000000000000:t", "Message": "m"},
            "Throttled",
            429,
            id="query",
        ),
        pytest.param("lambda", "Invoke", {"FunctionName": "f"}, "TooManyRequestsException", 429, id="REST, JSON"),
        pytest.param("s3", "PutObject", {"Bucket": "b", "Key": "a/b", "Body": b""}, "SlowDown", 503, id="REST, XML"),
        pytest.param("cloudwatch", "ListMetrics", {}, "InternalServiceFault", 500, id="CBOR"),
    ],
)
def test_an_error_looks_to_boto3_like_the_services_own(
    stack: Stack,
    inject: Inject,
    service: str,
    operation: str,
    arguments: dict[str, Any],
    code: str,
    status: int,
) -> None:
    inject({"service": service, "operation": operation, "code": code, "status": status, "message": "No room."})
    client = stack.client(service)
    method = next(python for python, aws in client.meta.method_to_api_mapping.items() if aws == operation)

    assert error_of(getattr(client, method), **arguments) == (code, status)


def test_the_status_follows_from_the_services_model(stack: Stack, inject: Inject) -> None:
    inject({"service": "lambda", "operation": "Invoke", "code": "TooManyRequestsException"})

    assert error_of(stack.client("lambda").invoke, FunctionName="f") == ("TooManyRequestsException", 429)


def test_only_the_named_resource_is_affected(stack: Stack, inject: Inject, name: str) -> None:
    sqs = stack.client("sqs")
    for queue in (name, f"other-{uuid.uuid4().hex}"):
        sqs.create_queue(QueueName=queue)
    inject({"service": "sqs", "resource": name, "code": "ServiceUnavailable", "status": 503})

    assert error_of(sqs.get_queue_url, QueueName=name) == ("ServiceUnavailable", 503)
    assert queue in sqs.get_queue_url(QueueName=queue)["QueueUrl"]


def test_a_rule_ends_after_its_count(stack: Stack, inject: Inject) -> None:
    inject({"service": "sns", "operation": "ListTopics", "code": "InternalError", "status": 500, "count": 2})
    sns = stack.client("sns")

    assert [error_of(sns.list_topics) for _ in range(2)] == [("InternalError", 500)] * 2
    assert "Topics" in sns.list_topics()
    assert send(stack, "GET")[0]["hits"] == 2


def test_a_delay_alone_makes_the_call_slow_and_lets_it_succeed(stack: Stack, inject: Inject) -> None:
    inject({"service": "sns", "operation": "ListTopics", "delay_ms": 300})
    sns = stack.client("sns")
    started = time.monotonic()

    assert "Topics" in sns.list_topics()
    assert time.monotonic() - started >= 0.3


def test_a_response_can_be_lost_after_the_work_is_done(stack: Stack, inject: Inject, name: str) -> None:
    rule = {"service": "sqs", "operation": "CreateQueue", "code": "InternalFailure", "status": 500}
    inject({**rule, "when": "after", "count": 1})
    sqs = stack.client("sqs")

    assert error_of(sqs.create_queue, QueueName=name) == ("InternalFailure", 500)
    assert name in sqs.get_queue_url(QueueName=name)["QueueUrl"]


def test_without_luck_nothing_happens(stack: Stack, inject: Inject) -> None:
    inject({"service": "sns", "operation": "ListTopics", "code": "InternalError", "probability": 1e-12})

    assert "Topics" in stack.client("sns").list_topics()


def test_one_rule_can_be_deleted_by_its_id(stack: Stack, inject: Inject) -> None:
    inject(*({"id": rule, "service": "sns", "code": "InternalError"} for rule in ("first", "second")))

    assert [rule["id"] for rule in send(stack, "DELETE", query="?id=first")] == ["second"]


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"service": "sms", "code": "X"}, "not one of boto3's"),
        ({"service": "sns", "operation": "publish", "code": "X"}, "no operation of that name"),
        ({"service": "sns"}, "needs a 'code'"),
        ({"service": "sns", "status": 503}, "needs a 'code'"),
        ({"service": "sns", "code": "X", "status": 200}, "from 400 to 599"),
        ({"service": "sns", "code": "X", "probability": 0}, "above 0"),
        ({"service": "sns", "code": "X", "count": 0}, "positive"),
        ({"service": "sns", "code": "X", "when": "never"}, "'before' or 'after'"),
        ({"service": "sns", "code": "X", "colour": "red"}, "no member colour"),
        ("sns", "at least a 'service'"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_the_reason(stack: Stack, rule: object, complaint: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        send(stack, "POST", [rule])

    assert raised.value.code == 400
    assert complaint in json.load(raised.value)["message"]
