"""Gap: any JSON is a filter policy.

AWS refuses, when a subscription is made or changed, a policy with more than five keys, with more than 150 combinations
of values (the numbers of values of all keys, multiplied), of more than 256 KB, or with a value that is not a list; and
the 201st policy of a topic. Only policies by message attributes are looked at: by message body, nesting counts as well.

Source: Amazon SNS developer guide, "Filter policy constraints in Amazon SNS"; Amazon SNS API reference, "Subscribe"
(FilterPolicyLimitExceeded).
"""

import json
import math
from typing import Any

from local.mends import _sns_attributes
from local.mends._sns_attributes import Attributes

MOST_KEYS, MOST_COMBINATIONS, MOST_BYTES, MOST_OF_A_TOPIC = 5, 150, 256 * 1024, 200
_BY_ATTRIBUTES = "MessageAttributes"


def apply() -> None:
    """Refuse what AWS refuses."""
    _sns_attributes.judge("FilterPolicy", _verdict)


def _verdict(policy: str, attributes: Attributes, topic: dict[str, Any]) -> str | tuple[str, str] | None:
    if (attributes.get("FilterPolicyScope") or _BY_ATTRIBUTES) != _BY_ATTRIBUTES:
        return None
    if said := _flaw(policy):
        return said
    others = [each["attributes"] for each in topic.get("subscriptions", []) if each["attributes"] is not attributes]
    if len([each for each in others if each.get("FilterPolicy")]) >= MOST_OF_A_TOPIC:
        return "FilterPolicyLimitExceeded", "Filter policy limit exceeded."
    return None


def _flaw(text: str) -> str | None:
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
    if any(isinstance(values, dict) for values in policy.values()):
        return "Filter policy scope MessageAttributes does not support nested filter policy"
    if scalars := [key for key, values in policy.items() if not isinstance(values, list)]:
        return f'"{scalars[0]}" must be an object or an array'
    combinations = math.prod(len(values) for values in policy.values())
    return "Filter policy is too complex" if combinations > MOST_COMBINATIONS else None
