"""Every saved query is complete, and the local stack can read it."""

import json
from typing import Any

import pytest
from jsonschema.validators import validator_for

from local.cloudwatch.insights import Query
from tests.support.contracts.documents import schema
from tests.support.docs.logging import documented_results
from tests.support.monitoring.files import MONITORING, QUERIES

SCHEMA: dict[str, Any] = json.loads((MONITORING / "schemas" / "query.schema.json").read_text())
GOOD = {
    "title": "Slow offers",
    "summary": "Which offers came late, and why so.",
    "log_groups": ["recommender"],
    "query": "filter outcome = 'published'\n| limit 20\n",
}
BAD = {
    "without a title": {"title": None},
    "of a log group that is not ours": {"log_groups": ["billing"]},
    "of no log group": {"log_groups": []},
    "of a log group twice": {"log_groups": ["ingest", "ingest"]},
    "with a text that is no sentence": {"summary": "late offers"},
    "with two commands in a line": {"query": "filter a = 1 | limit 2\n"},
    "with more": {"owner": "nobody"},
}


def complaints(query: dict[str, Any]) -> list[str]:
    return [error.message for error in validator_for(SCHEMA)(SCHEMA).iter_errors(query)]


def test_the_schema_is_one() -> None:
    validator_for(SCHEMA).check_schema(SCHEMA)
    assert complaints(GOOD) == []


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_a_query_that_is_not_as_the_schema_says_is_refused(change: dict[str, Any]) -> None:
    changed = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    assert complaints(changed) != []


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_as_the_schema_says_and_can_be_run(name: str) -> None:
    assert complaints(QUERIES[name]) == []
    assert Query(QUERIES[name]["query"]).run([]) == ([], 0)


def test_the_document_shows_a_result_of_every_query() -> None:
    assert documented_results().keys() == {query["title"] for query in QUERIES.values()}


def test_no_two_queries_have_one_title() -> None:
    assert len({query["title"] for query in QUERIES.values()}) == len(QUERIES)


def test_every_member_of_a_log_event_that_a_query_names_is_one_of_the_contracts() -> None:
    """A renamed member would leave a query without rows, and nobody would notice."""
    members = schema("log-event")["properties"]
    named = {"outcome", "time_to_offer_ms", "duration_ms", "event_id", "trace_id", "strategy", "fallback", "cold_start"}

    assert named <= members.keys()
    assert all(any(name in query["query"] for query in QUERIES.values()) for name in named)
