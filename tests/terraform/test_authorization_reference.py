"""Policies use the actions, resources and condition keys that AWS's Service Authorization Reference documents.

IAM takes a policy with an unknown action or key without a word: it then grants nothing, or everything.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
import tftest

from tests.support.docs.blocks import under
from tests.support.permissions.policies import Kind, Policy, policies_of
from tests.support.permissions.reference import objections
from tests.support.terraform.workspace import ENVIRONMENTS, Terraform, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]

TABLE = "arn:aws:dynamodb:eu-west-1:111111111111:table/offers"
TOPIC = "arn:aws:sns:eu-west-1:111111111111:offers"
QUEUE = "arn:aws:sqs:eu-west-1:111111111111:offers"
SNS = {"Service": "sns.amazonaws.com"}
CONSUMERS = {
    "mail": {"protocol": "sqs"},
    "push": {"protocol": "lambda", "endpoint": "arn:aws:lambda:eu-west-1:111111111111:function:push:live"},
    "app": {"protocol": "sqs", "endpoint": QUEUE.replace("offers", "app")},
    "web": {"protocol": "https", "endpoint": "https://consumer.example.com/offers"},
}
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "an action that is none": (
        {"Action": "dynamodb:BatchGetItems", "Resource": TABLE},
        "no action dynamodb:BatchGetItems",
    ),
    "a service that is none": ({"Action": "dynamo:GetItem", "Resource": TABLE}, "no action dynamo:GetItem"),
    "an operation without an action of its own": (
        {"Action": "sns:PublishBatch", "Resource": TOPIC},
        "no action sns:PublishBatch",
    ),
    "another service's resource": (
        {"Action": "dynamodb:GetItem", "Resource": TOPIC},
        f"dynamodb:GetItem is not checked on {TOPIC}",
    ),
    "an index, for an action on tables": (
        {"Action": "dynamodb:BatchGetItem", "Resource": f"{TABLE}/index/by-name"},
        f"dynamodb:BatchGetItem is not checked on {TABLE}/index/by-name",
    ),
    "a resource for an action that has none": (
        {"Action": "xray:PutTraceSegments", "Resource": TOPIC},
        f"xray:PutTraceSegments is not checked on {TOPIC}",
    ),
    "everything, where one can be named": (
        {"Action": ["dynamodb:ListStreams", "dynamodb:GetItem"], "Resource": "*"},
        "dynamodb:GetItem is not checked on *",
    ),
    "an object, for an action on buckets": (
        {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::failures/*"},
        "s3:ListBucket is not checked on arn:aws:s3:::failures/*",
    ),
    "another action's key": (
        {
            "Action": "dynamodb:ListStreams",
            "Resource": "*",
            "Condition": {"StringEquals": {"dynamodb:LeadingKeys": "1"}},
        },
        "dynamodb:ListStreams documents no condition key dynamodb:LeadingKeys",
    ),
    "a key of a service that has none": (
        {"Action": "sqs:SendMessage", "Resource": QUEUE, "Condition": {"StringEquals": {"sqs:TopicArn": TOPIC}}},
        "sqs:SendMessage documents no condition key sqs:TopicArn",
    ),
    "what only services bring, of other callers": (
        {
            "Action": "sqs:SendMessage",
            "Resource": QUEUE,
            "Principal": {"AWS": "*"},
            "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC}},
        },
        "sqs:SendMessage documents no condition key aws:SourceArn",
    ),
}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_policies_use_what_the_reference_documents(environment: str, plan_of: PlanOf) -> None:
    found = list(policies_of(planned_resources(plan_of(environment))))

    assert [objection for policy in found for objection in objections(policy)] == []
    assert {policy.kind for policy in found} >= {Kind.IDENTITY, Kind.RESOURCE, Kind.TRUST}


def test_so_do_those_of_every_kind_of_consumer(root: Terraform) -> None:
    variables = {"offer_subscriptions": json.dumps(CONSUMERS), "consumer_account_ids": '["222222222222"]'}
    plan = root.planned("-var-file=environments/dev.tfvars", verify_account="false", **variables)
    found = list(policies_of(planned_resources(plan)))

    assert [objection for policy in found for objection in objections(policy)] == []
    assert any("sns:Endpoint" in str(policy.document) for policy in found)
    assert any(policy.holder == "push" for policy in found)


def test_the_policy_that_operators_are_advised_to_take_uses_what_the_reference_documents() -> None:
    (written,) = under("docs/recovery.md", "Permissions", "json")

    assert list(objections(Policy("docs/recovery.md", Kind.IDENTITY, "operator", json.loads(written)))) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_seen(mistake: str) -> None:
    statement, complaint = MISTAKES[mistake]

    assert _complaints(statement) == [complaint]


def test_what_is_right_is_let_through() -> None:
    from_topic = {"ArnEquals": {"aws:SourceArn": TOPIC}, "StringEquals": {"aws:SourceAccount": "111111111111"}}
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    statements: list[dict[str, Any]] = [
        {"Action": ["dynamodb:GetItem"], "Resource": [TABLE], "Condition": {"Null": {"dynamodb:LeadingKeys": "false"}}},
        {"Action": "dynamodb:Query", "Resource": f"{TABLE}/index/by-name"},
        {"Action": "sqs:SendMessage", "Resource": QUEUE, "Principal": SNS, "Condition": from_topic},
        {"Effect": "Deny", "Action": "sqs:*", "Resource": QUEUE, "Principal": "*", "Condition": plain},
    ]

    assert [_complaints(statement) for statement in statements] == [[]] * len(statements)


def _complaints(statement: dict[str, Any]) -> list[str]:
    document = {"Statement": {"Sid": "Its", "Effect": "Allow", **statement}}
    found = objections(Policy("policy", Kind.IDENTITY, "role", json.loads(json.dumps(document))))
    return [each.removeprefix("policy, Its: ") for each in found]
