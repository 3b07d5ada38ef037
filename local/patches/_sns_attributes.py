"""Look at an attribute of a subscription before SNS takes it: in Subscribe, and in SetSubscriptionAttributes."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ministack.services import sns

Attributes = dict[str, str]
Judge = Callable[[str, Attributes, dict[str, Any]], str | tuple[str, str] | None]
"""Given a value that is not empty, the subscription's attributes, as far as there are any, and its topic, says what is
wrong: the rest of an ``InvalidParameter`` message, or another code and its message. None takes the value."""


def judge(name: str, verdict: Judge) -> None:
    """Call ``verdict`` whenever the attribute ``name`` is given."""
    sns._subscribe = _judging_new(name, verdict, sns._subscribe)
    sns._set_subscription_attributes = _judging_changes(name, verdict, sns._set_subscription_attributes)


def _judging_new(name: str, verdict: Judge, subscribe: Callable[..., Any]) -> Callable[..., Any]:
    def judged_subscribe(params: dict[str, Any]) -> Any:
        given = _given(params)
        topic = sns._topic_by_arn_any_scope(sns._normalize_arn(sns._p(params, "TopicArn"))) or {}
        said = verdict(given[name], given, topic) if given.get(name) else None
        return _error(name, said, "Attributes Reason: ") if said else subscribe(params)

    return judged_subscribe


def _judging_changes(name: str, verdict: Judge, change: Callable[..., Any]) -> Callable[..., Any]:
    def judged_change(params: dict[str, Any]) -> Any:
        arn, value = sns._p(params, "SubscriptionArn"), sns._p(params, "AttributeValue")
        topic_arn = sns._sub_arn_to_topic.get(arn)
        subscription = sns._find_subscription(topic_arn, arn) if topic_arn else None
        if subscription is None or not value or sns._p(params, "AttributeName") != name:
            return change(params)
        said = verdict(value, subscription["attributes"], sns._topic_by_arn_any_scope(topic_arn))
        return _error(name, said, "") if said else change(params)

    return judged_change


def _given(params: dict[str, Any]) -> Attributes:
    given, number = {}, 1
    while name := sns._p(params, f"Attributes.entry.{number}.key"):
        given[name] = sns._p(params, f"Attributes.entry.{number}.value")
        number += 1
    return given


def _error(name: str, said: str | tuple[str, str], reason: str) -> Any:
    if isinstance(said, tuple):
        return sns._error(*said, HTTPStatus.FORBIDDEN)
    return sns._error("InvalidParameter", f"Invalid parameter: {reason}{name}: {said}", HTTPStatus.BAD_REQUEST)
