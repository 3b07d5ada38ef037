"""What shows that a part of a policy is needed: a call that is decided otherwise without it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.support.permissions.evaluator import Call, allowed, guards
from tests.support.permissions.policies import Document, Kind, Policy, as_list
from tests.support.permissions.removals import Removal

ANOTHER_ACCOUNT = "999999999999"


@dataclass(frozen=True)
class Grant:
    """One pair of action and resource that a policy allows to ``principal``: a role's name or a service's principal."""

    policy: Policy
    principal: str
    action: str
    resource: str

    def covers(self, call: Call) -> bool:
        """Return whether the call is one that this pair is about."""
        concerns = guards(self.policy, call) or self.policy.kind is Kind.IDENTITY
        return (
            concerns
            and self.principal == (call.role or call.principal)
            and _like(self.action.lower(), call.action.lower())
            and _like(self.resource, call.resource)
        )

    def __str__(self) -> str:
        return f"{self.policy.address}: {self.principal} may {self.action} on {self.resource}"


def grants(policies: Iterable[Policy]) -> Iterator[Grant]:
    """Yield every pair of action and resource that policies of ours allow."""
    for policy in policies:
        for statement in policy.statements:
            for action in as_list(statement["Action"]) if statement["Effect"] == "Allow" else ():
                for resource in as_list(statement.get("Resource", f"arn:aws:iam::*:role/{policy.holder}")):
                    yield from (Grant(policy, each, action, resource) for each in _principals(policy, statement))


def _principals(policy: Policy, statement: Document) -> list[str]:
    if policy.kind is Kind.IDENTITY:
        return [policy.holder]
    principals = statement["Principal"]
    several = principals.values() if isinstance(principals, dict) else [principals]
    return [principal for each in several for principal in as_list(each)]


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
                for statement in policy.statements:
                    if _concerns(statement, policy, call):
                        yield from (_with_another(key, call) for key in _condition_keys(statement))


def _concerns(statement: Document, policy: Policy, call: Call) -> bool:
    """Return whether a statement of a resource's policy is about a call, but for its conditions."""
    return (
        any(each in {"*", call.principal} for each in _principals(policy, statement))
        and any(_like(each.lower(), call.action.lower()) for each in as_list(statement["Action"]))
        and any(_like(each, call.resource) for each in as_list(statement.get("Resource", "*")))
    )


def _condition_keys(statement: Document) -> set[str]:
    return {key.lower() for keys in statement.get("Condition", {}).values() for key in keys}


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
