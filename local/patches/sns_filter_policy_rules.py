"""Gap: anything is a rule of a filter policy.

AWS refuses, when a subscription is made or changed, a policy with a rule of a kind that it does not know; with
``exists`` of anything but true or false; and with ``numeric`` of anything but one comparison, or a range whose lower
bound comes first and is lower.

Source: Amazon SNS developer guide, "Key matching", "Numeric value matching" and "String value matching".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (filter_policy).
"""

import json
from collections.abc import Iterator
from typing import Any

from local.patches import _sns_attributes
from local.patches._sns_attributes import Attributes

_OF_TEXTS = {"anything-but", "cidr", "equals-ignore-case", "prefix", "suffix", "wildcard"}
_FROM, _TO = (">", ">="), ("<", "<=")


def apply() -> None:
    """Refuse what AWS refuses."""
    _sns_attributes.judge("FilterPolicy", _verdict)


def _verdict(policy: str, _attributes: Attributes, _topic: dict[str, Any]) -> str | None:
    try:
        parsed = json.loads(policy)
    except ValueError:
        return None  # sns_filter_policy_limits says so
    return next(filter(None, map(_flaw, _rules(parsed))), None)


def _rules(node: Any) -> Iterator[Any]:
    """Yield the rules of a policy: the entries of its arrays. Those of ``$or`` are policies themselves."""
    for name, value in node.items() if isinstance(node, dict) else ():
        if isinstance(value, dict):
            yield from _rules(value)
        elif isinstance(value, list):
            for each in value:
                if name == "$or":
                    yield from _rules(each)
                else:
                    yield each


def _flaw(rule: Any) -> str | None:
    if rule is None or isinstance(rule, str | int | float):
        return None
    if not isinstance(rule, dict) or len(rule) != 1:
        return "Match value must be String, number, true, false, or null"
    ((kind, value),) = rule.items()
    if kind == "exists":
        return None if isinstance(value, bool) else "exists match pattern must be either true or false."
    if kind == "numeric":
        return None if _is_numeric(value) else "Invalid member in numeric match"
    return None if kind in _OF_TEXTS else f"Unrecognized match type {kind}"


def _is_numeric(value: Any) -> bool:
    match value:
        case [str(operator), int() | float()]:
            return operator in {*_FROM, *_TO, "="}
        case [str(lower), int() | float() as bottom, str(upper), int() | float() as top]:
            return lower in _FROM and upper in _TO and bottom < top
    return False
