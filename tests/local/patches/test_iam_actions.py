"""Calls are checked as the actions that IAM has for them: what a role may, works, and nothing else does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.roles import Role, refusal, signed_cbor
from tests.support.local.patches.streamed_table import create_queue
from tests.support.local.patches.topics import create_topic

pytestmark = [pytest.mark.patch("iam_actions"), pytest.mark.iam]

RESPONSE = "def handler(event, context):\n    return 'done'\n"
ENTRIES = [{"Id": "1", "Message": "hello"}]

Call = Callable[[Stack, Role], Any]


def publish_batch(stack: Stack, role: Role) -> Any:
    topic = create_topic(stack)
    return role.client("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=ENTRIES)


def send_batch(stack: Stack, role: Role) -> Any:
    url, _ = create_queue(stack)
    return role.client("sqs").send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "hello"}])


def delete_batch(stack: Stack, role: Role) -> Any:
    return _with_a_receipt(stack, role, "delete_message_batch")


def change_visibility_batch(stack: Stack, role: Role) -> Any:
    return _with_a_receipt(stack, role, "change_message_visibility_batch", VisibilityTimeout=5)


def _with_a_receipt(stack: Stack, role: Role, operation: str, **entry: Any) -> Any:
    url, _ = create_queue(stack)
    sqs = stack.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    entries = [{"Id": "1", "ReceiptHandle": message["ReceiptHandle"], **entry}]
    return getattr(role.client("sqs"), operation)(QueueUrl=url, Entries=entries)


def new_function(stack: Stack) -> str:
    return create_function(stack, RESPONSE, Role=Role(stack).arn)


def alias(stack: Stack, role: Role) -> Any:
    name, functions = new_function(stack), stack.client("lambda")
    functions.publish_version(FunctionName=name)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    return role.client("lambda").get_alias(FunctionName=name, Name="live")


def unreserve(stack: Stack, role: Role) -> Any:
    return role.client("lambda").delete_function_concurrency(FunctionName=new_function(stack))


def traces(stack: Stack, role: Role) -> Any:
    return role.client("xray").batch_get_traces(TraceIds=[])


def campaigns(stack: Stack, role: Role) -> Any:
    return role.client("personalize").list_campaigns()


CALLS: dict[str, Call] = {
    "sns:Publish": publish_batch,
    "sqs:SendMessage": send_batch,
    "sqs:DeleteMessage": delete_batch,
    "sqs:ChangeMessageVisibility": change_visibility_batch,
    "lambda:GetAlias": alias,
    "lambda:DeleteFunctionConcurrency": unreserve,
    "xray:BatchGetTraces": traces,
    "personalize:ListCampaigns": campaigns,
}


@pytest.mark.parametrize("action", CALLS)
def test_a_call_is_checked_as_its_action(stack: Stack, action: str) -> None:
    role = Role(stack)
    with pytest.raises(ClientError) as error:
        CALLS[action](stack, role)
    status, _, message = refusal(error.value)
    assert status in {400, 403}
    assert f"not authorized to perform: {action}".lower() in message.lower()
    assert [decision.allowed for decision in role.decisions(action)] == [False]

    role.may(action)
    response = CALLS[action](stack, role)
    assert response["ResponseMetadata"]["HTTPStatusCode"] in {200, 204}
    assert not response.get("Failed")


@pytest.mark.parametrize("action", CALLS)
def test_no_other_action_of_the_service_lets_a_call_through(stack: Stack, action: str) -> None:
    role = Role(stack)
    role.has({"Effect": "Allow", "NotAction": action, "Resource": "*"})
    with pytest.raises(ClientError):
        CALLS[action](stack, role)
    assert [decision.allowed for decision in role.decisions(action)] == [False]


def test_recommendations_are_checked(stack: Stack) -> None:
    role = Role(stack)
    with pytest.raises(ClientError) as error:
        role.client("personalize-runtime").get_recommendations(
            campaignArn=f"arn:aws:personalize:{stack.region}:000000000000:campaign/none", userId="1"
        )
    assert "not authorized to perform: personalize:GetRecommendations" in refusal(error.value)[2]


def test_an_invocation_has_an_action_of_another_name(stack: Stack) -> None:
    role = Role(stack)
    role.may("lambda:InvokeFunction", "lambda:GetAlias")
    invoked = role.client("lambda").invoke(FunctionName=alias(stack, role)["AliasArn"])
    assert json.load(invoked["Payload"]) == "done"


def test_metrics_sent_in_cbor_are_checked(stack: Stack) -> None:
    role = Role(stack)
    assert signed_cbor(stack, role, "DescribeAlarms") == 403
    (decision,) = role.decisions("cloudwatch:DescribeAlarms")
    assert not decision.allowed
    role.may("cloudwatch:DescribeAlarms")
    assert signed_cbor(stack, role, "DescribeAlarms") == 200
