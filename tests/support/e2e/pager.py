"""Whoever is on call, for a test: a queue that hears of every alarm of the deployment, and what the alarms say."""

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.support.target import Target, eventually

_PUT = {"MetricAlarms": "put_metric_alarm", "CompositeAlarms": "put_composite_alarm"}
_ACTIONS = ("AlarmActions", "OKActions")


@dataclass(frozen=True)
class Pager:
    """Notified of ``alarms``, by name, while :func:`on_call` lasts."""

    target: Target
    alarms: Mapping[str, Mapping[str, Any]]
    queue: str

    def states(self) -> dict[str, str]:
        """Return the state of each alarm."""
        return {name: alarm["StateValue"] for _, name, alarm in _described(self.target)}

    def wait_for(self, state: str, *names: str) -> None:
        """Wait until all alarms of these ``names`` (without the prefix) are in the ``state``."""
        wanted = {f"{self.target.environment['ALARM_PREFIX']}-{name}" for name in names}

        def others() -> set[str]:
            states = self.states()
            return {name for name in wanted if states[name] != state}

        eventually(others, lambda found: not found, f"in {state}: {sorted(wanted)}")

    def changes(self, since: datetime) -> list[tuple[str, str, datetime]]:
        """Return each change of a state since then: alarm, its new state, when; the oldest first."""
        pages = self.target.client("cloudwatch").get_paginator("describe_alarm_history")
        items = pages.paginate(
            AlarmTypes=["MetricAlarm", "CompositeAlarm"], HistoryItemType="StateUpdate", StartDate=since
        ).search("AlarmHistoryItems[]")
        found = [
            (item["AlarmName"], json.loads(item["HistoryData"])["newState"]["stateValue"], item["Timestamp"])
            for item in items
        ]
        return sorted(found, key=lambda change: change[2])

    def messages(self) -> list[dict[str, Any]]:
        """Take what has arrived off the queue."""
        sqs, found = self.target.client("sqs"), []
        while batch := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", []):
            entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(batch)]
            sqs.delete_message_batch(QueueUrl=self.queue, Entries=entries)
            found += [json.loads(json.loads(each["Body"])["Message"]) for each in batch]
        return found


@contextmanager
def on_call(target: Target) -> Iterator[Pager]:
    """Let every alarm notify a queue, as with ``alarm_subscriptions``; afterwards the alarms are as they were."""
    sns, sqs = target.client("sns"), target.client("sqs")
    name = f"test-pager-{uuid.uuid4().hex}"
    topic = sns.create_topic(Name=name)["TopicArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    may_send = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    of_topic = {"Resource": arn, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({"Statement": [may_send | of_topic]})})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    before = list(_described(target))
    rules = " ".join(alarm["AlarmRule"] for _, _, alarm in before if "AlarmRule" in alarm)
    before = [each for each in before if f'"{each[1]}"' not in rules]  # parts of others notify nobody
    try:
        for kind, _, alarm in before:
            _put(target, kind, alarm, {action: [topic] for action in _ACTIONS})
        yield Pager(target, {alarm_name: alarm for _, alarm_name, alarm in before}, queue)
    finally:
        for kind, _, alarm in before:
            _put(target, kind, alarm, {action: alarm.get(action, []) for action in _ACTIONS})
        sns.delete_topic(TopicArn=topic)
        sqs.delete_queue(QueueUrl=queue)


def _described(target: Target) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the kind, the name and the description of each alarm of the deployment."""
    pages = target.client("cloudwatch").get_paginator("describe_alarms")
    prefix = f"{target.environment['ALARM_PREFIX']}-"
    for page in pages.paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"], AlarmNamePrefix=prefix):
        for kind in _PUT:
            yield from ((kind, alarm["AlarmName"], alarm) for alarm in page[kind])


def _put(target: Target, kind: str, alarm: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    client = target.client("cloudwatch")
    operation = client.meta.method_to_api_mapping[_PUT[kind]]
    taken = client.meta.service_model.operation_model(operation).input_shape.members
    getattr(client, _PUT[kind])(**{name: value for name, value in alarm.items() if name in taken} | changed)
