"""Calls on the loopback address count as sent over TLS."""

import pytest

from local.stack import Stack
from tests.support.local.patches.roles import Role, document
from tests.support.local.patches.topics import create_queue, messages

pytestmark = [pytest.mark.patch("iam_loopback_transport"), pytest.mark.iam]

OVER_TLS = {"Bool": {"aws:SecureTransport": "true"}}
OVER_PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}


def test_a_queue_that_refuses_plain_http_can_be_used(stack: Stack) -> None:
    url, arn = create_queue(stack, None)
    refuse = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn, "Condition": OVER_PLAIN_HTTP}
    stack.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(refuse)})

    stack.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
    assert [message["Body"] for message in messages(stack, url, 1)] == ["hello"]


def test_a_role_that_may_something_over_tls_alone_may_do_it(stack: Stack) -> None:
    url, arn = create_queue(stack, None)
    role = Role(stack)
    role.has({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn, "Condition": OVER_TLS})

    role.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
    (decision,) = role.decisions("sqs:SendMessage")
    assert (decision.context["aws:securetransport"], decision.allowed) == ("true", True)
