"""Gap: some operations are checked as another action than IAM has for them, or as none, which lets anybody call them.

AWS: a batch is checked as its single operation (``sns:Publish`` for PublishBatch, ``sqs:SendMessage`` for
SendMessageBatch); Lambda's actions are named like its operations, save for Invoke; Personalize, X-Ray, and CloudWatch
over CBOR are checked as well.

Source: Service Authorization Reference, actions of Amazon SNS, Amazon SQS, AWS Lambda, Amazon Personalize, AWS X-Ray
and Amazon CloudWatch; Amazon SQS developer guide, "Amazon SQS API permissions".

Needed by: module.recommender.aws_iam_role_policy.this (PublishBatch), tests/permissions/test_removals_live.py.
"""

import re
from typing import Any

from ministack.core import iam_actions

_CHECKED_AS = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
_LAMBDA_ACTIONS = {
    "GetLayerVersionByArn": "GetLayerVersion",
    "Invoke": "InvokeFunction",
    "InvokeWithResponseStream": "InvokeFunction",
}
_CBOR_OPERATION = re.compile(r"/service/[^/]+/operation/(\w+)$")


def apply() -> None:
    """Name the action that AWS checks."""
    iam_actions.SERVICE_TO_IAM_NAMESPACE |= {"personalize": "personalize", "xray": "xray"}
    iam_actions._BOTOCORE_SERVICE_MAP |= {
        "lambda": ["lambda"],
        "personalize": ["personalize-runtime", "personalize-events"],
        "xray": ["xray"],
    }
    extract = iam_actions.extract_iam_action

    def extract_action(service: str, method: str, path: str, *arguments: Any) -> str | None:
        if service == "monitoring" and (found := _CBOR_OPERATION.search(path)):
            return f"cloudwatch:{found[1]}"
        if service == "lambda" and (operation := iam_actions._match_rest_action(service, method, path, arguments[-1])):
            return f"lambda:{_LAMBDA_ACTIONS.get(operation, operation)}"
        action: str | None = extract(service, method, path, *arguments)
        return _CHECKED_AS.get(action, action) if action else None

    iam_actions.extract_iam_action = extract_action
