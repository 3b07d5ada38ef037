"""Logs Insights answers the question that was asked."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import new_log_stream, put_log_events
from tests.support.local.patches.polling import eventually

pytestmark = pytest.mark.patch("logs_insights")


def ask(stack: Stack, group: str, query: str, **members: Any) -> dict[str, Any]:
    logs, now = stack.client("logs"), int(time.time())
    started = logs.start_query(
        logGroupNames=[group], startTime=now - 60, endTime=now + 60, queryString=query, **members
    )
    return eventually(
        lambda: dict(logs.get_query_results(queryId=started["queryId"])),
        lambda response: response["status"] == "Complete",
    )


def rows(response: dict[str, Any]) -> list[dict[str, str]]:
    return [{cell["field"]: cell["value"] for cell in row} for row in response["results"]]


def test_events_are_counted_by_a_field_of_their_json(stack: Stack) -> None:
    stream = new_log_stream(stack)
    put_log_events(stack, stream, *[{"level": "INFO"}] * 2, {"level": "ERROR"}, "text")
    response = ask(stack, stream[0], "filter ispresent(level) | stats count(*) as n by level | sort n desc")
    assert rows(response) == [{"level": "INFO", "n": "2"}, {"level": "ERROR", "n": "1"}]
    assert response["statistics"].items() >= {"recordsMatched": 3.0, "recordsScanned": 4.0}.items()


def test_a_row_leads_to_its_whole_event(stack: Stack) -> None:
    stream = new_log_stream(stack)
    put_log_events(stack, stream, {"level": "INFO", "id": 1}, {"level": "ERROR", "id": 2})
    (row,) = rows(ask(stack, stream[0], "fields id | filter level = 'ERROR'"))
    assert row["id"] == "2"
    record = stack.client("logs").get_log_record(logRecordPointer=row["@ptr"])["logRecord"]
    assert record["@message"] == '{"level": "ERROR", "id": 2}'


def test_the_limit_of_the_request_holds_too(stack: Stack) -> None:
    stream = new_log_stream(stack)
    put_log_events(stack, stream, *[{"level": "INFO"}] * 3)
    assert [row["level"] for row in rows(ask(stack, stream[0], "fields level", limit=2))] == ["INFO", "INFO"]


def test_a_query_that_is_none_is_refused(stack: Stack) -> None:
    with pytest.raises(ClientError, match="MalformedQueryException"):
        ask(stack, new_log_stream(stack)[0], "stats count(*) by")


def test_a_row_names_the_log_group_and_its_account(stack: Stack) -> None:
    stream = new_log_stream(stack)
    put_log_events(stack, stream, {"level": "INFO"})
    (row,) = rows(ask(stack, stream[0], "fields @log"))
    assert row["@log"] == f"000000000000:{stream[0]}"
