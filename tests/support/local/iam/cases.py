"""The cases of policy_cases.yaml, and how they are decided."""

from collections.abc import Iterator
from typing import Any

import yaml

from tests.support.permissions.evaluator import Call, allowed
from tests.support.permissions.policies import Kind, Policy
from tools.paths import ROOT

Case = dict[str, Any]

CASES: list[Case] = yaml.safe_load((ROOT / "tests" / "local" / "iam" / "policy_cases.yaml").read_text())
_USUAL = {
    "by": "arn:aws:iam::111111111111:role/caller",
    "do": "sns:Publish",
    "to": "arn:aws:sns:eu-west-1:111111111111:offers",
    "with": {},
}
_GUARDS = {"lambda": "aws_lambda_permission", "sns": "aws_sns_topic", "sqs": "aws_sqs_queue"}
_VERDICTS = {"allow": True, "refuse": False}


def wrongly_decided(case: Case) -> list[str]:
    """Return the calls of a case that are not decided as it says."""
    return [
        f"{call}: {'refused' if expected else 'allowed'}"
        for verdict, expected in _VERDICTS.items()
        for call in _calls(case, verdict)
        if allowed(call, _policies(case, call)) != expected
    ]


def _calls(case: Case, verdict: str) -> Iterator[Call]:
    for difference in case.get(verdict, []):
        made = {**_USUAL, **{name: case[name] for name in _USUAL if name in case}, **difference}
        yield Call(made["by"], made["do"], made["to"], made["with"])


def _policies(case: Case, call: Call) -> Iterator[Policy]:
    """Yield the policy of the role "caller", and that of the resource which is called."""
    version = {"Version": case.get("version", "2012-10-17")}
    role = {**version, "Statement": case.get("identity", [])}
    yield Policy("aws_iam_role_policy.its", Kind.IDENTITY, "caller", role)
    if "resource" in case:
        guard = {**version, "Statement": case["resource"]}
        yield Policy(f"{_GUARDS[call.service]}.its", Kind.RESOURCE, "offers", guard)
