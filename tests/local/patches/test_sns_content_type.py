"""HTTP endpoints get the headers that SNS sends."""

import json

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.http_subscriber import listening
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.topics import create_topic, subscribe

pytestmark = pytest.mark.patch("sns_content_type")

JSON = json.dumps({"requestPolicy": {"headerContentType": "application/json"}})
CLOUDEVENTS = json.dumps({"requestPolicy": {"headerContentType": "application/cloudevents+json"}})


@pytest.mark.parametrize("raw", ["true", "false"])
@pytest.mark.parametrize(("policy", "expected"), [(JSON, "application/json"), ("{}", "text/plain; charset=UTF-8")])
def test_a_notification_has_the_content_type_that_was_asked_for(
    stack: Stack, raw: str, policy: str, expected: str
) -> None:
    topic = create_topic(stack)
    with listening() as subscriber:
        arn = subscriber.confirm(stack, topic, RawMessageDelivery=raw, DeliveryPolicy=policy)
        stack.client("sns").publish(TopicArn=topic, Message='{"id": "1"}')
        ((headers, body),) = eventually(lambda: subscriber.received, bool)

    document = json.loads(body)
    assert (document["id"] if raw == "true" else json.loads(document["Message"])["id"]) == "1"
    assert headers["Content-Type"] == expected
    assert headers["x-amz-sns-message-type"] == "Notification"
    assert (headers["x-amz-sns-topic-arn"], headers["x-amz-sns-subscription-arn"]) == (topic, arn)
    assert headers.get("x-amz-sns-rawdelivery", "false") == raw


def test_sns_knows_no_content_type_for_cloudevents(stack: Stack) -> None:
    topic = create_topic(stack)

    with pytest.raises(ClientError, match="headerContentType"):
        subscribe(stack, topic, "http://127.0.0.1:9/", "http", DeliveryPolicy=CLOUDEVENTS)
