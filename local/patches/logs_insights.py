"""Run Logs Insights queries.

The gap: ministack knows no fields of JSON messages, no ``stats``, ``parse``, ``display`` or ``dedup``, and filters only
by three forms of a comparison; whatever it does not know it passes over, so its response is to another query. Its
``@log`` lacks the account (AWS: "account-id:log-group-name").

Source: "CloudWatch Logs Insights language query syntax", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html

Needed by: tools/trace_source.py, module.monitoring.aws_cloudwatch_query_definition.this.
"""

import contextvars
import logging
import threading
import time
from typing import Any

from local.cloudwatch.insights import MAX_ROWS, Query, QueryError

MAX_QUERIES = 100

logger = logging.getLogger(__name__)


def apply() -> None:
    """Replace how ministack answers StartQuery."""
    from ministack.services import cloudwatch_logs as logs

    logs._start_query = _start_query


def _start_query(request: dict[str, Any]) -> Any:
    from ministack.core.responses import error_response_json, json_response, new_uuid
    from ministack.services import cloudwatch_logs as logs

    groups = logs._resolve_query_log_groups(request)
    if not groups:
        return error_response_json("InvalidParameterException", "The query names no log group.", 400)
    for group in groups:
        if group not in logs._log_groups:
            message = f"Log group '{group}' does not exist for account ID '{logs.get_account_id()}'"
            return error_response_json("ResourceNotFoundException", message, 400)
    try:
        query = Query(request.get("queryString", ""))
    except QueryError as error:
        return error_response_json("MalformedQueryException", str(error), 400)

    entry = {
        "queryId": new_uuid(),
        **{member: request.get(member) for member in ("startTime", "endTime", "queryString")},
        "status": "Running",
        "results": [],
    }
    logs._queries[entry["queryId"]] = entry
    for oldest in list(logs._queries)[:-MAX_QUERIES]:
        logs._queries.pop(oldest, None)
    limit = min(request.get("limit") or MAX_ROWS, MAX_ROWS)
    # a thread of its own, so that a query over many events holds up nothing else
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(_run, entry, query, groups, limit), daemon=True).start()
    return json_response({"queryId": entry["queryId"]})


def _run(entry: dict[str, Any], query: Query, groups: list[str], limit: int) -> None:
    from ministack.services import cloudwatch_logs as logs

    try:
        end = entry["endTime"] if entry["endTime"] is not None else time.time()
        events = logs._collect_query_records(groups, entry["startTime"] or 0, end)
        events.reverse()
        account = logs.get_account_id()
        results, matched = query.run((_discovered(event, account) for event in events), limit)
    except Exception:
        logger.exception("query %s failed", entry["queryId"])
        entry["status"] = "Failed"
        return
    scanned_bytes = sum(len(event["@message"]) for event in events)
    entry["statistics"] = {
        "recordsMatched": float(matched),
        "recordsScanned": float(len(events)),
        "bytesScanned": float(scanned_bytes),
    }
    entry["results"] = results
    if entry["status"] == "Running":  # not cancelled meanwhile
        entry["status"] = "Complete"


def _discovered(event: dict[str, Any], account: str) -> dict[str, Any]:
    from ministack.services import cloudwatch_logs as logs

    record: dict[str, Any] = logs._public_log_record(event)
    return {**record, "@log": f"{account}:{record['@log']}"}
