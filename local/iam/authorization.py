"""Whether a role or a service may do something that AWS does without an API call, so that the emulator sees none.

Lambda reads a function's stream, writes its log and sends its traces as the function's role; API Gateway and SNS call
other services as themselves. The emulator's own evaluator decides, as it does on API calls.
"""

import contextvars
from collections.abc import Mapping
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import AuthError, EvalContext, EvalResult

from local.iam.decisions import ALLOW, Decision, Decisions

decisions = Decisions()
"""Where decisions are noted; the launcher replaces it."""

# What the evaluator was asked and what the identity policies said, of the call that is being decided.
_asked: contextvars.ContextVar[tuple[EvalContext, EvalResult] | None] = contextvars.ContextVar("asked", default=None)


def is_enforced() -> bool:
    """Return whether this stack enforces IAM."""
    from ministack import app

    return bool(app.AUTH)


def role_may(role_arn: str, action: str, resource: str, context: Mapping[str, Any] | None = None) -> bool:
    """Return whether the policies of the role let it do ``action``. True where IAM is not enforced."""
    if not is_enforced():
        return True
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    request = _request(action, resource, context, principal_arn=role_arn, kind="AssumedRole", account=account)
    result = iam_evaluator.evaluate(request, iam_evaluator._gather_role_policies(name, account))
    _note(request, result.decision, None, allowed=result.decision == ALLOW)
    return bool(result.decision == ALLOW)


def service_may(
    service: str, action: str, resource: str, policy: str | Mapping[str, Any] | None, context: Mapping[str, Any]
) -> bool:
    """Return whether the resource's ``policy`` lets an AWS service do ``action``. ``service`` is its principal's name.

    ``context`` has the condition keys of the request: ``aws:SourceArn``, ``aws:SourceAccount``.
    """
    request = _request(action, resource, context, principal_arn="*", kind="Service", account="")
    result = iam_evaluator.evaluate_resource_policy(policy or {}, request, service=service)
    request.principal_arn = service
    _note(request, None, result.decision, allowed=result.decision == ALLOW)
    return bool(result.decision == ALLOW)


def _request(
    action: str, resource: str, context: Mapping[str, Any] | None, *, principal_arn: str, kind: str, account: str
) -> EvalContext:
    from ministack.core.responses import get_region

    return EvalContext(
        principal_arn=principal_arn,
        principal_type=kind,
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={key.lower(): value for key, value in (context or {}).items()},
        secure_transport=True,  # services talk to each other over TLS
    )


def record_calls() -> None:
    """Record, from now on, what the emulator decides on the API calls of roles."""
    evaluate, enforce = iam_evaluator.evaluate, iam_evaluator.enforce

    def remember(request: EvalContext, *arguments: Any) -> EvalResult:
        result = evaluate(request, *arguments)
        if _asked.get() is None and request.principal_type == "AssumedRole":
            _asked.set((request, result))
        return result

    def recorded(access_key: str, action: str, service: str, *arguments: Any, **options: Any) -> Any:
        _asked.set(None)
        denied = enforce(access_key, action, service, *arguments, **options)
        asked = _asked.get()
        if asked is not None and not isinstance(denied, AuthError):
            request, result = asked
            _note(request, result.decision, _by_resource(service, request), allowed=denied is None)
        return denied

    iam_evaluator.evaluate, iam_evaluator.enforce = remember, recorded


def _by_resource(service: str, request: EvalContext) -> str | None:
    found = iam_evaluator._resource_policy(service, request.resource_arn)
    policy = found[0] if found else None
    return str(iam_evaluator.evaluate_resource_policy(policy, request).decision) if policy else None


def _note(request: EvalContext, identity: str | None, by_resource: str | None, *, allowed: bool) -> None:
    context = {key: value for key, value in request.service_context.items() if value is not None}
    context["aws:securetransport"] = str(request.secure_transport).lower()
    principal = role_of(request.principal_arn)
    decisions.note(
        Decision(principal, request.action, request.resource_arn, context, identity, by_resource, allowed=allowed)
    )


def role_of(principal_arn: str) -> str:
    """Return the ARN of the role whose session ``principal_arn`` is; any other ARN as it is."""
    parts = principal_arn.split(":")
    if len(parts) != 6 or parts[2] != "sts" or not parts[5].startswith("assumed-role/"):
        return principal_arn
    from ministack.services import iam

    role = iam._roles.get_scoped(parts[4], None, parts[5].split("/")[1])
    return str(role["Arn"]) if role else principal_arn
