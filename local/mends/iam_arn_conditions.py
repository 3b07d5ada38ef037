"""Gap: in conditions on ARNs a ``*`` reaches over colons, and policy variables are not filled in.

AWS: with ArnEquals and ArnLike "each of the six colon-delimited components of the ARN is checked separately", and
``${aws:PrincipalArn}`` and its like stand for the request's value in resources and conditions, ``${*}``, ``${?}`` and
``${$}`` for the characters.

Source: IAM user guide, "IAM JSON policy elements: Condition operators" (Amazon Resource Name (ARN) condition
operators) and "IAM policy elements: Variables and tags".
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ministack.core import iam_evaluator

_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")
_COMPONENTS = 6


def apply() -> None:
    """Compare ARNs component by component, and fill in variables before a statement is looked at."""
    operators = iam_evaluator._CONDITION_OPS
    for name in ("arnequals", "arnlike"):
        operators[name] = _arn_like
    for name in ("arnnotequals", "arnnotlike"):
        operators[name] = _arn_not_like
    iam_evaluator._first_match = _filled_in(iam_evaluator._first_match)


def _arn_like(actual: str, expected: str) -> bool:
    is_parts, wanted_parts = actual.split(":", _COMPONENTS - 1), expected.split(":", _COMPONENTS - 1)
    return len(is_parts) == len(wanted_parts) and all(
        iam_evaluator.fnmatch_iam_cs(part, wanted) for part, wanted in zip(is_parts, wanted_parts, strict=True)
    )


def _arn_not_like(actual: str, expected: str) -> bool:
    return not _arn_like(actual, expected)


def _filled_in(first_match: Callable[..., Any]) -> Callable[..., Any]:
    def first_match_of_filled_in(request: Any, statements: list[Any], effect: str) -> Any:
        return first_match(request, [_fill_in(statement, request) for statement in statements], effect)

    return first_match_of_filled_in


def _fill_in(statement: Any, request: Any) -> Any:
    if "${" not in f"{statement.resources}{statement.not_resources}{statement.conditions}":
        return statement

    def fill(value: Any) -> Any:
        if isinstance(value, str):
            return _VARIABLE.sub(lambda found: _value(found[1], found[2], request), value)
        if isinstance(value, list):
            return [fill(each) for each in value]
        return {key: fill(inner) for key, inner in value.items()} if isinstance(value, dict) else value

    return replace(
        statement,
        resources=fill(statement.resources),
        not_resources=fill(statement.not_resources),
        conditions=fill(statement.conditions),
    )


def _value(name: str, default: str | None, request: Any) -> str:
    if name in {"*", "?", "$"}:
        return name
    value = iam_evaluator._resolve_condition_key(name, request)
    # A variable without a value matches nothing: no ARN and no key holds this character.
    return "\0" if value is None and default is None else str(default if value is None else value)
