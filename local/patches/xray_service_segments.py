"""Gap: SNS adds its segments to traces whether X-Ray's resource policies let it or not.

AWS: a topic with active tracing sends segments only where a resource policy of X-Ray allows ``xray:PutTraceSegments``,
``xray:GetSamplingRules`` and ``xray:GetSamplingTargets`` to ``sns.amazonaws.com``, for this topic where it has a
condition on the source.

Source: Amazon SNS developer guide, "Active tracing in Amazon SNS" (permissions to send traces to AWS X-Ray).

Needed by: module.offers_topic.aws_xray_resource_policy.this.
"""

import json
from typing import Any

from local.iam import authorization
from local.xray import emulated
from local.xray.service import POLICIES

PRINCIPAL = "sns.amazonaws.com"
ACTIONS = ("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTraceSegments")


def apply() -> None:
    """Ask X-Ray's policies before a topic's segment is recorded."""
    record = emulated.record_segment

    def record_if_permitted(*arguments: Any, **options: Any) -> None:
        if emulated.SNS not in arguments or not authorization.is_enforced() or _permitted(options["resource_arn"]):
            record(*arguments, **options)

    emulated.record_segment = record_if_permitted


def _permitted(topic_arn: str) -> bool:
    documents = [json.loads(policy["PolicyDocument"]) for policy in POLICIES.list({})["ResourcePolicies"]]
    policy = {"Statement": [statement for document in documents for statement in document["Statement"]]}
    context = {"aws:SourceArn": topic_arn, "aws:SourceAccount": topic_arn.split(":")[4]}
    allowed = [authorization.service_may(PRINCIPAL, action, "*", policy, context) for action in ACTIONS]
    return all(allowed)
