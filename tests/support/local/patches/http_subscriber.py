"""An HTTP endpoint that SNS delivers to, for the tests of SNS's patches."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.topics import subscribe


class Subscriber(HTTPServer):
    """Keeps the token of its confirmation and what else it got; answers as told in ``statuses``, then 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.statuses: list[int] = []
        self.received: list[tuple[Mapping[str, str], str]] = []
        self.token: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    @property
    def bodies(self) -> list[str]:
        """What it got, without the confirmation."""
        return [body for _, body in self.received]

    def confirm(self, stack: Stack, topic: str, **attributes: str) -> str:
        """Subscribe to ``topic`` and confirm; return the subscription's ARN."""
        subscribe(stack, topic, self.url, "http", **attributes)
        response = stack.client("sns").confirm_subscription(
            TopicArn=topic, Token=eventually(lambda: self.token, lambda token: token is not None)
        )
        return str(response["SubscriptionArn"])


class _Request(BaseHTTPRequestHandler):
    server: Subscriber

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = 200
        if self.headers["x-amz-sns-message-type"] == "SubscriptionConfirmation":
            self.server.token = json.loads(body)["Token"]
        else:
            self.server.received.append((self.headers, body))
            status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Subscriber]:
    """A subscriber that listens for the length of the block."""
    with Subscriber() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
