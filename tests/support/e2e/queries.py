"""The saved queries of a deployment, read back from CloudWatch Logs and run there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.target import Target, eventually

_ENDED = {"Complete", "Failed", "Cancelled", "Timeout"}
Row = dict[str, str]


@dataclass(frozen=True)
class SavedQuery:
    """A query as CloudWatch Logs keeps it."""

    log_groups: list[str]
    text: str

    def rows(self, target: Target, since: datetime, **values: str) -> list[Row]:
        """Run it over what was logged ``since``, with ``values`` in the place of the words in it; return its rows."""
        text = self.text
        for word, value in values.items():
            text = text.replace(word, value)
        logs = target.client("logs")
        query_id = logs.start_query(
            logGroupNames=self.log_groups,
            queryString=text,
            startTime=int(since.timestamp()),
            endTime=int((datetime.now(UTC) + timedelta(minutes=1)).timestamp()),
        )["queryId"]
        result = eventually(
            lambda: logs.get_query_results(queryId=query_id), lambda said: said["status"] in _ENDED, "the query ended"
        )
        assert result["status"] == "Complete"
        return [{cell["field"]: cell["value"] for cell in row} for row in result["results"]]


def saved_queries(target: Target) -> dict[str, SavedQuery]:
    """Return the deployment's queries by their titles."""
    prefix = target.outputs["ingest_function_name"].removesuffix("-ingest") + "/"
    found: list[dict[str, Any]] = target.client("logs").describe_query_definitions(queryDefinitionNamePrefix=prefix)[
        "queryDefinitions"
    ]
    return {each["name"].removeprefix(prefix): SavedQuery(each["logGroupNames"], each["queryString"]) for each in found}
