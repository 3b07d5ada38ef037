"""Gap: queues publish no metrics, so nobody is told of dead letters or of a consumer that stopped reading.

AWS publishes in ``AWS/SQS``, by ``QueueName``, one value a minute: ``ApproximateNumberOfMessagesVisible``, and, while a
queue holds a message, ``ApproximateAgeOfOldestMessage`` (seconds). The age leaves out what was received more than three
times, and starts anew where a message moves to a dead-letter queue.

Here, too, there is one value a minute, so that sums and averages are those of AWS. It is the newest: a minute that
still runs follows the queue each second, so that alarms need not wait for its end. There is no delay of up to 15
minutes for a queue that was not in use.

Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS",
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

Needed by: monitoring/metrics.yaml.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.datum import Datum
from local.cloudwatch.pace import PACE
from local.patches import _clock

NAMESPACE = "AWS/SQS"
SECONDS_BETWEEN_LOOKS = 1.0
MOST_RECEIVED = 3


def apply() -> None:
    """Look at the queues again and again."""
    from ministack.services import sqs

    sqs._dlq_sweep = _noting_the_time(sqs._dlq_sweep)
    _clock.start("looking at queues", _look, lambda _nothing: None, SECONDS_BETWEEN_LOOKS)


def _noting_the_time(sweep: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """Let what moves dead letters note when, since ministack keeps the time at which they were sent alone."""
    from ministack.services import sqs

    def sweep_and_note(queue: dict[str, Any]) -> None:
        held = len(queue["messages"])
        sweep(queue)
        moved = held - len(queue["messages"])
        if moved:
            policy = json.loads(queue["attributes"]["RedrivePolicy"])
            for message in sqs._queue_by_arn(policy["deadLetterTargetArn"])["messages"][-moved:]:
                message["moved_at"] = time.time()

    return sweep_and_note


def _look() -> None:
    from ministack.core.responses import request_scope
    from ministack.services import sqs

    now = time.time()
    for (account, region, _url), queue in sqs._queues.all_items():
        with request_scope(account, region):
            for metric, value, unit in _figures(list(queue["messages"]), now):
                emulated.replace(Datum(NAMESPACE, metric, (value,), now, {"QueueName": queue["name"]}, unit))


def _figures(messages: list[dict[str, Any]], now: float) -> Iterator[tuple[str, float, str]]:
    yield "ApproximateNumberOfMessagesVisible", sum(message["visible_at"] <= now for message in messages), "Count"
    arrived = [
        message.get("moved_at", message["sent_at"])
        for message in messages
        if message.get("receive_count", 0) <= MOST_RECEIVED
    ]
    if arrived:
        yield "ApproximateAgeOfOldestMessage", int(PACE.age(min(arrived), now)), "Seconds"
