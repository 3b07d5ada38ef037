"""Gap: ``aws:PrincipalArn`` of a role's session is the ARN of the session.

AWS: "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the role",
so that a policy can name the role.

Source: IAM user guide, "AWS global condition context keys" (aws:PrincipalArn).

Needed by: module.offers_topic.aws_sns_topic.this (DenyOtherPublishers).
"""

from typing import Any

from ministack.core import iam_evaluator

from local.iam.authorization import role_of


def apply() -> None:
    """Answer with the role where a condition asks for the principal's ARN."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key: str, request: Any) -> Any:
        return role_of(request.principal_arn) if key.lower() == "aws:principalarn" else resolve(key, request)

    iam_evaluator._resolve_condition_key = resolve_key
