"""Gap: a text that looks like a number is compared with numbers.

On AWS a message attribute is a number by its data type, ``Number``, and a member of the body by being one in JSON. The
String ``150`` is no number: ``{"numeric": [">", 100]}`` does not let it through, and neither does ``150``.

Source: Amazon SNS developer guide, "Numeric value matching" and "Message attribute data types and validation".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (numeric rules).
"""

import json
from typing import Any

from ministack.services import sns


def apply() -> None:
    """Compare numbers with numbers alone."""
    sns._attr_candidate_values = _values
    sns._as_number = _number


def _values(attribute: dict[str, Any]) -> list[Any]:
    kind, text = str(attribute.get("DataType", "")), attribute.get("StringValue", "")
    if kind.partition(".")[0] != "Number" and kind != "String.Array":
        return [text]
    try:
        value = json.loads(text)
    except ValueError:
        return [text]
    return value if isinstance(value, list) else [value]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
