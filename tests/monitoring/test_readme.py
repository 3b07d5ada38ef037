"""The examples of how to add a metric, an alarm and a panel are from the files themselves."""

from typing import Any

import pytest
import yaml

from tests.support.docs.blocks import under
from tests.support.monitoring.files import ALARMS, METRICS, MONITORING
from tests.support.monitoring.schemas import SCHEMAS

README = "monitoring/README.md"


def examples(heading: str) -> list[Any]:
    return [yaml.safe_load(text) for text in under(README, heading, "yaml")]


def test_the_metrics_of_the_examples_are_declared_like_this() -> None:
    for example in examples("Add a metric"):
        ((group, ((name, metric),)),) = ((group, metrics.items()) for group, metrics in example.items())
        assert METRICS[group][name] == metric


def test_the_alarm_of_the_example_is_one_of_the_alarms() -> None:
    (example,) = examples("Add an alarm")

    assert ALARMS["ingest-Errors"] == example


def test_the_panel_of_the_example_is_one_of_the_panels() -> None:
    (example,) = examples("Add a panel")

    dashboards = [yaml.safe_load(path.read_text()) for path in (MONITORING / "dashboards").glob("*.yaml")]
    assert example in [panel for dashboard in dashboards for row in dashboard["rows"] for panel in row["panels"]]


MEMBERS = {
    "Add an alarm": SCHEMAS["alarm"]["properties"].keys(),
    "Add a panel": SCHEMAS["dashboard"]["$defs"]["panel"]["properties"].keys(),
}


@pytest.mark.parametrize("heading", MEMBERS)
def test_the_members_that_are_explained_exist(heading: str) -> None:
    section = (MONITORING / "README.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    explained = {name.strip("` ") for row in rows for name in row.split(",")}

    assert explained
    assert explained <= MEMBERS[heading]
