"""Gap: by the body, a policy finds no member of objects that are in an array.

On AWS ``{"offers": {"price": [{"numeric": ["<", 5]}]}}`` lets through a body in which one of several offers has such a
price; what a policy asks of several members has to hold of one and the same object.

Source: Amazon SNS developer guide, "Amazon SNS message filtering" (payload-based); the matching is that of
https://github.com/aws/event-ruler, "Rules for matching JSON arrays".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (filters by the body).
"""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import sns

_BODY = "MessageBody"


def apply() -> None:
    """Look at each object of an array."""
    sns._matches_filter_policy = _matching_any_object(sns._matches_filter_policy)


def _matching_any_object(matches: Callable[..., bool]) -> Callable[..., bool]:
    def matches_filter_policy(subscription: dict[str, Any], attributes: dict[str, Any], message: str = "") -> bool:
        body = _parsed(message) if subscription["attributes"].get("FilterPolicyScope") == _BODY else None
        if not isinstance(body, dict):
            return matches(subscription, attributes, message)
        return any(matches(subscription, attributes, json.dumps(each)) for each in _with_one_object(body))

    return matches_filter_policy


def _parsed(message: str) -> object:
    try:
        parsed: object = json.loads(message)
    except ValueError:
        return None
    return parsed


def _with_one_object(node: Any) -> Iterator[Any]:
    """Yield ``node`` once for each object of its arrays, with that object in the array's place."""
    if isinstance(node, dict):
        choices = [list(_with_one_object(value)) for value in node.values()]
        for chosen in itertools.product(*choices):
            yield dict(zip(node, chosen, strict=True))
    elif isinstance(node, list) and any(isinstance(each, dict) for each in node):
        for each in node:
            yield from _with_one_object(each)
    else:
        yield node
