"""Gap: a denial does not name the resource, and services with the JSON protocol answer it with 403.

AWS: ``User: ARN is not authorized to perform: ACTION on resource: ARN because no identity-based policy allows the
ACTION action``. DynamoDB and the other services of the JSON protocol answer 400 ``AccessDeniedException``; SQS, and the
services of the REST and query protocols, 403. SNS and SQS write the action in a way of their own.

Source: IAM user guide, "Troubleshoot access denied error messages"; Amazon DynamoDB developer guide, "Error handling
with DynamoDB" (AccessDeniedException); Amazon SQS API reference, "Common errors".

Needed by: tests/e2e/test_permissions.py, tests/permissions/test_removals_live.py.
"""

from typing import Any

from ministack.core import iam_actions


def apply() -> None:
    """Say what AWS says, with AWS's status."""
    respond = iam_actions.access_denied_response

    def denied_response(service: str, action: str, principal_arn: str, request_id: str, **options: Any) -> Any:
        if options.get("error_code"):  # not a denial: who calls is not known
            return respond(service, action, principal_arn, request_id, **options)
        if not options.get("message") and not options.get("resource_policy_arn"):
            options["message"] = iam_actions.identity_denial_message(
                _as_written(service, action),
                principal_arn,
                options.get("resource_arn", "*"),
                options.get("explicit_deny", False),
            )
        status, headers, body = respond(service, action, principal_arn, request_id, **options)
        is_json_protocol = "x-amz-target" in (options.get("headers") or {}) and service != "sqs"
        return 400 if is_json_protocol else status, headers, body

    iam_actions.access_denied_response = denied_response


def _as_written(service: str, action: str) -> str:
    prefix, _, name = action.partition(":")
    return {"sns": f"SNS:{name}", "sqs": f"{prefix}:{name.lower()}"}.get(service, action)
