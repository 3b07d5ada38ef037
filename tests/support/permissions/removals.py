"""Every way of taking one thing out of a policy: a statement, an action, a resource, a principal, a condition."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.support.permissions.policies import Document, Policy, as_list, label

# Elements of a statement that are a value or a list of values.
_LISTS = ("Action", "Resource")


@dataclass(frozen=True)
class Removal:
    """What was taken out of a policy, in words, and the policy as it is then."""

    what: str
    policy: Policy

    def __str__(self) -> str:
        return f"{self.policy.address}: {self.what}"


def removals(policy: Policy) -> Iterator[Removal]:
    """Yield every removal. The last action, resource or principal of a statement goes with the statement alone."""
    for number, statement in enumerate(policy.statements):
        name = label(statement)
        yield Removal(f"statement {name}", _with_statement(policy, number, None))
        for what, reduced in _reduced(statement):
            yield Removal(f"{what} of {name}", _with_statement(policy, number, reduced))


def _with_statement(policy: Policy, number: int, statement: Document | None) -> Policy:
    """Return the policy with another statement at this place, or without it."""
    statements = copy.deepcopy(policy.statements)
    statements[number : number + 1] = [] if statement is None else [statement]
    return replace(policy, document={**policy.document, "Statement": statements})


def _reduced(statement: Document) -> Iterator[tuple[str, Document]]:
    for element in _LISTS:
        for value, rest in _without_one(statement.get(element)):
            yield f"{element.lower()} {value}", {**statement, element: rest}
    principals = statement.get("Principal")
    for kind, values in principals.items() if isinstance(principals, dict) else ():
        for value, rest in _without_one(values):
            yield f"principal {value}", {**statement, "Principal": {**principals, kind: rest}}
        if len(principals) > 1:
            others = {other: kept for other, kept in principals.items() if other != kind}
            yield f"principals {kind}", {**statement, "Principal": others}
    for what, conditions in _without_conditions(statement.get("Condition", {})):
        yield what, {**statement, "Condition": conditions}


def _without_one(values: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each of several values with the rest; one alone cannot go."""
    several = as_list(values)
    if len(several) > 1:
        yield from ((value, [other for other in several if other != value]) for value in several)


def _without_conditions(conditions: Document) -> Iterator[tuple[str, Document]]:
    for operator, keys in conditions.items():
        others = {other: kept for other, kept in conditions.items() if other != operator}
        for key, values in keys.items():
            rest = {name: kept for name, kept in keys.items() if name != key}
            yield f"condition {operator} {key}", {**others, **({operator: rest} if rest else {})}
            for value, remaining in _without_one(values):
                yield f"value {value} of {key}", {**others, operator: {**keys, key: remaining}}
