"""Logs Insights queries can be saved."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import unique

pytestmark = pytest.mark.patch("logs_saved_queries")

QUERY = "fields @timestamp, @message | limit 5"


def test_a_saved_query_is_described_by_its_prefix(stack: Stack) -> None:
    logs, folder = stack.client("logs"), unique("folder")
    identifiers = [
        logs.put_query_definition(name=f"{folder}/{name}", queryString=QUERY, logGroupNames=["/a"])["queryDefinitionId"]
        for name in ("b", "a")
    ]
    found = logs.describe_query_definitions(queryDefinitionNamePrefix=folder)["queryDefinitions"]
    assert [query["queryDefinitionId"] for query in found] == identifiers[::-1]
    assert found[0].items() >= {"name": f"{folder}/a", "queryString": QUERY, "logGroupNames": ["/a"]}.items()
    assert found[0]["lastModified"] > 0


def test_queries_are_described_page_by_page(stack: Stack) -> None:
    logs, folder = stack.client("logs"), unique("folder")
    for number in range(3):
        logs.put_query_definition(name=f"{folder}/{number}", queryString=QUERY)
    first = logs.describe_query_definitions(queryDefinitionNamePrefix=folder, maxResults=2)
    rest = logs.describe_query_definitions(queryDefinitionNamePrefix=folder, nextToken=first["nextToken"])
    assert [query["name"][-1] for query in first["queryDefinitions"] + rest["queryDefinitions"]] == ["0", "1", "2"]
    assert "nextToken" not in rest


def test_an_update_replaces_the_query_and_keeps_its_id(stack: Stack) -> None:
    logs, name = stack.client("logs"), unique("query")
    identifier = logs.put_query_definition(name=name, queryString=QUERY, logGroupNames=["/a"])["queryDefinitionId"]
    logs.put_query_definition(queryDefinitionId=identifier, name=name, queryString="limit 1")
    (found,) = logs.describe_query_definitions(queryDefinitionNamePrefix=name)["queryDefinitions"]
    assert (found["queryDefinitionId"], found["queryString"]) == (identifier, "limit 1")
    assert not found.get("logGroupNames")


def test_a_deleted_query_is_gone(stack: Stack) -> None:
    logs, name = stack.client("logs"), unique("query")
    identifier = logs.put_query_definition(name=name, queryString=QUERY)["queryDefinitionId"]
    assert logs.delete_query_definition(queryDefinitionId=identifier)["success"] is True
    assert logs.describe_query_definitions(queryDefinitionNamePrefix=name)["queryDefinitions"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.delete_query_definition(queryDefinitionId=identifier)
