"""SNS limits the size of batches."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = pytest.mark.patch("sns_batch_size")


def test_a_batch_above_the_limit_is_refused_as_a_whole(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn)
    entries = [{"Id": str(number), "Message": "x" * 131_073} for number in range(2)]
    with pytest.raises(ClientError) as raised:
        stack.client("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)

    assert raised.value.response["Error"]["Code"] == "BatchRequestTooLong"
    assert messages(stack, url) == []
