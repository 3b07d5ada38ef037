"""The commands that operate a deployment, run against the functions in this process and AWS in memory."""

import base64
import contextlib
import importlib
import io
import json
import threading
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.conftest import Handler
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.calls import Permission, permissions
from tests.support.integration.cloud import CATALOGUE, CUSTOMERS, FAILURES, INTERESTS, OFFERS, REGION
from tests.support.integration.faults import session_with_models
from tools.deployed import Deployment

FUNCTION = "cxe-test-recommender"
BUCKET = FAILURES
_LAST_LINES = (
    "END RequestId: {0}\nREPORT RequestId: {0}\tDuration: 12345.67 ms\tBilled Duration: 12346 ms\t"
    "Memory Size: 1024 MB\tMax Memory Used: 123 MB\t\n"
    "XRAY TraceId: 1-6740a1b2-0123456789abcdef01234567\tSegmentId: 53995c3f42cd8ad8\tSampled: true\t"
)


@dataclass
class InProcessLambda:
    """Invokes a handler as Lambda does, one at a time, and returns the end of its log with Lambda's own lines.

    Any other function than the deployment's succeeds. ``calls`` are the permissions that invocations need.
    """

    handler: Handler
    calls: set[Permission]
    invocations: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def invoke(self, **request: Any) -> dict[str, Any]:
        name = request["FunctionName"].rpartition("function:")[2]
        self.calls.add(("lambda:InvokeFunction", name))
        if name != FUNCTION:
            return {"StatusCode": 200, "Payload": io.BytesIO(b"null")}
        assert request["Qualifier"] == "live"
        request_id, log, failure = str(uuid.uuid4()), io.StringIO(), {}
        with self._lock, contextlib.redirect_stdout(log):
            self.invocations += 1
            print(f"START RequestId: {request_id} Version: 17")
            try:
                context = FakeContext(aws_request_id=request_id, function_name=FUNCTION)
                result = self.handler(json.loads(request["Payload"]), context)
            except Exception as error:  # noqa: BLE001 - whatever a function raises becomes Lambda's error document
                failure = {"FunctionError": "Unhandled"}
                result = {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": []}
            print(_LAST_LINES.format(request_id))
        return {
            "StatusCode": 200,
            **failure,
            "Payload": io.BytesIO(json.dumps(result).encode()),
            "LogResult": base64.b64encode(log.getvalue().encode()[-4096:]).decode(),
            "ResponseMetadata": {"RequestId": request_id},
        }


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and the lines on standard output and standard error."""

    status: int
    printed: list[str]
    said: list[str]


@dataclass
class Operator:
    """Runs commands by the names of their modules. ``calls`` are the permissions that their calls need."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    function: InProcessLambda
    s3: Any
    calls: set[Permission]

    def run(self, module: str, *words: str) -> Outcome:
        self.monkeypatch.setattr("sys.argv", [module, *words])
        self.capsys.readouterr()
        status = importlib.import_module(f"tools.{module}").main()
        captured = self.capsys.readouterr()
        return Outcome(status, captured.out.splitlines(), captured.err.splitlines())

    def store(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def stored(self) -> list[str]:
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def operator(handler: Handler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    """Return an operator of the deployment whose recommender is ``handler``, with its names in the environment."""
    session, calls = session_with_models(), set[Permission]()
    function = InProcessLambda(handler, calls)

    def note(params: Any, model: Any, **_: Any) -> None:
        calls.update(permissions(params, model))

    session.register("provide-client-params", note)
    s3 = session.create_client("s3", region_name=REGION)

    def client(self: Deployment, service: str, *_: float) -> Any:
        return function if service == "lambda" else session.create_client(service, region_name=REGION)

    monkeypatch.setattr(Deployment, "client", client)
    names = {
        "CATALOGUE_TABLE": CATALOGUE,
        "CUSTOMERS_TABLE": CUSTOMERS,
        "FAILURE_BUCKET": BUCKET,
        "INTEREST_TABLE": INTERESTS,
        "OFFERS_TABLE": OFFERS,
    }
    for name, value in {**names, "RECOMMENDER_FUNCTION": FUNCTION}.items():
        monkeypatch.setenv(name, value)
    return Operator(monkeypatch, capsys, function, s3, calls)
