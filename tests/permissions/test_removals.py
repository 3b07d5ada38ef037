"""Every way of taking one thing out of a policy is tried, whatever its shape."""

from typing import Any

from tests.support.permissions.policies import Kind, Policy
from tests.support.permissions.removals import removals

ALLOW: dict[str, Any] = {
    "Sid": "Send",
    "Effect": "Allow",
    "Principal": {"AWS": ["111111111111", "222222222222"], "Service": "sns.amazonaws.com"},
    "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"],
    "Resource": ["arn:aws:sqs:::one", "arn:aws:sqs:::two", "arn:aws:sqs:::three"],
    "Condition": {
        "StringEquals": {"aws:SourceAccount": ["1", "2"], "aws:SourceVpc": "vpc-1"},
        "Bool": {"aws:SecureTransport": "true"},
    },
}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}


def taken(*statements: object) -> dict[str, list[dict[str, object]]]:
    """Return each removal from a policy of these statements, and what is left."""
    policy = Policy("aws_sqs_queue.its", Kind.RESOURCE, "its", {"Statement": list(statements)})
    return {removal.what: removal.policy.statements for removal in removals(policy)}


def test_everything_is_taken_out_once_and_alone() -> None:
    found = taken(ALLOW, DENY)

    assert found == {
        "statement Send": [DENY],
        "action sqs:SendMessage of Send": [{**ALLOW, "Action": ["sqs:ReceiveMessage"]}, DENY],
        "action sqs:ReceiveMessage of Send": [{**ALLOW, "Action": ["sqs:SendMessage"]}, DENY],
        **{
            f"resource {gone} of Send": [{**ALLOW, "Resource": [arn for arn in ALLOW["Resource"] if arn != gone]}, DENY]
            for gone in ALLOW["Resource"]
        },
        "principal 111111111111 of Send": [
            {**ALLOW, "Principal": {"AWS": ["222222222222"], "Service": "sns.amazonaws.com"}},
            DENY,
        ],
        "principal 222222222222 of Send": [
            {**ALLOW, "Principal": {"AWS": ["111111111111"], "Service": "sns.amazonaws.com"}},
            DENY,
        ],
        "principals AWS of Send": [{**ALLOW, "Principal": {"Service": "sns.amazonaws.com"}}, DENY],
        "principals Service of Send": [{**ALLOW, "Principal": {"AWS": ["111111111111", "222222222222"]}}, DENY],
        "condition StringEquals aws:SourceAccount of Send": [
            {**ALLOW, "Condition": {"Bool": ALLOW["Condition"]["Bool"], "StringEquals": {"aws:SourceVpc": "vpc-1"}}},
            DENY,
        ],
        "value 1 of aws:SourceAccount of Send": [_with_accounts("2"), DENY],
        "value 2 of aws:SourceAccount of Send": [_with_accounts("1"), DENY],
        "condition StringEquals aws:SourceVpc of Send": [
            {
                **ALLOW,
                "Condition": {"Bool": ALLOW["Condition"]["Bool"], "StringEquals": {"aws:SourceAccount": ["1", "2"]}},
            },
            DENY,
        ],
        "condition Bool aws:SecureTransport of Send": [
            {**ALLOW, "Condition": {"StringEquals": ALLOW["Condition"]["StringEquals"]}},
            DENY,
        ],
        "statement Deny sqs:*": [ALLOW],
    }


def test_the_last_of_a_list_goes_with_its_statement() -> None:
    assert taken({"Sid": "Only", "Effect": "Allow", "Action": ["a:B"], "Resource": ["*"]}) == {"statement Only": []}


def _with_accounts(*accounts: str) -> dict[str, object]:
    equals = {**ALLOW["Condition"]["StringEquals"], "aws:SourceAccount": list(accounts)}
    return {**ALLOW, "Condition": {**ALLOW["Condition"], "StringEquals": equals}}
