"""SNS tries again where a subscriber fails for a while."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.http_subscriber import listening
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.topics import create_topic

pytestmark = pytest.mark.patch("sns_http_retries")

POLICY = {"numRetries": 2, "numNoDelayRetries": 2, "minDelayTarget": 1, "maxDelayTarget": 1}


@pytest.mark.parametrize("statuses", [(503, 429), (503, 404)], ids=["until it arrives", "until it is refused"])
def test_a_failure_that_may_pass_is_tried_again(stack: Stack, statuses: tuple[int, int]) -> None:
    attempts = 2 if 404 in statuses else 3
    topic = create_topic(stack)
    with listening() as subscriber:
        subscriber.confirm(
            stack, topic, RawMessageDelivery="true", DeliveryPolicy=json.dumps({"healthyRetryPolicy": POLICY})
        )
        subscriber.statuses = list(statuses)
        stack.client("sns").publish(TopicArn=topic, Message="hello")

        assert eventually(lambda: subscriber.bodies, lambda got: len(got) >= attempts, 1) == ["hello"] * attempts
