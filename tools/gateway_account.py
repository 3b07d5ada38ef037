"""The role by which API Gateway logs: an account has one in each Region, for all its APIs.

So it belongs to no environment. ``make gateway-logs`` sets one where there is none; nothing here replaces or removes
one. Source: API Gateway developer guide, "Permissions for CloudWatch logging".
"""

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from shared.aws.failures import error_code
from tools.wanted import AccountError, Wanted

ADDRESSES = tuple(
    f"module.storefront_api.{name}[0]"
    for name in ("aws_api_gateway_account.this", "aws_iam_role_policy_attachment.logs", "aws_iam_role.logs")
)
"""Where an environment's state has the role that was made before it belonged to no environment."""

_POLICY_ARN = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "apigateway.amazonaws.com"}}
        ],
    }
)
# A new role is not known everywhere at once; API Gateway tries it out before it takes it.
_ATTEMPTS, _SECONDS_BETWEEN = 20, 3.0


def check(environment: Wanted) -> None:
    """Raise :class:`AccountError` where API Gateway would refuse a stage that logs, and botocore's errors."""
    if _role_of_account(environment.client("apigateway")) is None:
        raise AccountError(
            "API Gateway has no role for logs in this account and Region yet, and without one it refuses a stage that "
            f"logs. `make gateway-logs ENV={environment.name}` sets one, once, for all APIs of the account."
        )


def set_role(client: Callable[[str], Any], region: str) -> str:
    """Give the account a role in ``region`` where it has none; return a line that says what holds now.

    ``client`` makes a client for a service. Raises botocore's errors.
    """
    gateway = client("apigateway")
    current = _role_of_account(gateway)
    if current is not None:
        return f"API Gateway logs as {current} in {region}: nothing to do."
    arn = _role(client("iam"), f"api-gateway-logs-{region}")
    _set(gateway, arn)
    return f"API Gateway logs as {arn} in {region}, for all APIs of the account."


def _role_of_account(gateway: Any) -> str | None:
    arn: str | None = gateway.get_account().get("cloudwatchRoleArn")
    return arn or None


def _role(iam: Any, name: str) -> str:
    """Return the ARN of the role with this name, made or completed as needed."""
    try:
        description = "Lets API Gateway write the logs of all APIs of this account and Region."
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_TRUST, Description=description)
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName=name)
    iam.attach_role_policy(RoleName=name, PolicyArn=_POLICY_ARN)
    return str(role["Role"]["Arn"])


def _set(gateway: Any, arn: str) -> None:
    change = {"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            gateway.update_account(patchOperations=[change])
            return
        except ClientError as error:
            if error_code(error) != "BadRequestException" or attempt == _ATTEMPTS:
                raise
        time.sleep(_SECONDS_BETWEEN)
