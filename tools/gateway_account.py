"""The role by which API Gateway logs: an account has one in each Region, for all its APIs.

Whoever sets it decides for everybody else's APIs. So an environment sets it only where nobody else has, and what others
use is not destroyed with it.
"""

import sys
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.wanted import AccountError, Wanted

_MODULE = "module.storefront_api"
_SETTING = f"{_MODULE}.aws_api_gateway_account.this[0]"
_ROLE = f"{_MODULE}.aws_iam_role.logs[0]"
_POLICY = f"{_MODULE}.aws_iam_role_policy_attachment.logs[0]"
_POLICY_ARN = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"

Terraform = Callable[..., str]


def arguments(environment: Wanted) -> list[str]:
    """Return what Terraform has to be told of the role. Raises :class:`AccountError` and botocore's errors."""
    current = _role_of_account(environment.client("apigateway"))
    foreign = current is not None and not _is_ours(current, environment)
    if environment.manage and foreign:
        raise AccountError(
            f"API Gateway logs as {current} in this account and Region, for all its APIs. This environment would put "
            "its own role in that one's place: remove manage_gateway_account = true from its values."
        )
    if environment.manage is False and current is None:
        raise AccountError(
            "API Gateway has no role for logs in this account and Region yet, and without one it refuses a stage that "
            "logs. Remove manage_gateway_account = false from the values, and the environment sets one."
        )
    return [] if environment.manage is not None else [_manage(manage=not foreign)]


def before_destroy(environment: Wanted, terraform: Terraform, own_api: str) -> Callable[[int], None]:
    """Let Terraform forget the role where others need it.

    ``own_api`` is the id of the API that is destroyed. Returns what is to be done with the exit status of the destroy.
    Raises :class:`AccountError` where AWS does not answer.
    """
    if _SETTING not in terraform("state", "list").split():
        return lambda _status: None
    try:
        return _before_destroy(environment, terraform, own_api)
    except (BotoCoreError, ClientError) as error:
        raise AccountError(
            f"AWS was not asked whose role API Gateway logs with ({type(error).__name__}), and others may need it: "
            "nothing was destroyed."
        ) from None


def _before_destroy(environment: Wanted, terraform: Terraform, own_api: str) -> Callable[[int], None]:
    gateway = environment.client("apigateway")
    current = _role_of_account(gateway)
    if current is not None and not _is_ours(current, environment):
        # Somebody set another one since. The provider's version 6 would unset it.
        terraform("state", "rm", _SETTING)
        return lambda _status: None
    others = [api["id"] for api in gateway.get_rest_apis(limit=500)["items"] if api["id"] != own_api]
    if not others:
        return lambda status: None if status else _unset(gateway, current)
    for address in (_SETTING, _POLICY, _ROLE):
        terraform("state", "rm", address)
    print(
        f"Kept: the role {environment.logging_role}, by which API Gateway logs in {environment.region}: {len(others)} "
        "other APIs of this account need it.",
        file=sys.stderr,
    )
    return lambda status: _remember(environment, terraform) if status else None


def _remember(environment: Wanted, terraform: Terraform) -> None:
    """Take the role into the state again after a destroy that was not made, or not to its end."""
    role = environment.logging_role
    known = {_ROLE: role, _POLICY: f"{role}/{_POLICY_ARN}", _SETTING: "api-gateway-account"}
    for address, name in known.items():
        terraform("import", _manage(manage=True), address, name)
    for address in sorted(known.keys() - set(terraform("state", "list").split())):
        print(f"Terraform does not know {address} any more: `make import` takes it in again.", file=sys.stderr)


def _manage(*, manage: bool) -> str:
    return f"-var=manage_gateway_account={str(manage).lower()}"


def _role_of_account(gateway: Any) -> str | None:
    arn: str | None = gateway.get_account().get("cloudwatchRoleArn")
    return arn or None


def _is_ours(role_arn: str, environment: Wanted) -> bool:
    """Return whether the role is the environment's, also under the name that it had without a Region."""
    before = environment.logging_role.removesuffix(f"-{environment.region}")
    return role_arn.rpartition("/")[2] in {environment.logging_role, before}


def _unset(gateway: Any, role_arn: str | None) -> None:
    """Leave no setting behind that names a role which is gone, as the provider's version 5 does."""
    if role_arn is not None and _role_of_account(gateway) == role_arn:
        change = {"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}
        gateway.update_account(patchOperations=[change])
