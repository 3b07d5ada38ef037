"""What the local stack leaves unenforced of IAM is right in the plan: see local/README.md, "What is not enforced"."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tftest

from tests.support.docs.blocks import under
from tests.support.permissions.policies import Kind, Policy, as_list, policies_of
from tests.support.terraform.workspace import CONFIGURATION, ENVIRONMENTS, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
Resources = dict[str, dict[str, Any]]

# What takes a role, and the service that assumes it then.
TAKES_A_ROLE = {
    "aws_chatbot_slack_channel_configuration": "chatbot.amazonaws.com",
    "aws_lambda_function": "lambda.amazonaws.com",
}
# AWS Key Management Service Developer Guide, "AWS managed keys": its policy lets all use it who may use SNS.
KEY_OF_SNS = "alias/aws/sns"

_RESOURCE = re.compile(r"^(?=\w+ .*{$)", re.MULTILINE)


@pytest.fixture(params=ENVIRONMENTS)
def resources(request: pytest.FixtureRequest, plan_of: PlanOf) -> Resources:
    """The planned resources of each environment."""
    return planned_resources(plan_of(request.param))


def test_a_role_can_be_assumed_by_the_service_that_uses_it_alone(resources: Resources) -> None:
    trusted = {
        policy.address.partition(".aws_iam_role.")[0]: policy.statements
        for policy in policies_of(resources)
        if policy.kind is Kind.TRUST
    }
    used = {
        address.partition(f".{resource['type']}.")[0]: TAKES_A_ROLE[resource["type"]]
        for address, resource in resources.items()
        if resource["type"] in TAKES_A_ROLE
    }
    assert trusted == {
        module: [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}]
        for module, service in used.items()
    }


def test_nothing_else_takes_a_role() -> None:
    """Of the resources whose configuration names the ARN of a role of ours, all are known above."""
    blocks = [block for path in CONFIGURATION.rglob("*.tf") for block in _RESOURCE.split(path.read_text())[1:]]
    naming = {block.split('"')[1] for block in blocks if re.search(r"aws_iam_role\.\w+(\[[^]]*\])?\.arn", block)}
    assert naming == TAKES_A_ROLE.keys()


def test_nobody_is_granted_to_pass_a_role_or_to_become_somebody_else(resources: Resources) -> None:
    granted = [action for policy in policies_of(resources) for action in _granted(policy)]
    assert granted
    assert [action for action in granted if action.lower().startswith(("iam:", "sts:", "*"))] == []


def test_operators_need_pass_no_role() -> None:
    (written,) = under("docs/recovery.md", "Permissions", "json")
    granted = _granted(Policy("docs/recovery.md", Kind.IDENTITY, "operator", json.loads(written)))
    assert [action for action in granted if action.lower().startswith(("iam:", "sts:", "*"))] == []


def test_no_key_is_used_that_somebody_needs_permission_for(resources: Resources) -> None:
    """Services encrypt with keys of their own, so that nobody needs a permission of KMS, and nobody has one."""
    keys = {
        (resource["type"], value) for resource in resources.values() for value in _keys(resource["values"]) if value
    }
    assert keys == {("aws_sns_topic", KEY_OF_SNS)}
    assert [each for policy in policies_of(resources) for each in _granted(policy) if each.startswith("kms:")] == []


def test_queues_and_the_bucket_are_encrypted_by_their_service(resources: Resources) -> None:
    queues = [each["values"] for each in resources.values() if each["type"] == "aws_sqs_queue"]
    assert [queue["sqs_managed_sse_enabled"] for queue in queues] == [True] * len(queues)
    kind = "aws_s3_bucket_server_side_encryption_configuration"
    rules = [rule for each in resources.values() if each["type"] == kind for rule in each["values"]["rule"]]
    defaults = [rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] for rule in rules]
    assert defaults == ["AES256"]


def test_no_table_or_stream_has_a_policy_of_its_own(resources: Resources) -> None:
    assert [address for address, each in resources.items() if each["type"] == "aws_dynamodb_resource_policy"] == []


def test_the_failure_bucket_may_be_listed_whole_and_nothing_else(resources: Resources) -> None:
    """Lambda asks for s3:ListBucket of the bucket itself, without a prefix."""
    statements = [
        statement
        for policy in policies_of(resources)
        if policy.kind is Kind.IDENTITY
        for statement in policy.statements
        if "s3:ListBucket" in as_list(statement["Action"])
    ]
    (bucket,) = [each["values"]["bucket"] for each in resources.values() if each["type"] == "aws_s3_bucket"]
    assert statements
    for statement in statements:
        assert as_list(statement["Resource"]) == [f"arn:aws:s3:::{bucket}"]
        assert "Condition" not in statement


def test_conditions_are_on_keys_that_the_local_stack_knows(resources: Resources) -> None:
    statements = [each for policy in policies_of(resources) for each in policy.statements]
    keys = {key.lower() for each in statements for operands in each.get("Condition", {}).values() for key in operands}
    assert keys == {"aws:principalarn", "aws:securetransport", "aws:sourceaccount", "aws:sourcearn"}


def _granted(policy: Policy) -> list[str]:
    """Return the actions that a policy allows, but for that a role is assumed."""
    if policy.kind is Kind.TRUST:
        return []
    allowing = [each for each in policy.statements if each["Effect"] == "Allow"]
    return [action for statement in allowing for action in as_list(statement["Action"])]


def _keys(value: Any) -> Iterator[str]:
    """Yield the keys of KMS that a planned resource names, however deep."""
    if isinstance(value, dict):
        for name, each in value.items():
            if "kms" in name and isinstance(each, str):
                yield each
            yield from _keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)
