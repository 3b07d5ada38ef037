"""SNS tries again where a subscriber fails for a while."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from local.stack import Stack
from tests.local.mends.polling import eventually
from tests.local.mends.topics import create_topic, subscribe

pytestmark = pytest.mark.mend("sns_http_retries")


class Subscriber(HTTPServer):
    """Confirms its subscription, answers as told in ``statuses``, then 200, and keeps the notifications it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SubscriberRequest)
        self.statuses: list[int] = []
        self.received: list[str] = []
        self.token: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class SubscriberRequest(BaseHTTPRequestHandler):
    server: Subscriber

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = 200
        if content["Type"] == "SubscriptionConfirmation":
            self.server.token = content["Token"]
        else:
            self.server.received.append(content["Message"])
            status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with Subscriber() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def publish(stack: Stack, subscriber: Subscriber, *statuses: int) -> None:
    topic = create_topic(stack)
    policy = {"numRetries": 2, "numNoDelayRetries": 2, "minDelayTarget": 1, "maxDelayTarget": 1}
    subscribe(stack, topic, subscriber.url, "http", DeliveryPolicy=json.dumps({"healthyRetryPolicy": policy}))
    token = eventually(lambda: subscriber.token, bool)
    sns = stack.client("sns")
    sns.confirm_subscription(TopicArn=topic, Token=token)
    subscriber.statuses = list(statuses)
    sns.publish(TopicArn=topic, Message="hello")


@pytest.mark.parametrize("statuses", [(503, 429), (503, 404)], ids=["until it arrives", "until it is refused"])
def test_a_failure_that_may_pass_is_tried_again(
    stack: Stack, subscriber: Subscriber, statuses: tuple[int, int]
) -> None:
    publish(stack, subscriber, *statuses)

    attempts = 2 if 404 in statuses else 3
    assert eventually(lambda: list(subscriber.received), lambda got: len(got) >= attempts, 1) == ["hello"] * attempts
