"""The policies of roles on the running stack, changed for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.denials import expect_denials
from tests.support.permissions.policies import Document
from tests.support.permissions.proof import Grant, grants
from tests.support.target import Target


@contextmanager
def without(target: Target, grant: Grant) -> Iterator[None]:
    """Take one pair of action and resource from its role for the length of the block."""
    expect_denials(grant.policy.holder, grant.action)
    iam = target.client("iam")
    role = {"RoleName": grant.policy.holder}
    (policy,) = iam.list_role_policies(**role)["PolicyNames"]
    name = {**role, "PolicyName": policy}
    iam.put_role_policy(**name, PolicyDocument=json.dumps(_reduced(grant)))
    try:
        yield
    finally:
        iam.put_role_policy(**name, PolicyDocument=json.dumps(grant.policy.document))


def _reduced(grant: Grant) -> Document:
    """Return the policy with a statement for each pair of action and resource but this one."""
    others = [each for each in grants([grant.policy]) if each != grant]
    statements = [{"Effect": "Allow", "Action": each.action, "Resource": each.resource} for each in others]
    return {**grant.policy.document, "Statement": statements}
