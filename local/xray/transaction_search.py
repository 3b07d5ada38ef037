"""Transaction Search: traces that lie as spans in CloudWatch Logs, and are retrieved from there.

With ``CloudWatchLogs`` as the destination of segments, ``BatchGetTraces`` and ``GetTraceSummaries`` do not find them:
the first never, the second for the share of traces that is indexed, which here is none. ``StartTraceRetrieval`` begins
to fetch traces, and ``ListRetrievedTraces`` has them once it is done.

Sources: "Transaction Search", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search.html, and the operations in
the AWS X-Ray API Reference.
"""

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from local.modelled_api import ApiError
from local.xray.queries import page_start, trace_documents
from local.xray.store import LOGS, Account
from local.xray.traces import Trace, assemble

PAGE_SIZE = 5
_XRAY_FORMAT = "XRAY"


@dataclass
class _Retrieval:
    """The traces that were asked for. The first look finds ``RUNNING``, since AWS needs time to fetch them."""

    trace_ids: list[str]
    start: float
    end: float
    asked: bool = field(default=False)


class TransactionSearch:
    """Where segments go, and the retrievals of those that went to CloudWatch Logs."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._retrievals: dict[str, _Retrieval] = {}

    def get_destination(self, _request: dict[str, Any]) -> dict[str, Any]:
        """``GetTraceSegmentDestination``."""
        return {"Destination": self._account.destination, "Status": "ACTIVE"}

    def update_destination(self, request: dict[str, Any]) -> dict[str, Any]:
        """``UpdateTraceSegmentDestination``, which takes effect at once."""
        if "Destination" in request:
            self._account.destination = request["Destination"]
        return self.get_destination(request)

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """``StartTraceRetrieval``."""
        if self._account.destination != LOGS:
            raise ApiError("InvalidRequestException", "Transaction Search is not enabled.")
        token = secrets.token_hex(16)
        with self._lock:
            self._retrievals[token] = _Retrieval(request["TraceIds"], request["StartTime"], request["EndTime"])
        return {"RetrievalToken": token}

    def retrieved(self, request: dict[str, Any]) -> dict[str, Any]:
        """``ListRetrievedTraces``, in the format of segments alone."""
        if request.get("TraceFormat", _XRAY_FORMAT) != _XRAY_FORMAT:
            raise ApiError("InvalidRequestException", "The local stack has no other format than XRAY.")
        retrieval = self._find(request)
        if not retrieval.asked:
            retrieval.asked = True
            return {"RetrievalStatus": "RUNNING", "TraceFormat": _XRAY_FORMAT, "Traces": []}
        found = self._found(retrieval)
        first = page_start(request.get("NextToken", "0"))
        response: dict[str, Any] = {
            "RetrievalStatus": "COMPLETE",
            "TraceFormat": _XRAY_FORMAT,
            "Traces": [_retrieved(trace) for trace in found[first : first + PAGE_SIZE]],
        }
        if len(found) > first + PAGE_SIZE:
            response["NextToken"] = str(first + PAGE_SIZE)
        return response

    def cancel(self, request: dict[str, Any]) -> dict[str, Any]:
        """``CancelTraceRetrieval``."""
        self._find(request)
        with self._lock:
            self._retrievals.pop(request["RetrievalToken"], None)
        return {}

    def _find(self, request: dict[str, Any]) -> _Retrieval:
        with self._lock:
            retrieval = self._retrievals.get(request["RetrievalToken"])
        if retrieval is None:
            raise ApiError("ResourceNotFoundException", "There is no such retrieval.")
        return retrieval

    def _found(self, retrieval: _Retrieval) -> list[Trace]:
        in_range = set(self._account.spans.trace_ids(retrieval.start, retrieval.end))
        wanted = [trace_id for trace_id in dict.fromkeys(retrieval.trace_ids) if trace_id in in_range]
        return [assemble(trace_id, self._account.spans.documents(trace_id)) for trace_id in wanted]


def _retrieved(trace: Trace) -> dict[str, Any]:
    return {"Id": trace.id, "Duration": round(trace.end - trace.start, 3), "Spans": trace_documents(trace)}
