"""What DynamoDB refuses: values that it would not store.

Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules" and "Quotas in Amazon DynamoDB".
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

LONGEST_PARTITION_KEY = 2048
"""Bytes of UTF-8."""

_LARGEST_ITEM_BYTES = 400 * 1024
_MOST_DIGITS = 38
_LEAST_EXPONENT, _GREATEST_EXPONENT = -130, 125
_LARGEST_NUMBER_BYTES = 21


def number(value: Decimal) -> str:
    """Return a number as DynamoDB takes it. Raises ``ValueError`` with what is wrong with it."""
    if not value.is_finite():
        raise ValueError("must be a finite number")
    digits = "".join(map(str, value.as_tuple().digits))
    significant = digits.rstrip("0")
    if not significant:
        return "0"
    if len(significant) > _MOST_DIGITS:
        raise ValueError(f"must have at most {_MOST_DIGITS} significant digits")
    if not _LEAST_EXPONENT <= value.adjusted() <= _GREATEST_EXPONENT:
        raise ValueError(f"must be 0, or from 1E{_LEAST_EXPONENT} to below 1E+{_GREATEST_EXPONENT + 1}")
    if len(digits) <= _MOST_DIGITS:
        return str(value)
    return f"{'-' * value.is_signed()}{significant}E{value.adjusted() - len(significant) + 1}"


def text(value: str, longest: int | None = None) -> str:
    """Return ``value``. Raises ``ValueError`` where it is not UTF-8, or has more than ``longest`` bytes of it."""
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no character") from None
    if longest is not None and size > longest:
        raise ValueError(f"must have at most {longest} bytes in UTF-8")
    return value


def check_size(item: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise ``ValueError`` for an item that is too large as a whole."""
    if sum(len(name.encode()) + _size(attribute) for name, attribute in item.items()) > _LARGEST_ITEM_BYTES:
        raise ValueError("the item must have less than 400 KiB")


def _size(attribute: Mapping[str, Any]) -> int:
    """Return the most bytes that a text, a set of texts, a number or a truth value takes."""
    ((kind, value),) = attribute.items()
    if kind == "N":
        return _LARGEST_NUMBER_BYTES
    return sum(len(each.encode()) for each in ([value] if kind == "S" else value if kind == "SS" else ["1"]))
