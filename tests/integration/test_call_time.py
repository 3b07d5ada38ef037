"""No call takes longer than its time, whatever the service asks for. The service speaks HTTP; the clock is ours."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore import endpoint
from botocore.exceptions import ClientError

from shared.aws.clients import Clients
from shared.budget import CALL_MS
from shared.call_limits import ATTEMPT_SECONDS, CALL_SECONDS

JSON_THROTTLED = b'{"__type": "com.amazonaws.dynamodb#ThrottlingException", "message": "slow down"}'
XML_THROTTLED = b"<ErrorResponse><Error><Code>Throttling</Code><Message>slow down</Message></Error></ErrorResponse>"

CAMPAIGN = "arn:aws:personalize:eu-west-1:000000000000:campaign/c"
TOPIC = "arn:aws:sns:eu-west-1:000000000000:offers"

Call = Callable[[], object]


def put_item(clients: Clients) -> Call:
    client = clients.dynamodb()
    return lambda: client.put_item(TableName="interest", Item={"id": {"S": "1"}})


def publish(clients: Clients) -> Call:
    client = clients.sns()
    return lambda: client.publish(TopicArn=TOPIC, Message="m")


def put_object(clients: Clients) -> Call:
    client = clients.s3()
    return lambda: client.put_object(Bucket="failures", Key="k", Body=b"b")


def get_recommendations(clients: Clients) -> Call:
    client = clients.personalize_runtime("eu-west-1")
    return lambda: client.get_recommendations(campaignArn=CAMPAIGN, userId="u")


CALLS = {
    "dynamodb": (put_item, JSON_THROTTLED),
    "sns": (publish, XML_THROTTLED),
    "s3": (put_object, XML_THROTTLED),
    "personalize-runtime": (get_recommendations, JSON_THROTTLED),
}


class Service:
    """Answers every request alike; each takes as long as an attempt may, and waits pass on the same clock."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self.attempts = 0
        self.status = 503
        self.body = b""
        self.headers: dict[str, str] = {}

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def response(self, request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.attempts += 1
        self.now += ATTEMPT_SECONDS
        request.send_response(self.status)
        for name, value in {**self.headers, "Content-Length": str(len(self.body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(self.body)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # S3's client waits a second for leave to continue, which 1.0 does not know

        def do_POST(self) -> None:
            service.response(self)

        def do_PUT(self) -> None:
            service.response(self)

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setattr(endpoint.time, "sleep", service.wait)
    yield service
    monkeypatch.undo()
    server.shutdown()
    thread.join()
    server.server_close()


def clients_of(service: Service) -> Clients:
    return Clients(after_call=lambda **_: None, clock=lambda: service.now)


@pytest.mark.parametrize(("status", "throttled"), [(503, False), (400, True)], ids=["503", "throttled"])
@pytest.mark.parametrize("name", list(CALLS))
def test_a_call_ends_in_its_time_whatever_wait_the_service_asks_for(
    service: Service, name: str, status: int, throttled: bool
) -> None:
    service.status = status
    make, refusal = CALLS[name]
    service.body = refusal if throttled else b""
    call = make(clients_of(service))
    for asked in ("0", "1000", "5000", "86400000", "-1", "soon"):
        service.headers["x-amz-retry-after"] = asked
        began = service.now
        with pytest.raises(ClientError):
            call()
        assert service.now - began <= CALL_SECONDS, asked


@pytest.mark.parametrize("wait", [0.5, 7.0, 60.0])
def test_a_call_ends_in_its_time_however_long_a_retry_mode_would_wait(
    service: Service, monkeypatch: pytest.MonkeyPatch, wait: float
) -> None:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: wait)
    began = service.now

    with pytest.raises(ClientError):
        put_item(clients_of(service))()

    assert service.now - began <= CALL_SECONDS


def test_a_wait_that_fits_is_kept_and_the_call_tried_again(service: Service) -> None:
    service.headers["x-amz-retry-after"] = "1500"

    with pytest.raises(ClientError):
        put_item(clients_of(service))()

    assert service.attempts == 3
    assert all(wait >= 1.5 for wait in service.waits)


def test_each_call_has_its_own_time(service: Service) -> None:
    call = put_item(clients_of(service))
    for _ in range(2):
        service.attempts = 0
        with pytest.raises(ClientError):
            call()
        assert service.attempts == 3


def test_budgets_count_on_the_time_that_calls_are_given() -> None:
    assert CALL_MS == CALL_SECONDS * 1000
