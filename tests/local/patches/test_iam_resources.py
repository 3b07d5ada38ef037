"""Calls are checked on the resources that policies name."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import new_log_stream, unique
from tests.support.local.patches.roles import Role, arn, signed_cbor

pytestmark = [pytest.mark.patch("iam_resources"), pytest.mark.iam]

Attempt = tuple[str, str, Callable[[Role], Any]]
"""The action, the resource it is checked on, and a call."""


def put_log_events(stack: Stack) -> Attempt:
    group, stream = new_log_stream(stack)
    events = [{"timestamp": int(time.time() * 1000), "message": "hello"}]
    return (
        "logs:PutLogEvents",
        arn(stack, "logs", f"log-group:{group}:log-stream:{stream}"),
        lambda role: role.client("logs").put_log_events(logGroupName=group, logStreamName=stream, logEvents=events),
    )


def create_log_stream(stack: Stack) -> Attempt:
    group, _ = new_log_stream(stack)
    stream = unique("stream")
    return (
        "logs:CreateLogStream",
        arn(stack, "logs", f"log-group:{group}:log-stream:{stream}"),
        lambda role: role.client("logs").create_log_stream(logGroupName=group, logStreamName=stream),
    )


def filter_log_events(stack: Stack) -> Attempt:
    group, _ = new_log_stream(stack)
    return (
        "logs:FilterLogEvents",
        arn(stack, "logs", f"log-group:{group}:*"),
        lambda role: role.client("logs").filter_log_events(logGroupName=group),
    )


def describe_stream(stack: Stack) -> Attempt:
    table = stack.client("dynamodb").create_table(
        TableName=unique("table"),
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]
    stream = table["LatestStreamArn"]
    return (
        "dynamodb:DescribeStream",
        stream,
        lambda role: role.client("dynamodbstreams").describe_stream(StreamArn=stream),
    )


ATTEMPTS = [put_log_events, create_log_stream, filter_log_events, describe_stream]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_call_is_allowed_on_the_resource_that_a_policy_names(
    stack: Stack, attempt: Callable[[Stack], Attempt]
) -> None:
    action, resource, call = attempt(stack)
    role = Role(stack)
    role.may(action, resource=f"{resource}-another")
    with pytest.raises(ClientError, match=rf"on resource: {resource.replace('*', '.')} because"):
        call(role)

    role.may(action, resource=resource)
    assert call(role)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [(each.resource, each.allowed) for each in role.decisions(action)] == [(resource, False), (resource, True)]


def test_a_campaign_that_the_role_may_not_use_is_named(stack: Stack) -> None:
    campaign, role = arn(stack, "personalize", f"campaign/{unique('campaign')}"), Role(stack)
    role.may("personalize:GetRecommendations", resource=f"{campaign}-another")
    with pytest.raises(ClientError, match=f"on resource: {campaign} because"):
        role.client("personalize-runtime").get_recommendations(campaignArn=campaign, userId="1")

    role.may("personalize:GetRecommendations", resource=campaign)
    with pytest.raises(ClientError) as error:
        role.client("personalize-runtime").get_recommendations(campaignArn=campaign, userId="1")
    assert error.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_an_alarm_whose_history_is_asked_for_in_cbor_is_checked_by_its_name(stack: Stack) -> None:
    name, role = unique("alarm"), Role(stack)
    role.may("cloudwatch:DescribeAlarmHistory", resource=arn(stack, "cloudwatch", f"alarm:{name}"))
    assert signed_cbor(stack, role, "DescribeAlarmHistory", AlarmName=name) == 200
    assert signed_cbor(stack, role, "DescribeAlarmHistory", AlarmName=f"{name}-another") == 403
