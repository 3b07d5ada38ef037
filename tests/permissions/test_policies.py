"""No policy of a deployment is overlooked, wherever it stands."""

import json
from typing import Any

import pytest

from tests.support.permissions.policies import UnreadPolicyError, policies_of

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
TEXT = json.dumps(DOCUMENT)
BUCKET_POLICY = {"type": "aws_s3_bucket_policy", "values": {"bucket": "failures", "policy": TEXT}}


def found(**resources: dict[str, Any]) -> list[str]:
    """Return the addresses of the policies of resources."""
    named = {f"{resource['type']}.{name}": resource for name, resource in resources.items()}
    return [policy.address for policy in policies_of(named)]


def role_with(inline: dict[str, str]) -> dict[str, Any]:
    """Return a role as the provider reads it, with an inline policy."""
    return {
        "type": "aws_iam_role",
        "values": {"name": "ingest-role", "assume_role_policy": TEXT, "inline_policy": [inline]},
    }


def test_what_repeats_a_policy_is_none() -> None:
    bucket = {"type": "aws_s3_bucket", "values": {"bucket": "failures", "policy": json.dumps(DOCUMENT, indent=2)}}

    assert found(its=BUCKET_POLICY, bucket=bucket) == ["aws_s3_bucket_policy.its"]


def test_a_roles_policy_as_it_was_last_read_is_none() -> None:
    own = {"type": "aws_iam_role_policy", "values": {"name": "ingest", "role": "ingest-role", "policy": TEXT}}
    before = {"name": "ingest", "policy": TEXT.replace("Get", "Put")}

    assert sorted(found(own=own, role=role_with(before))) == ["aws_iam_role.role", "aws_iam_role_policy.own"]


@pytest.mark.parametrize(
    "resource",
    [
        {"type": "aws_s3_bucket", "values": {"bucket": "failures", "policy": TEXT.replace("Get", "Put")}},
        {"type": "aws_kms_key", "values": {"policy": TEXT.replace("Get", "Put")}},
        {
            "type": "aws_iam_role_policy_attachment",
            "values": {"role": "its", "policy_arn": "arn:aws:iam::1:policy/own"},
        },
        {"type": "aws_iam_user", "values": {"inline": [{"name": "its", "document": TEXT.replace("Get", "Put")}]}},
        role_with({"name": "other", "policy": TEXT.replace("Get", "Put")}),
        {"type": "aws_secretsmanager_secret_policy", "values": {"secret_arn": "its"}},
        {"type": "aws_lakeformation_permissions", "values": {"principal": "its"}},
    ],
    ids=lambda resource: resource["type"],
)
def test_a_policy_that_no_test_looks_at_is_said(resource: dict[str, Any]) -> None:
    with pytest.raises(UnreadPolicyError):
        found(its=BUCKET_POLICY, other=resource)


def test_a_policy_that_is_known_later_is_not_passed_over() -> None:
    assert found(queue={"type": "aws_sqs_queue", "values": {"name": "offers"}}) == ["aws_sqs_queue.queue"]
