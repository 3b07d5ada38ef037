"""Gap: any JSON is a filter policy.

AWS refuses, when a subscription is made or changed, a policy with more than five keys, with more than 150 combinations
of values (the numbers of values of all keys, each times how deep it is nested, multiplied), of more than 256 KB, with a
value that is not a list, or with members of members where it is not by the body; and the 201st policy of a topic. The
alternatives of ``$or`` are a list like others, and one level deeper than it; that is not documented, and counted so by
emulators that were compared with AWS.

Source: Amazon SNS developer guide, "Filter policy constraints in Amazon SNS"; Amazon SNS API reference, "Subscribe"
(FilterPolicyLimitExceeded).

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (filter_policy).
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from local.patches import _sns_attributes
from local.patches._sns_attributes import Attributes

MOST_KEYS, MOST_COMBINATIONS, MOST_BYTES, MOST_OF_A_TOPIC = 5, 150, 256 * 1024, 200
_BY_ATTRIBUTES = "MessageAttributes"


def apply() -> None:
    """Refuse what AWS refuses."""
    _sns_attributes.judge("FilterPolicy", _verdict)


def _verdict(policy: str, attributes: Attributes, topic: dict[str, Any]) -> str | tuple[str, str] | None:
    if said := _flaw(policy, nested=(attributes.get("FilterPolicyScope") or _BY_ATTRIBUTES) != _BY_ATTRIBUTES):
        return said
    others = [each["attributes"] for each in topic.get("subscriptions", []) if each["attributes"] is not attributes]
    if len([each for each in others if each.get("FilterPolicy")]) >= MOST_OF_A_TOPIC:
        return "FilterPolicyLimitExceeded", "Filter policy limit exceeded."
    return None


def _flaw(text: str, *, nested: bool) -> str | None:
    if len(text.encode()) > MOST_BYTES:
        return "Filter policy is too large"
    try:
        policy = json.loads(text)
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        return "failed to parse JSON."
    if len(policy) > MOST_KEYS:
        return f"Filter policy can not have more than {MOST_KEYS} keys"
    counts = list(_counts(policy, 1))
    if not nested and any(isinstance(values, dict) for values in policy.values()):
        return "Filter policy scope MessageAttributes does not support nested filter policy"
    if scalars := [key for key, count in counts if count is None]:
        return f'"{scalars[0]}" must be an object or an array'
    combinations = math.prod(count for _, count in counts if count is not None)
    return "Filter policy is too complex" if combinations > MOST_COMBINATIONS else None


def _counts(policy: dict[str, Any], depth: int) -> Iterator[tuple[str, int | None]]:
    """Yield the weight of each list, and None for each value that is not a list."""
    for key, values in policy.items():
        if isinstance(values, dict):
            yield from _counts(values, depth + 1)
            continue
        yield key, len(values) * depth if isinstance(values, list) else None
        if key == "$or" and isinstance(values, list):
            for each in values:
                yield from _counts(each, depth + 1) if isinstance(each, dict) else ()
