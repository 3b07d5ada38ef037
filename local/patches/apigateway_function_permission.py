"""Gap: API Gateway invokes any function, whether the function's policy lets it or not.

AWS: the policy of what the integration names (an alias has one of its own) has to allow ``lambda:InvokeFunction`` to
``apigateway.amazonaws.com``, for this method of this API where it has a condition on the source. Otherwise the client
gets 500 with the gateway response API_CONFIGURATION_ERROR, and the function is not invoked.

Source: API Gateway developer guide, "Invoke an AWS service with an API Gateway API"; "Control access to a REST API with
IAM permissions" (Lambda functions); Lambda developer guide, "Using resource-based policies in Lambda".

Needed by: module.storefront_api.aws_lambda_permission.post, tests/permissions/test_removals_live.py.
"""

from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import apigateway_v1 as gateway
from ministack.services import lambda_svc

from local.iam import authorization

PRINCIPAL, ACTION = "apigateway.amazonaws.com", "lambda:InvokeFunction"


def apply() -> None:
    """Ask the function's policy before it is invoked."""
    invoke = gateway._invoke_lambda_proxy_v1

    async def invoke_if_permitted(integration: Any, api_id: str, *arguments: Any, **options: Any) -> Any:
        stage, _, resource, _, method = arguments[:5]
        account = options.get("owner_account_id") or get_account_id()
        region = options.get("owner_region") or get_region()
        source = f"arn:aws:execute-api:{region}:{account}:{api_id}/{stage}/{method}{resource.get('path', '/')}"
        function = gateway._extract_lambda_ref_from_integration_uri(integration.get("uri", ""))
        with request_scope(account, region):
            permitted = not authorization.is_enforced() or _permitted(function, source, account)
        if not permitted:
            return gateway._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await invoke(integration, api_id, *arguments, **options)

    gateway._invoke_lambda_proxy_v1 = invoke_if_permitted


def _permitted(function_arn: str, source_arn: str, account: str) -> bool:
    context = {"aws:SourceArn": source_arn, "aws:SourceAccount": account}
    found = lambda_svc.function_policy_for_arn(function_arn)  # none of a function that is gone
    return found is not None and authorization.service_may(PRINCIPAL, ACTION, function_arn, found[0], context)
