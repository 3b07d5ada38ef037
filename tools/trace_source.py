"""Where an account keeps its traces, and how they are found there: in X-Ray, or in CloudWatch Logs.

With Transaction Search, an account's segments go to the log group ``aws/spans``. BatchGetTraces does not find them
there, and GetTraceSummaries only the share that is indexed. A query of Logs Insights finds them, and X-Ray retrieves
them.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search.html
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

_LOGS = "CloudWatchLogs"
_SPANS = "aws/spans"
_QUERY = 'filter @message like "{}" | stats min(@timestamp) as began by traceId | sort began asc | limit 10000'
_SECONDS_BETWEEN_LOOKS = 0.2
_DEADLINE_SECONDS = 120.0

# GetTraceSummaries takes no longer range: https://docs.aws.amazon.com/general/latest/gr/xray.html
LONGEST_RANGE = timedelta(hours=6)
# A span may come long after its trace began: the stream holds a record for a day.
_LONGEST_TRACE = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(minutes=1)


class NotRetrievedError(Exception):
    """CloudWatch Logs did not give what X-Ray or a query asked it for; the message says how it ended."""


def in_logs(xray: Any) -> bool:
    """Return whether the account's segments go to CloudWatch Logs, through a boto3 X-Ray client."""
    return bool(xray.get_trace_segment_destination()["Destination"] == _LOGS)


def fetch(xray: Any, trace_id: str) -> list[dict[str, Any]]:
    """Return the segment documents of a trace; none when it is unknown (yet). Raises :class:`NotRetrievedError`."""
    documents = _retrieved(xray, trace_id) if in_logs(xray) else []
    if not documents:  # or it began before segments went there
        pages = xray.get_paginator("batch_get_traces").paginate(TraceIds=[trace_id])
        documents = [each for page in pages for trace in page["Traces"] for each in trace["Segments"]]
    return [json.loads(each["Document"]) for each in documents]


def find(xray: Any, logs: Any, event_id: str, since: datetime, until: datetime) -> list[str]:
    """Return the ids of the traces that have the event and began in the time range, oldest first.

    ``xray`` and ``logs`` are boto3 clients. Raises :class:`NotRetrievedError`.
    """
    found = _named_in_spans(logs, event_id, since, until) if in_logs(xray) else []
    return found or _summarised(xray, event_id, since, until)


def _summarised(xray: Any, event_id: str, since: datetime, until: datetime) -> list[str]:
    began: dict[str, datetime] = {}
    for start, end in _windows(since, until):
        pages = xray.get_paginator("get_trace_summaries").paginate(
            StartTime=start, EndTime=end, FilterExpression=f'annotation.event_id = "{event_id}"'
        )
        began.update({each["Id"]: each["StartTime"] for page in pages for each in page["TraceSummaries"]})
    return sorted(began, key=began.__getitem__)


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    start = since
    while start < until:
        end = min(start + LONGEST_RANGE, until)
        yield start, end
        start = end


def _named_in_spans(logs: Any, event_id: str, since: datetime, until: datetime) -> list[str]:
    """Return the traces of the spans whose text has the event's id, a UUID, wherever in the span it is."""
    query = logs.start_query(
        logGroupName=_SPANS,
        startTime=int(since.timestamp()),
        endTime=int(until.timestamp()) + 1,
        queryString=_QUERY.format(event_id),
    )["queryId"]
    for _ in _looks():
        response = logs.get_query_results(queryId=query)
        if response["status"] == "Complete":
            rows = [{field["field"]: field["value"] for field in row} for row in response["results"]]
            return [_xray_id(row["traceId"]) for row in rows if "traceId" in row]
        if response["status"] not in {"Scheduled", "Running"}:
            raise NotRetrievedError(f"the query of {_SPANS} ended as {response['status']}")
    raise NotRetrievedError(f"the query of {_SPANS} took more than {_DEADLINE_SECONDS:.0f} s")


def _xray_id(trace_id: str) -> str:
    """Return a trace id as X-Ray writes it, of one as OpenTelemetry or X-Ray does."""
    return trace_id if "-" in trace_id else f"1-{trace_id[:8]}-{trace_id[8:]}"


def _retrieved(xray: Any, trace_id: str) -> list[dict[str, str]]:
    began = datetime.fromtimestamp(int(trace_id.split("-")[1], 16), UTC)
    token = xray.start_trace_retrieval(
        TraceIds=[trace_id],
        StartTime=began - _CLOCKS_DIFFER,
        EndTime=min(began + _LONGEST_TRACE, datetime.now(UTC) + _CLOCKS_DIFFER),
    )["RetrievalToken"]
    for _ in _looks():
        response = xray.list_retrieved_traces(RetrievalToken=token, TraceFormat="XRAY")
        if response["RetrievalStatus"] == "COMPLETE":
            found = list(_spans(response))
            while "NextToken" in response:
                response = xray.list_retrieved_traces(
                    RetrievalToken=token, TraceFormat="XRAY", NextToken=response["NextToken"]
                )
                found += _spans(response)
            return found
        if response["RetrievalStatus"] not in {"SCHEDULED", "RUNNING"}:
            raise NotRetrievedError(f"the retrieval of {trace_id} ended as {response['RetrievalStatus']}")
    raise NotRetrievedError(f"the retrieval of {trace_id} took more than {_DEADLINE_SECONDS:.0f} s")


def _spans(response: dict[str, Any]) -> Iterator[dict[str, str]]:
    for trace in response["Traces"]:
        yield from trace["Spans"]


def _looks() -> Iterator[None]:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < deadline:
        yield
        time.sleep(_SECONDS_BETWEEN_LOOKS)
