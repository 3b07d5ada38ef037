"""Gap: a policy that says what may be subscribed matches no subscription.

AWS gives ``sns:Endpoint`` and ``sns:Protocol`` to the conditions of policies that allow or refuse ``sns:Subscribe``:
what the request wants to subscribe, and how.

Source: Service Authorization Reference, condition keys of Amazon SNS; Amazon SNS developer guide, "Amazon SNS API
permissions: Actions and resources reference".

Needed by: module.offers_topic.aws_sns_topic.this (consumers of other accounts).
"""

import urllib.parse
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import EvalContext

ACTION = "sns:Subscribe"

_keys: ContextVar[dict[str, str] | None] = ContextVar("subscription_keys", default=None)
"""The keys of the request that is being decided."""


def apply() -> None:
    """Let conditions see what is subscribed: those of the caller's policies first, then those of the topic's."""
    context, allows = iam_actions.request_tag_context, iam_evaluator.resource_policy_allows

    def with_keys(service: str, action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        _keys.set(_read(body, params) if action == ACTION else None)
        return {**context(service, action, body, params), **(_keys.get() or {})}

    def allows_with_keys(policy: Any, request: EvalContext, same_account: bool) -> bool:
        request.service_context |= (_keys.get() or {}) if request.action == ACTION else {}
        return bool(allows(policy, request, same_account))

    iam_actions.request_tag_context = with_keys
    iam_evaluator.resource_policy_allows = allows_with_keys


def _read(body: bytes, params: dict[str, Any]) -> dict[str, str]:
    form = {**params, **urllib.parse.parse_qs(body.decode(errors="replace"))}
    members = {name: form.get(name, "") for name in ("Endpoint", "Protocol")}
    return {f"sns:{name}".lower(): each[0] if isinstance(each, list) else each for name, each in members.items()}
