"""A refusal has AWS's status, code and words."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.roles import Role, arn, refusal
from tests.support.local.patches.topics import create_queue, create_topic

pytestmark = [pytest.mark.patch("iam_denials"), pytest.mark.iam]

DENIED = "User: {session} is not authorized to perform: {action} on resource: {resource} {reason}"
NO_POLICY = "because no identity-based policy allows the {} action"
EXPLICIT = "with an explicit deny in an identity-based policy"


def put_item(stack: Stack, role: Role) -> tuple[str, Callable[[], Any]]:
    table = unique("table")
    client = role.client("dynamodb")
    return arn(stack, "dynamodb", f"table/{table}"), lambda: client.put_item(TableName=table, Item={"id": {"S": "a"}})


def publish(stack: Stack, role: Role) -> tuple[str, Callable[[], Any]]:
    topic = create_topic(stack)
    client = role.client("sns")
    return topic, lambda: client.publish(TopicArn=topic, Message="hello")


def send_message(stack: Stack, role: Role) -> tuple[str, Callable[[], Any]]:
    url, queue = create_queue(stack, None)
    client = role.client("sqs")
    return queue, lambda: client.send_message(QueueUrl=url, MessageBody="hello")


def put_object(stack: Stack, role: Role) -> tuple[str, Callable[[], Any]]:
    bucket = unique("bucket")
    place = {"LocationConstraint": stack.region}
    stack.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    client = role.client("s3")
    return f"arn:aws:s3:::{bucket}/key", lambda: client.put_object(Bucket=bucket, Key="key", Body=b"")


def recommend(stack: Stack, role: Role) -> tuple[str, Callable[[], Any]]:
    campaign = arn(stack, "personalize", "campaign/none")
    client = role.client("personalize-runtime")
    return campaign, lambda: client.get_recommendations(campaignArn=campaign, userId="1")


Call = Callable[[Stack, Role], tuple[str, Callable[[], Any]]]
REFUSALS: list[tuple[str, str, int, str, Call]] = [
    ("dynamodb:PutItem", "dynamodb:PutItem", 400, "AccessDeniedException", put_item),
    ("sns:Publish", "SNS:Publish", 403, "AuthorizationError", publish),
    ("sqs:SendMessage", "sqs:sendmessage", 403, "AccessDenied", send_message),
    ("s3:PutObject", "s3:PutObject", 403, "AccessDenied", put_object),
    ("personalize:GetRecommendations", "personalize:GetRecommendations", 403, "AccessDeniedException", recommend),
]


@pytest.mark.parametrize(("action", "written", "status", "code", "call"), REFUSALS, ids=[case[0] for case in REFUSALS])
def test_a_refusal_says_who_what_on_what_and_why(
    stack: Stack, action: str, written: str, status: int, code: str, call: Call
) -> None:
    role = Role(stack)
    resource, attempt = call(stack, role)
    for statements, reason in (
        ([], NO_POLICY.format(written)),
        ([{"Effect": "Deny", "Action": action, "Resource": "*"}], EXPLICIT),
    ):
        if statements:
            role.has(*statements)
        with pytest.raises(ClientError) as error:
            attempt()
        expected = DENIED.format(session=_session(role), action=written, resource=resource, reason=reason)
        assert refusal(error.value) == (status, code, expected)


def _session(role: Role) -> str:
    return f"arn:aws:sts::000000000000:assumed-role/{role.name}/session"
