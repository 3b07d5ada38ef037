"""Queries over log events, command by command."""

import json
from typing import Any

import pytest

from local.cloudwatch.insights import Query, QueryError

REPORT = (
    "REPORT RequestId: 7f0c\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 64 MB\t"
    "Init Duration: 101.5 ms"
)
MESSAGES: list[str | dict[str, Any]] = [
    {"level": "INFO", "status": 200, "latency": 10, "path": "/offers", "tags": ["a", "b"]},
    {"level": "INFO", "status": 200, "latency": 30, "path": "/offers", "ok": True},
    {"level": "ERROR", "status": 503, "latency": 200.5, "path": "/recommend", "cause": {"name": "Timeout"}},
    "plain text user=ann took 15 ms",
    REPORT,
]


def events() -> list[dict[str, Any]]:
    """Return one event a minute, the newest first."""
    return [
        {
            "@timestamp": f"2026-01-31 12:{minute:02}:00.000",
            "@message": message if isinstance(message, str) else json.dumps(message),
            "@logStream": "s",
            "@ptr": str(minute),
        }
        for minute, message in reversed(list(enumerate(MESSAGES)))
    ]


def run(text: str) -> list[dict[str, str]]:
    rows, _matched = Query(text).run(events())
    return [{cell["field"]: cell["value"] for cell in row if cell["field"] != "@ptr"} for row in rows]


def test_time_and_message_are_shown_unless_fields_are_named_and_the_newest_event_comes_first() -> None:
    assert run("limit 1") == [{"@timestamp": "2026-01-31 12:04:00.000", "@message": REPORT}]


def test_fields_of_json_are_discovered_at_any_depth() -> None:
    assert run("fields level, cause.name, tags.1, ok | filter ispresent(level)") == [
        {"level": "ERROR", "cause.name": "Timeout"},
        {"level": "INFO", "ok": "1"},
        {"level": "INFO", "tags.1": "b"},
    ]


def test_figures_of_lambda_reports_are_discovered() -> None:
    assert run("fields @type, @requestId, @duration, @maxMemoryUsed, @initDuration | filter @type = 'REPORT'") == [
        {
            "@type": "REPORT",
            "@requestId": "7f0c",
            "@duration": "12.5",
            "@maxMemoryUsed": "64000000",
            "@initDuration": "101.5",
        }
    ]


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("level = 'INFO'", 2),
        ('level = "INFO"', 2),
        ("level != 'INFO'", 3),
        ("status = 503", 1),
        ("status >= 200 and status < 300", 2),
        ("status > 500 or latency <= 10", 2),
        ("not (status > 500)", 4),
        ("path like /^\\/off/", 2),
        ("path =~ /OFF/i", 2),
        ("path like 'commend'", 1),
        ("@message not like 'level'", 2),
        ("level in ['ERROR', 'WARN']", 1),
        ("level not in ['ERROR', 'WARN']", 4),
        ("latency * 2 + 1 = 21", 1),
        ("latency / 0 > 1", 0),
        ("2 ^ 3 = 8 and 7 % 4 = 3 and -1 < 0", 5),
        ("strlen(path) = 7", 2),
        ("tolower(level) = 'error'", 1),
        ("strcontains(@message, 'user')", 1),
        ("coalesce(status, 0) = 0", 2),
        ("toMillis(@timestamp) > 1769860860000", 3),
        ("`level` = 'INFO' # a comment\n", 2),
    ],
)
def test_filter_keeps_what_matches(condition: str, count: int) -> None:
    assert run(f"filter {condition} | stats count(*) as n") == [{"n": str(count)}]


def test_stats_group_and_sort() -> None:
    query = """
        stats count(*) as requests, avg(latency) as average, max(latency), pct(latency, 50) by path
        | filter ispresent(path)
        | sort requests desc
    """
    assert run(query) == [
        {"path": "/offers", "requests": "2", "average": "20", "max(latency)": "30", "pct(latency, 50)": "20"},
        {
            "path": "/recommend",
            "requests": "1",
            "average": "200.5",
            "max(latency)": "200.5",
            "pct(latency, 50)": "200.5",
        },
    ]


def test_stats_by_time_start_with_the_newest() -> None:
    assert run("filter ispresent(status) | stats sum(status) as total by bin(2m)") == [
        {"bin(2m)": "2026-01-31 12:02:00.000", "total": "503"},
        {"bin(2m)": "2026-01-31 12:00:00.000", "total": "400"},
    ]


def test_stats_without_groups_are_one_row_even_over_nothing() -> None:
    assert run("filter status = 1 | stats count(*), sum(latency)") == [{"count(*)": "0"}]


def test_aggregations_can_be_calculated_with() -> None:
    query = (
        "stats 100 * sum(status >= 500) / count(status) as rate, count_distinct(path) as paths, latest(level) as last"
    )
    assert run(query) == [{"rate": "33.333333333333336", "paths": "2", "last": "ERROR"}]


def test_a_column_can_be_sorted_by_its_text() -> None:
    found = run("filter ispresent(path) | stats count(*) by path | sort count(*) asc | limit 1")
    assert found == [{"path": "/recommend", "count(*)": "1"}]


def test_sort_is_ascending_by_number_with_missing_values_last() -> None:
    assert run("sort latency | fields latency | limit 4") == [
        {"latency": "10"},
        {"latency": "30"},
        {"latency": "200.5"},
        {},
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "'user=* took * ms' as user, took",
        "/user=(?<user>\\w+) took (?<took>\\d+)/",
        "@message 'user=* took * ms' as user, took",
    ],
)
def test_parse_extracts_fields(pattern: str) -> None:
    assert run(f"parse {pattern} | filter ispresent(user) | display user, took") == [{"user": "ann", "took": "15"}]


def test_display_replaces_what_is_shown_and_fields_add_to_it() -> None:
    assert run("fields @message | fields status * 2 as twice | display twice | filter twice > 1000") == [
        {"twice": "1006"}
    ]


def test_dedup_keeps_the_newest() -> None:
    assert run("fields latency | filter ispresent(path) | dedup path") == [{"latency": "200.5"}, {"latency": "30"}]


def test_the_number_of_matches_is_reported() -> None:
    rows, matched = Query("filter level = 'INFO' | limit 1").run(events())
    assert (len(rows), matched) == (1, 2)


def test_rows_can_be_fetched_whole_by_their_pointer() -> None:
    rows, _matched = Query("fields level | limit 1").run(events())
    assert rows == [[{"field": "@ptr", "value": "4"}]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "select *",
        "fields",
        "fields a,",
        "filter",
        "filter a =",
        "filter (a = 1",
        "filter a like b",
        "filter a not 1",
        "filter unknown(a) = 1",
        "filter strlen(a, b) = 1",
        "filter count(a) = 1",
        "filter a like /[/",
        "stats avg(sum(a))",
        "stats count(*) by",
        "stats pct(a)",
        "stats count(*) by bin(soon)",
        "parse 'x=*' as a, b",
        "parse 'x=*'",
        "limit many",
        "limit 1 limit 2",
        "fields a | pattern @message",
    ],
)
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        Query(text)


@pytest.mark.parametrize("message", ["{", "[" * 100_000, '{"a": ' + "[" * 100_000, "{}", '{"a": null}', ""])
def test_no_message_stops_a_query(message: str) -> None:
    rows, _matched = Query("fields @message, a").run([{"@timestamp": "", "@message": message, "@ptr": "1"}])
    assert rows[0][0] == {"field": "@message", "value": message}
