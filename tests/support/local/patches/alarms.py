"""Put alarms and see what they do, with boto3."""

import json
from typing import Any

from local.stack import Stack
from tests.support.local.patches.metrics import dimensions, unique
from tests.support.local.patches.polling import DEADLINE_SECONDS, eventually
from tests.support.local.patches.topics import create_queue

SERVICE = {"service": "till"}


def put_alarm(stack: Stack, namespace: str, **members: Any) -> str:
    """Put an alarm on more than one error of a service in a minute; ``members`` replace its own. Returns its name."""
    name = unique("alarm")
    rule = {
        "Namespace": namespace,
        "MetricName": "Errors",
        "Dimensions": dimensions(SERVICE),
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    if "ExtendedStatistic" in members:
        del rule["Statistic"]
    stack.client("cloudwatch").put_metric_alarm(AlarmName=name, **(rule | members))
    return name


def publish(stack: Stack, namespace: str, *values: float, service: str = "till", **members: Any) -> None:
    """Publish ``values`` of ``Errors`` of a service, now unless ``members`` say otherwise."""
    datum = {
        "MetricName": "Errors",
        "Dimensions": dimensions({"service": service}),
        "Values": list(values),
        "StorageResolution": 1,
    }
    stack.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[datum | members])


def describe(stack: Stack, name: str) -> dict[str, Any]:
    """Return the alarm as it is now."""
    response = stack.client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    (alarm,) = response["MetricAlarms"] + response["CompositeAlarms"]
    return dict(alarm)


def state(stack: Stack, name: str) -> str:
    """Return the alarm's state."""
    return str(describe(stack, name)["StateValue"])


def await_state(stack: Stack, name: str, wanted: str, seconds: float = DEADLINE_SECONDS) -> None:
    """Return once the alarm is in the state ``wanted``."""
    eventually(lambda: state(stack, name), lambda now: now == wanted, seconds)


def history(stack: Stack, name: str, kind: str) -> list[dict[str, Any]]:
    """Return the alarm's history of one kind, the oldest first."""
    items = stack.client("cloudwatch").describe_alarm_history(
        AlarmName=name,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        HistoryItemType=kind,
        ScanBy="TimestampAscending",
    )
    return list(items["AlarmHistoryItems"])


def topic_with_inbox(stack: Stack) -> tuple[str, str]:
    """Create a topic and a queue that receives its messages; return the topic's ARN and the queue's URL."""
    topic = stack.client("sns").create_topic(Name=unique("pager"))["TopicArn"]
    url, arn = create_queue(stack, topic)
    stack.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return topic, url


def receive(stack: Stack, queue_url: str) -> dict[str, Any]:
    """Return the next notification of the queue."""
    response = stack.client("sqs").receive_message(QueueUrl=queue_url, WaitTimeSeconds=2)
    (message,) = response["Messages"]
    return dict(json.loads(message["Body"]))
