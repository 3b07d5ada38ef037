"""Gap: EventBridge invokes any function that is a target, whether the function's policy lets it or not.

AWS: the policy of what the target names (an alias has one of its own) has to allow ``lambda:InvokeFunction`` to
``events.amazonaws.com``, for this rule where it has a condition on the source. Otherwise the function is not invoked,
and the rule's ``FailedInvocations`` counts.

Source: Amazon EventBridge User Guide, "Using resource-based policies for Amazon EventBridge" (AWS Lambda permissions);
"Troubleshooting Amazon EventBridge" (my rule ran but my Lambda function was not invoked).

Needed by: module.watch_schedule.aws_lambda_permission.rule, tests/permissions/test_permissions.py.
"""

import logging
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import eventbridge, lambda_svc

from local.iam import authorization

PRINCIPAL, ACTION = "events.amazonaws.com", "lambda:InvokeFunction"

logger = logging.getLogger(__name__)


def apply() -> None:
    """Ask the function's policy before it is invoked."""
    invoke = eventbridge._invoke_target

    def invoke_if_permitted(target: dict[str, Any], event: Any, rule: dict[str, Any], *arguments: Any) -> None:
        if _permitted(str(target["Arn"]), str(rule["Arn"])):
            invoke(target, event, rule, *arguments)
        else:
            logger.warning("%s may not invoke %s", rule["Arn"], target["Arn"])

    eventbridge._invoke_target = invoke_if_permitted


def _permitted(target_arn: str, rule_arn: str) -> bool:
    if not target_arn.startswith("arn:aws:lambda:") or not authorization.is_enforced():
        return True
    context = {"aws:SourceArn": rule_arn, "aws:SourceAccount": get_account_id()}
    found = lambda_svc.function_policy_for_arn(target_arn)  # none of a function that is gone
    return found is not None and authorization.service_may(PRINCIPAL, ACTION, target_arn, found[0], context)
