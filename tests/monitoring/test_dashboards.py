"""Dashboards are as their schema says, show every hop and nobody's person, and use what is declared."""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from local.cloudwatch.distribution import is_statistic
from tests.support.monitoring.files import ALARMS, METRICS, MONITORING

DASHBOARDS: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted((MONITORING / "dashboards").glob("*.yaml"))
}
SCHEMA = json.loads((MONITORING / "schemas" / "dashboard.schema.json").read_text())
PRICES = yaml.safe_load((MONITORING / "prices.yaml").read_text())
PANELS = [
    pytest.param(panel, id=f"{name}-{row['title']}-{panel['title']}")
    for name, dashboard in DASHBOARDS.items()
    for row in dashboard["rows"]
    for panel in row["panels"]
]
HOPS = {"API", "Ingest", "Stream", "Recommender", "Personalize", "Tables", "Consumers"}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_as_its_schema_says(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(DASHBOARDS[name])


@pytest.mark.parametrize(
    "broken",
    [
        {"summary": "No rows.", "rows": []},
        {"summary": "A panel without a unit.", "rows": [{"title": "R", "panels": [{"title": "P", "kind": "lines"}]}]},
        {"summary": "Alarms of something.", "rows": [{"title": "R", "panels": [
            {"title": "P", "kind": "alarms", "width": 24, "metrics": {"e": {"metric": "InsertError"}}}]}]},
        {"summary": "A line without a reference.", "rows": [{"title": "R", "panels": [
            {"title": "P", "kind": "lines", "width": 24, "unit": "errors", "period_seconds": 60,
             "metrics": {"e": {"metric": "InsertError"}}, "lines": [{"value": 3}]}]}]},
    ],
    ids=lambda broken: broken["summary"],
)  # fmt: skip
def test_the_schema_refuses(broken: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(broken)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_each_hop_has_a_row_of_rate_errors_time_and_saturation() -> None:
    rows = {row["title"]: row["panels"] for row in DASHBOARDS["pipeline"]["rows"]}

    assert rows.keys() >= HOPS
    assert {len(rows[hop]) for hop in HOPS} == {4}


@pytest.mark.parametrize("panel", PANELS)
def test_every_metric_of_a_panel_has_a_statistic_that_exists(panel: dict[str, Any]) -> None:
    for query in panel.get("metrics", {}).values():
        assert query["metric"] in METRICS["metrics"] | METRICS["logs"] | METRICS["aws"]
        assert is_statistic(query.get("statistic", panel.get("statistic")))


@pytest.mark.parametrize("panel", PANELS)
def test_a_line_is_in_the_unit_of_its_panel(panel: dict[str, Any]) -> None:
    """An alarm's threshold is drawn where its metric, or the share that it computes, is."""
    shown = {query["metric"] for query in panel.get("metrics", {}).values()}
    for line in panel.get("lines", []):
        if "alarm" in line:
            alarm = ALARMS[line["alarm"]]
            watched = {query["metric"] for query in alarm.get("metrics", {"": alarm}).values()}
            assert watched & shown


def test_what_is_counted_in_a_panel_is_said_by_its_unit() -> None:
    """A count of a period is one of a minute only where the period is a minute."""
    for param in PANELS:
        (panel,) = param.values
        if panel["kind"] in {"lines", "stacked"} and "a minute" in panel["unit"]:
            assert panel["period_seconds"] == 60


def test_every_price_is_used_for_something() -> None:
    used = {query.get("price") for param in PANELS for query in param.values[0].get("metrics", {}).values()}

    assert used <= {None, *PRICES["prices"]}
