"""Gap: a variable of a policy, such as ``${aws:PrincipalTag/team}``, stands for its own text.

AWS puts in the value that the call brings for the key, or else the default in the variable, in resources and in what
conditions compare with. Without either the variable stays, and nothing is like it. It is so in policies of version
2012-10-17 alone. Left out: ``${*}``, ``${?}`` and ``${$}``, which stand for the characters themselves.

Source: IAM user guide, "IAM policy elements: Variables and tags"; "IAM JSON policy elements: Version".

Needed by: nothing at present.
"""

import json
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext, ParsedStatement

_VARIABLE = re.compile(r"\$\{([^},*?$]+)(?:,\s*'([^']*)')?\}")
_WITH_VARIABLES = "2012-10-17"
_version: ContextVar[object] = ContextVar("policy_version", default=None)
"""The version of a resource's policy while its statements, which are taken out of it, are decided on."""


def apply() -> None:
    """Put in values before a statement is compared with a call."""
    iam_evaluator.parse_policy_document = _knowing_version(iam_evaluator.parse_policy_document)
    iam_evaluator.evaluate_resource_policy = _of_version(iam_evaluator.evaluate_resource_policy)
    iam_evaluator._first_match = _with_values(iam_evaluator._first_match)


def _knowing_version(parse: Callable[..., list[ParsedStatement]]) -> Callable[..., list[ParsedStatement]]:
    def parse_policy_document(document: str | dict[str, Any]) -> list[ParsedStatement]:
        statements = parse(document)
        for statement in statements:
            statement.has_variables = (_version.get() or _version_of(document)) == _WITH_VARIABLES
        return statements

    return parse_policy_document


def _of_version(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    def evaluate_resource_policy(document: str | dict[str, Any] | None, *arguments: Any, **options: Any) -> Any:
        token = _version.set(_version_of(document))
        try:
            return evaluate(document, *arguments, **options)
        finally:
            _version.reset(token)

    return evaluate_resource_policy


def _version_of(document: str | dict[str, Any] | None) -> object:
    try:
        policy = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return None
    return policy.get("Version") if isinstance(policy, dict) else None


def _with_values(first_match: Callable[..., Any]) -> Callable[..., Any]:
    def first_match_of(context: EvalContext, statements: list[ParsedStatement], effect: str) -> ParsedStatement | None:
        filled = [_filled(each, context) if _in_use(each) else each for each in statements]
        found: ParsedStatement | None = first_match(context, filled, effect)
        return found

    return first_match_of


def _in_use(statement: ParsedStatement) -> bool:
    return getattr(statement, "has_variables", False) and "${" in f"{statement}"


def _filled(statement: ParsedStatement, context: EvalContext) -> ParsedStatement:
    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(each) for each in value]
        if isinstance(value, dict):
            return {name: fill(each) for name, each in value.items()}
        return _VARIABLE.sub(replacement, value) if isinstance(value, str) else value

    def replacement(variable: re.Match[str]) -> str:
        value = iam_evaluator._resolve_condition_key(variable[1].strip(), context)
        if value is None or isinstance(value, list):
            value = variable[0] if variable[2] is None else variable[2]
        return str(value)

    return replace(
        statement,
        resources=fill(statement.resources),
        not_resources=fill(statement.not_resources),
        conditions=fill(statement.conditions),
    )
