"""The operations that read and write traces."""

import json
import time
from typing import Any

from local.modelled_api import ApiError
from local.xray.filter_scope import Scope
from local.xray.graph import ServiceGraph
from local.xray.groups import Groups
from local.xray.segments import SegmentError
from local.xray.store import Store
from local.xray.summaries import summarise
from local.xray.traces import Trace, assemble

MAX_TRACES_PER_BATCH = 5
MAX_RANGE_SECONDS = 6 * 60 * 60
MAX_TRACE_BYTES = 500 * 1024
PAGE_SIZE = 100


class Queries:
    """Trace operations over one store; groups narrow the service graph."""

    def __init__(self, store: Store, groups: Groups) -> None:
        self._store = store
        self._groups = groups

    def put_segments(self, request: dict[str, Any]) -> dict[str, Any]:
        """``PutTraceSegments``: what is no segment is reported, the rest is stored."""
        unprocessed = []
        for document in request["TraceSegmentDocuments"]:
            try:
                self._store.put(document)
            except SegmentError as error:
                unprocessed.append({"Id": error.segment_id, "ErrorCode": error.code, "Message": str(error)})
        return {"UnprocessedTraceSegments": unprocessed}

    def put_telemetry(self, _request: dict[str, Any]) -> dict[str, Any]:
        """``PutTelemetryRecords``: the response is empty, and X-Ray shows the records nowhere."""
        return {}

    def traces(self, request: dict[str, Any]) -> dict[str, Any]:
        """``BatchGetTraces``."""
        if len(request["TraceIds"]) > MAX_TRACES_PER_BATCH:
            raise ApiError("InvalidRequestException", f"TraceIds must not be more than {MAX_TRACES_PER_BATCH}.")
        found, unknown = self._find(request["TraceIds"])
        return {"Traces": [_trace(trace) for trace in found], "UnprocessedTraceIds": unknown}

    def trace_graph(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetTraceGraph``."""
        found, _ = self._find(request["TraceIds"])
        return {"Services": ServiceGraph(found).services()}

    def summaries(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetTraceSummaries``, newest first, in pages."""
        matching = self._matching(request, request.get("FilterExpression", ""))
        first = page_start(request.get("NextToken", "0"))
        response: dict[str, Any] = {
            "TraceSummaries": [summarise(trace) for trace in matching[first : first + PAGE_SIZE]],
            "ApproximateTime": time.time(),
            "TracesProcessedCount": len(matching),
        }
        if len(matching) > first + PAGE_SIZE:
            response["NextToken"] = str(first + PAGE_SIZE)
        return response

    def service_graph(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetServiceGraph``, of all traces or of a group's."""
        matching = self._matching(request, self._groups.expression(request))
        return {
            "StartTime": request["StartTime"],
            "EndTime": request["EndTime"],
            "Services": ServiceGraph(matching).services(),
            "ContainsOldGroupVersions": False,
        }

    def _find(self, trace_ids: list[str]) -> tuple[list[Trace], list[str]]:
        documents = {trace_id: self._store.documents(trace_id) for trace_id in trace_ids}
        found = [assemble(trace_id, segments) for trace_id, segments in documents.items() if segments]
        return found, [trace_id for trace_id, segments in documents.items() if not segments]

    def _matching(self, request: dict[str, Any], expression: str) -> list[Trace]:
        start, end = request["StartTime"], request["EndTime"]
        if not 0 <= end - start <= MAX_RANGE_SECONDS:
            raise ApiError("InvalidRequestException", "EndTime must be after StartTime by at most six hours.")
        matches = self._groups.filter(expression)
        found, _ = self._find(self._store.trace_ids(start, end, request.get("TimeRangeType", "TraceId")))
        return [trace for trace in found if matches(Scope.of_trace(trace))]


def trace_documents(trace: Trace) -> list[dict[str, str]]:
    """Return the segments of a trace with their ids, as text."""
    return [
        {"Id": segment["id"], "Document": json.dumps(segment, ensure_ascii=False, separators=(",", ":"))}
        for segment in trace.segments
    ]


def _trace(trace: Trace) -> dict[str, Any]:
    segments = trace_documents(trace)
    return {
        "Id": trace.id,
        "Duration": round(trace.end - trace.start, 3),
        "LimitExceeded": sum(len(segment["Document"].encode()) for segment in segments) > MAX_TRACE_BYTES,
        "Segments": segments,
    }


def page_start(token: str) -> int:
    """Return where a page begins. Raises :class:`ApiError` for a token that no response held."""
    if not token.isdecimal():
        raise ApiError("InvalidRequestException", "NextToken is not one of this API.")
    return int(token)
