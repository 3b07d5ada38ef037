"""Policies keep to the grammar of IAM, which the local stack does not look at and AWS refuses to break."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import tftest

from tests.support.permissions.policies import UNKNOWN, Document, Kind, Policy, policies_of
from tests.support.terraform.workspace import ENVIRONMENTS, planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_policies_are_well_formed(environment: str, plan_of: PlanOf) -> None:
    found = [
        each for each in policies_of(planned_resources(plan_of(environment))) if each.type != "aws_lambda_permission"
    ]
    ours = [policy for policy in found if policy.document["Statement"] != UNKNOWN]
    assert {policy.kind for policy in ours} == {Kind.IDENTITY, Kind.RESOURCE, Kind.TRUST}
    assert [fault for policy in ours for fault in faults(policy)] == []


GOOD: Document = {"Sid": "One", "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
MALFORMED: dict[str, tuple[Document, str]] = {
    "no version": ({"Statement": [GOOD]}, "version None"),
    "another effect": ({"Version": "2012-10-17", "Statement": [{**GOOD, "Effect": "allow"}]}, "effect allow"),
    "an id twice": ({"Version": "2012-10-17", "Statement": [GOOD, GOOD]}, "id One twice"),
    "an id with a space": ({"Version": "2012-10-17", "Statement": [{**GOOD, "Sid": "O ne"}]}, "id O ne"),
    "an unknown element": ({"Version": "2012-10-17", "Statement": [{**GOOD, "Conditions": {}}]}, "element Conditions"),
    "a principal in a role's policy": (
        {"Version": "2012-10-17", "Statement": [{**GOOD, "Principal": "*"}]},
        "elements Action, Effect, Principal, Resource",
    ),
    "no resource": (
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage"}]},
        "elements Action, Effect",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_policy_is_seen(case: str) -> None:
    document, fault = MALFORMED[case]
    assert fault in " ".join(faults(Policy("policy", Kind.IDENTITY, "role", document)))


# IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language".
_ELEMENTS = {
    Kind.IDENTITY: {"Effect", "Action", "Resource"},
    Kind.RESOURCE: {"Effect", "Action", "Resource", "Principal"},
    Kind.TRUST: {"Effect", "Action", "Principal"},
}


def faults(policy: Policy) -> Iterator[str]:
    """Yield for what AWS would call a policy malformed."""
    version = policy.document.get("Version")
    if version != "2012-10-17":
        yield f"{policy.address}: version {version}"
    names = [statement["Sid"] for statement in policy.statements if "Sid" in statement]
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{policy.address}: id {name} twice"
        if not re.fullmatch("[A-Za-z0-9]+", name):
            yield f"{policy.address}: id {name}"
    for statement in policy.statements:
        needed = statement.keys() - {"Sid", "Condition"}
        if statement["Effect"] not in {"Allow", "Deny"}:
            yield f"{policy.address}: effect {statement['Effect']}"
        for unknown in needed - {"Effect", "Action", "Resource", "Principal"}:
            yield f"{policy.address}: element {unknown}"
        if needed != _ELEMENTS[policy.kind]:
            yield f"{policy.address}: elements {', '.join(sorted(needed))}"
