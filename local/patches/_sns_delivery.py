"""Observe SNS as it delivers to its subscriptions, and whether it succeeds.

Several patches need the outcome of a delivery: dead-letter queues, metrics and limits. Each works without the
others.
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, request_scope
from ministack.services import lambda_svc, sns, sqs


@dataclass(frozen=True)
class Delivery:
    """One notification for one subscription. ``body`` is what the endpoint gets, ``raw`` whether without envelope."""

    topic_arn: str
    subscription: dict[str, Any]
    body: str
    raw: bool
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """The ARN or URL of the subscriber."""
        return str(self.subscription["endpoint"])

    def setting(self, name: str) -> str:
        """Return an attribute of the subscription, empty when it is not set."""
        return str(self.subscription["attributes"].get(name) or "")


Observer = Callable[[Delivery], None]
Refusal = Callable[[Delivery], bool]

current: ContextVar[Delivery | None] = ContextVar("sns_delivery", default=None)
"""The delivery that is being made over HTTP."""

_topic: ContextVar[str] = ContextVar("sns_topic", default="")
_refusals: list[Refusal] = []
_delivered: list[Observer] = []
_failed: list[Observer] = []


def refuse(refusal: Refusal) -> None:
    """Let deliveries for which ``refusal`` is true fail."""
    _install()
    _refusals.append(refusal)


def observe(*, delivered: Observer | None = None, failed: Observer | None = None) -> None:
    """Call ``delivered`` or ``failed`` for every notification, once it is clear what became of it."""
    _install()
    if delivered:
        _delivered.append(delivered)
    if failed:
        _failed.append(failed)


@functools.cache
def _install() -> None:
    sns._fanout = _within_topic(sns._fanout)
    sns._deliver_to_sqs = _watching_sqs(sns._deliver_to_sqs)
    sns._deliver_to_lambda = _watching_lambda(sns._deliver_to_lambda)
    sns._deliver_to_http = _deliver_to_http


def _settle(delivery: Delivery, *, succeeded: bool) -> None:
    for observer in _delivered if succeeded else _failed:
        observer(delivery)


def _delivery(
    protocol: str, topic_arn: str, endpoint: str, *, body: str, raw: bool, attributes: Any = None
) -> Delivery | None:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {}
    for subscription in topic.get("subscriptions", []):
        if (subscription["protocol"], subscription["endpoint"]) == (protocol, endpoint):
            return Delivery(topic_arn, subscription, body, raw, attributes or {})
    return None  # a delivery to a dead-letter queue, which has no subscription


def _within_topic(fanout: Callable[..., None]) -> Callable[..., None]:
    def fan_out(topic_arn: str, *arguments: Any, **options: Any) -> None:
        token = _topic.set(topic_arn)
        try:
            fanout(topic_arn, *arguments, **options)
        finally:
            _topic.reset(token)

    return fan_out


def _watching_sqs(deliver: Callable[..., None]) -> Callable[..., None]:
    def deliver_to_sqs(endpoint: str, envelope: str, raw: bool, message: str, **options: Any) -> None:
        body, attributes = message if raw else envelope, options.get("message_attributes")
        delivery = _delivery("sqs", options.get("topic_arn", ""), endpoint, body=body, raw=raw, attributes=attributes)
        possible = delivery is None or (
            _queue_accepts(delivery) and not any(refusal(delivery) for refusal in _refusals)
        )
        if possible:
            deliver(endpoint, envelope, raw, message, **options)
        if delivery is not None:
            _settle(delivery, succeeded=possible)

    return deliver_to_sqs


def _queue_accepts(delivery: Delivery) -> bool:
    queue = delivery.endpoint
    return sqs._queue_by_arn(queue) is not None and sqs.queue_policy_allows(
        queue, "sns.amazonaws.com", delivery.topic_arn, delivery.topic_arn.split(":")[4]
    )


def _watching_lambda(deliver: Callable[..., None]) -> Callable[..., None]:
    def deliver_to_lambda(endpoint: str, envelope: str, topic_arn: str, *arguments: Any) -> None:
        delivery = _delivery("lambda", topic_arn, endpoint, body=envelope, raw=False)
        function, _config, _name = lambda_svc._get_func_record_for_ref(endpoint)
        possible = bool(function) and not (delivery and any(refusal(delivery) for refusal in _refusals))
        if possible:
            deliver(endpoint, envelope, topic_arn, *arguments)
        if delivery is not None:
            _settle(delivery, succeeded=possible)

    return deliver_to_lambda


def _deliver_to_http(endpoint: str, payload: str) -> Coroutine[Any, Any, None]:
    """Return the delivery, which runs on a thread of its own; the topic is known here only."""
    topic_arn = _topic.get()
    protocol = endpoint.partition(":")[0]
    raw = not payload.startswith("{") or '"TopicArn"' not in payload
    delivery, account, region = (
        _delivery(protocol, topic_arn, endpoint, body=payload, raw=raw),
        get_account_id(),
        topic_arn.split(":")[3],
    )

    async def deliver() -> None:
        current.set(delivery)
        try:
            await asyncio.to_thread(sns._http_post_sync, endpoint, payload, "Notification")
        except OSError:
            succeeded = False
        else:
            succeeded = True
        if delivery is not None:
            with request_scope(account, region):
                _settle(delivery, succeeded=succeeded)

    return deliver()
