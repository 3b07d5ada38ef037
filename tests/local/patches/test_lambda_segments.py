"""What Lambda adds to a trace, and what the code learns of it."""

import functools
import json
import secrets
import time
from pathlib import Path
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import RestApi, create_function
from tests.support.local.patches.streamed_table import StreamedTable

pytestmark = pytest.mark.patch("lambda_segments")

SOURCE = (
    "import os\n"
    "def handler(event, context):\n"
    "    if event == 'raise': raise ValueError('no')\n"
    "    return os.environ['_X_AMZN_TRACE_ID']\n"
)
ACTIVE: dict[str, Any] = {"TracingConfig": {"Mode": "Active"}}


def new_root() -> str:
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def fields(header: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in header.split(";"))


def invoke(stack: Stack, name: str, header: str | None = None, event: Any = None, **options: Any) -> Any:
    functions = stack.client("lambda")
    if header is not None:

        def add_header(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amzn-Trace-Id"] = header

        functions.meta.events.register("before-call.lambda.Invoke", add_header)
    return json.load(functions.invoke(FunctionName=name, Payload=json.dumps(event), **options)["Payload"])


def segments(stack: Stack, root: str) -> list[dict[str, Any]]:
    traces = stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
    return [json.loads(segment["Document"]) for trace in traces for segment in trace["Segments"]]


def by_origin(stack: Stack, root: str) -> dict[str, dict[str, Any]]:
    return {document["origin"]: document for document in segments(stack, root)}


def test_a_sampled_request_has_a_segment_of_the_service_and_one_of_the_function(stack: Stack) -> None:
    root, caller = new_root(), secrets.token_hex(8)
    name = create_function(stack, SOURCE, **ACTIVE)
    seen = fields(invoke(stack, name, f"Root={root};Parent={caller};Sampled=1"))

    found = by_origin(stack, root)
    service, function = found["AWS::Lambda"], found["AWS::Lambda::Function"]
    assert service["parent_id"] == caller
    assert function["parent_id"] == service["id"]
    assert service["name"] == function["name"] == name
    assert service["http"]["response"]["status"] == 200
    assert service["start_time"] <= function["start_time"] <= function["end_time"] <= service["end_time"]
    assert (seen["Root"], seen["Parent"], seen["Sampled"]) == (root, function["id"], "1")


def test_only_a_cold_start_has_an_initialization(stack: Stack) -> None:
    name = create_function(stack, SOURCE, **ACTIVE)
    cold, warm = (fields(invoke(stack, name))["Root"] for _ in range(2))
    (initialization,) = by_origin(stack, cold)["AWS::Lambda::Function"]["subsegments"]
    assert initialization["name"] == "Initialization"
    assert "subsegments" not in by_origin(stack, warm)["AWS::Lambda::Function"]


def test_a_request_that_its_caller_did_not_sample_leaves_no_segment(stack: Stack) -> None:
    root = new_root()
    name = create_function(stack, SOURCE, **ACTIVE)
    seen = fields(invoke(stack, name, f"Root={root};Parent={secrets.token_hex(8)};Sampled=0"))
    assert (seen["Root"], seen["Sampled"]) == (root, "0")
    assert seen["Lineage"]
    assert segments(stack, root) == []


def test_in_pass_through_mode_the_callers_header_goes_on_unchanged(stack: Stack) -> None:
    header = f"Root={new_root()};Parent={secrets.token_hex(8)};Sampled=1;Lineage=2:a87bd80c:1"
    assert invoke(stack, create_function(stack, SOURCE), header) == header
    assert segments(stack, fields(header)["Root"]) == []


def test_a_function_error_is_a_fault_of_both_segments(stack: Stack) -> None:
    root = new_root()
    invoke(stack, create_function(stack, SOURCE, **ACTIVE), f"Root={root};Sampled=1", "raise")
    assert [document["fault"] for document in by_origin(stack, root).values()] == [True, True]


def test_a_request_through_a_rest_api_continues_below_the_stage(stack: Stack, patience: float) -> None:
    root, api = new_root(), RestApi(stack)
    api.function(**ACTIVE)
    api.deploy(tracingEnabled=True)
    seen = fields(api.call(X_Amzn_Trace_Id=f"Root={root};Sampled=1").json()["trace"])
    found = eventually(lambda: by_origin(stack, root), lambda origins: len(origins) == 3, patience)
    assert found["AWS::Lambda"]["parent_id"] == found["AWS::ApiGateway::Stage"]["id"]
    assert seen["Parent"] == found["AWS::Lambda::Function"]["id"]


def test_each_batch_of_a_stream_begins_a_trace_of_its_own(stack: Stack, tmp_path: Path, patience: float) -> None:
    noted = tmp_path / "headers"
    table = StreamedTable(
        stack, tmp_path, f"    open({str(noted)!r}, 'a').write(os.environ['_X_AMZN_TRACE_ID'] + '\\n')\n", **ACTIVE
    )
    table.put("a", "b")
    table.map(BatchSize=1)
    eventually(lambda: noted.exists() and noted.read_text().splitlines(), lambda lines: len(lines or ()) == 2, patience)
    first, second = (fields(line) for line in noted.read_text().splitlines())
    assert first["Root"] != second["Root"]
    for header in (first, second):
        read = functools.partial(by_origin, stack, header["Root"])
        found = eventually(read, lambda origins: len(origins) == 2, patience)
        assert "parent_id" not in found["AWS::Lambda"]
        assert found["AWS::Lambda::Function"]["id"] == header["Parent"]
