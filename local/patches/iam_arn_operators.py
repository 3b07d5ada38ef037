"""Gap: in a condition's ARN, a wildcard takes several parts, account and region among them.

``ArnLike`` and its kin compare the six parts of an ARN one by one; only the last, which may hold colons, has a wildcard
that takes them. ``arn:aws:sns:*:offers`` is a text that no topic's ARN is like.

Source: IAM user guide, "IAM JSON policy elements: Condition operators" (Amazon Resource Name condition operators).

Needed by: module.offer_subscription.aws_sqs_queue.this, tests/permissions/test_permissions.py.
"""

from ministack.core import iam_evaluator

_PARTS = 6


def apply() -> None:
    """Compare ARNs part by part."""
    operators = iam_evaluator._CONDITION_OPS
    operators |= dict.fromkeys(("arnequals", "arnlike"), is_like)
    operators |= dict.fromkeys(("arnnotequals", "arnnotlike"), lambda actual, pattern: not is_like(actual, pattern))


def is_like(arn: str, pattern: str) -> bool:
    """Return whether ``arn`` is what ``pattern`` describes."""
    parts, patterns = arn.split(":", _PARTS - 1), pattern.split(":", _PARTS - 1)
    return pattern == "*" or (
        len(parts) == len(patterns) == _PARTS and all(map(iam_evaluator.fnmatch_iam_cs, parts, patterns))
    )
