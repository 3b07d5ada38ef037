"""Decides on calls as the local stack does, with the stack's own, patched evaluator, but on policies of our choice."""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext, EvalResult

from tests.support.permissions.policies import Kind, Policy

# The patches of the evaluator itself: the others say who calls, and what.
PATCHES = ("iam_arn_operators", "iam_policy_variables")

_EVERYTHING = iam_evaluator.parse_policy_document({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
# The members of a call that the evaluator takes elsewhere than from a request's condition keys.
_TRANSPORT = "aws:securetransport"


@dataclass(frozen=True)
class Call:
    """What IAM decides on. ``principal`` is the ARN of a role or of an account's root, or a service's name.

    ``context`` holds condition keys in lower case.
    """

    principal: str
    action: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The service that answers the call, as actions name it."""
        return self.action.partition(":")[0]

    @property
    def by_service(self) -> bool:
        """Whether a service calls in its own name, and not in a role's."""
        return not self.principal.startswith("arn:")

    @property
    def role(self) -> str | None:
        """The name of the role that calls."""
        return self.principal.rpartition("/")[2] if ":role/" in self.principal else None

    def __str__(self) -> str:
        return f"{self.principal} {self.action} {self.resource}"


@contextmanager
def patched(*names: str) -> Iterator[None]:
    """Decide with these patches for the length of the block."""
    module, operators = dict(vars(iam_evaluator)), dict(iam_evaluator._CONDITION_OPS)
    for name in names:
        importlib.import_module(f"local.patches.{name}").apply()
    try:
        yield
    finally:
        vars(iam_evaluator).update(module)
        iam_evaluator._CONDITION_OPS.update(operators)


def allowed(call: Call, policies: Iterable[Policy]) -> bool:
    """Return whether ``policies`` let the call through; those that are not about it count for nothing."""
    policies = list(policies)
    context = _context(call)
    asked = [policy for policy in policies if guards(policy, call)]
    version = {name: value for policy in asked for name, value in policy.document.items() if name == "Version"}
    guard = {**version, "Statement": [each for policy in asked for each in policy.statements]}
    if call.by_service:
        return bool(iam_evaluator.evaluate_resource_policy(guard, context, service=call.principal).decision == "Allow")
    result = iam_evaluator.combine_resource_policy(_by_identity(call, context, policies), context, guard, None)
    return bool(result.decision == "Allow")


def guards(policy: Policy, call: Call) -> bool:
    """Return whether a resource's policy is asked about a call."""
    if policy.kind is Kind.TRUST:
        return call.service == "sts" and call.resource.rpartition("/")[2] == policy.holder
    if policy.kind is not Kind.RESOURCE or _SERVICES[policy.type] != call.service:
        return False
    # X-Ray's policies belong to the account and not to a resource.
    return call.service == "xray" or policy.holder in call.resource.split(":", 5)[5].replace("/", ":").split(":")


_SERVICES = {
    "aws_lambda_permission": "lambda",
    "aws_s3_bucket_policy": "s3",
    "aws_sns_topic": "sns",
    "aws_sqs_queue": "sqs",
    "aws_xray_resource_policy": "xray",
}


def _by_identity(call: Call, context: EvalContext, policies: Iterable[Policy]) -> EvalResult:
    """Decide by the role's own policies; an account's root may do everything."""
    if call.role is None:
        return iam_evaluator.evaluate(context, [_EVERYTHING])
    own = [each for each in policies if each.kind is Kind.IDENTITY and each.holder == call.role]
    return iam_evaluator.evaluate(context, [iam_evaluator.parse_policy_document(each.document) for each in own])


def _context(call: Call) -> EvalContext:
    account = call.principal.split(":")[4] if not call.by_service else ""
    return EvalContext(
        principal_arn="*" if call.by_service else call.principal,
        principal_type="Service" if call.by_service else "AssumedRole" if call.role else "Root",
        principal_account=account,
        action=call.action,
        resource_arn=call.resource,
        region="eu-west-1",
        source_ip="127.0.0.1",
        secure_transport=call.context.get(_TRANSPORT, "true") == "true",
        service_context={key: value for key, value in call.context.items() if key != _TRANSPORT},
    )
