"""X-Ray as a function sees it inside Lambda: the environment that switches it on, and a daemon."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aws_xray_sdk
import pytest
from aws_lambda_powertools import Tracer
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.lambda_launcher import LambdaContext
from aws_xray_sdk.core.sampling.local.sampler import LocalSampler
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from shared.aws.clients import Clients
from shared.ports import Tracing

INVOCATION_ROOT = "1-6740a1b2-ffffffffffffffffffffffff"
INVOCATION_PARENT = "aaaaaaaaaaaaaaaa"
LINEAGE = "a87bd80c:1|68fd508a:5"


class Daemon:
    """Takes documents on a UDP port of the loopback address."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0)
        self._taken: list[str] = []

    @property
    def address(self) -> str:
        """Where it listens, as ``AWS_XRAY_DAEMON_ADDRESS`` wants it."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def texts(self) -> list[str]:
        """All documents that arrived so far, as they came."""
        while True:
            try:
                self._taken.append(self._socket.recv(65_535).decode())
            except BlockingIOError:
                return self._taken

    def documents(self) -> list[dict[str, Any]]:
        """The same, parsed, without the protocol's header line."""
        return [json.loads(text.partition("\n")[2]) for text in self.texts()]

    def close(self) -> None:
        self._socket.close()


def invocation_header(*, sampled: bool = True) -> str:
    return f"Root={INVOCATION_ROOT};Parent={INVOCATION_PARENT};Sampled={int(sampled)};Lineage={LINEAGE}"


@contextmanager
def traced_lambda(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """Switch tracing on, as in Lambda, until the block ends. A ``Tracing`` made inside sends to the daemon."""
    daemon = Daemon()
    kept = vars(xray_recorder).copy()
    address = (xray_recorder.emitter._ip, xray_recorder.emitter._port)
    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", daemon.address)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header())
    Tracer._reset_config()
    aws_xray_sdk.global_sdk_config.set_sdk_enabled(True)
    xray_recorder.emitter.set_daemon_address(daemon.address)
    xray_recorder.sampler, xray_recorder.context = LocalSampler(), LambdaContext()  # the SDK's own choice inside Lambda
    try:
        yield daemon
    finally:
        daemon.close()
        vars(xray_recorder).update(kept)
        xray_recorder.emitter._ip, xray_recorder.emitter._port = address
        Tracer._reset_config()
        aws_xray_sdk.global_sdk_config.set_sdk_enabled(False)


class Wire:
    """Answers DynamoDB's requests instead of the network, and keeps their tracing headers."""

    def __init__(self, tracing: Tracing, status: int = 200, body: str = "{}") -> None:
        self.headers: list[list[str]] = []
        self._response = (status, body)
        self.client: Any = Clients(after_call=tracing.mark_throttled).dynamodb()
        self.client.meta.events.register("before-send.dynamodb", self._send)

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent = [value for name, value in request.headers.items() if name.lower() == "x-amzn-trace-id"]
        self.headers.append([value.decode() if isinstance(value, bytes) else value for value in sent])
        status, body = self._response
        response = AWSResponse(request.url, status, {"x-amzn-requestid": "r"}, None)
        response._content = body.encode()
        return response

    def call(self) -> None:
        self.client.query(TableName="t")


def segments(daemon: Daemon) -> Iterator[dict[str, Any]]:
    """Every segment and subsegment that arrived, parents before children."""
    waiting = daemon.documents()
    while waiting:
        entity = waiting.pop(0)
        yield entity
        waiting += entity.get("subsegments", [])
