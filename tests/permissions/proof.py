"""What shows that a part of a policy is needed: a call that is decided otherwise without it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.permissions.evaluator import Call, allowed, guards
from tests.permissions.policies import Kind, Policy, as_list
from tests.permissions.removals import Removal

ANOTHER_ACCOUNT = "999999999999"


@dataclass(frozen=True)
class Grant:
    """One pair of action and resource that a policy allows."""

    policy: Policy
    action: str
    resource: str

    def covers(self, call: Call) -> bool:
        """Return whether the call is one that this pair is about."""
        if self.policy.kind is Kind.IDENTITY and call.role != self.policy.holder:
            return False
        if self.policy.kind is Kind.RESOURCE and not guards(self.policy, call):
            return False
        return _like(self.action.lower(), call.action.lower()) and _like(self.resource, call.resource)

    def __str__(self) -> str:
        return f"{self.policy.address}: {self.action} on {self.resource}"


def grants(policies: Iterable[Policy]) -> Iterator[Grant]:
    """Yield every pair of action and resource that identity and resource policies allow."""
    for policy in policies:
        if policy.kind in {Kind.IDENTITY, Kind.RESOURCE}:
            for statement in policy.statements:
                for action in as_list(statement["Action"]) if statement["Effect"] == "Allow" else ():
                    for resource in as_list(statement["Resource"]):
                        yield Grant(policy, action, resource)


def unused(policies: Iterable[Policy], calls: Sequence[Call]) -> list[str]:
    """Return the grants that no call made use of."""
    return [str(grant) for grant in grants(policies) if not any(grant.covers(call) for call in calls)]


def decided_otherwise(removal: Removal, policies: Sequence[Policy], calls: Iterable[tuple[Call, bool]]) -> Call | None:
    """Return a call, of those given with how they are decided, that another decision meets after the removal."""
    reduced = [removal.policy if each.address == removal.policy.address else each for each in policies]
    return next((call for call, decision in calls if allowed(call, reduced) != decision), None)


def to_be_refused(policies: Iterable[Policy], calls: Iterable[Call]) -> Iterator[Call]:
    """Yield calls as they were made, but for one condition that a policy sets: each has to be refused.

    Raises ``KeyError`` for a condition key of which no other value is known here.
    """
    policies = list(policies)
    for call in calls:
        for policy in policies:
            if guards(policy, call):
                yield from (_with_another(key, call) for key in sorted(_condition_keys(policy)))


def _condition_keys(policy: Policy) -> set[str]:
    conditions = [keys for statement in policy.statements for keys in statement.get("Condition", {}).values()]
    return {key.lower() for keys in conditions for key in keys}


def _with_another(key: str, call: Call) -> Call:
    """Return the call with another value of one condition key."""
    if key == "aws:principalarn":
        return replace(call, principal=f"arn:aws:iam::{call.resource.split(':')[4]}:root")
    others = {
        "aws:securetransport": "false",
        "aws:sourceaccount": ANOTHER_ACCOUNT,
        "aws:sourcearn": f"{call.context.get('aws:sourcearn', '')}-another",
    }
    return replace(call, context={**call.context, key: others[key]})


def _like(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None
