"""What the data of dashboards becomes, and which mistakes in it a plan refuses, each by name."""

import json
import subprocess
from typing import Any

import pytest
import yaml

from local.cloudwatch import dashboard_rules
from tests.support.monitoring.dashboards import call, workspace
from tests.support.monitoring.local_alarms import LOCAL

Widget = dict[str, Any]
RESOURCES = {kind: dict(resources) for kind, resources in LOCAL.resources.items()}
PANEL = {"title": "Errors", "kind": "lines", "unit": "errors", "statistic": "Sum", "period_seconds": 60, "width": 12}
ERRORS = {"errors": {"metric": "InsertError"}}


def dashboard(**panel: Any) -> dict[str, Any]:
    """Return a dashboard with one panel of one metric, but for what ``panel`` says otherwise."""
    return {"summary": "Try.", "rows": [{"title": "Row", "panels": [{**PANEL, "metrics": ERRORS, **panel}]}]}


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "key": ({**dashboard(), "colour": "red"}, "shop has the unknown key colour"),
    "row_key": (
        {"summary": "Try.", "rows": [{**dashboard()["rows"][0], "colour": "red"}]},
        "shop: Row has the unknown key colour",
    ),
    "panel_key": (dashboard(colour="red"), "shop: Row: Errors has the unknown key colour"),
    "metric_key": (
        dashboard(metrics={"errors": {"metric": "InsertError", "colour": "red"}}),
        "shop: Row: Errors has the unknown key colour in errors",
    ),
    "line_key": (dashboard(lines=[{"value": 3}]), "shop: Row: Errors has the unknown key value in a line"),
    "kind": (dashboard(kind="gauge"), "shop: Row: Errors is of the unknown kind gauge"),
    "width": (dashboard(width=25), "shop: Row is wider than 24"),
    "metric": (
        dashboard(metrics={"errors": {"metric": "InsertErrors"}}),
        "shop: Row: Errors shows the unknown metric InsertErrors",
    ),
    "resource": (
        dashboard(metrics={"errors": {"metric": "lambda_errors", "of": "checkout"}}),
        "shop: Row: Errors shows lambda_errors of the unknown resource checkout",
    ),
    "resource_of_ours": (
        dashboard(metrics={"errors": {"metric": "InsertError", "of": "ingest"}}),
        "shop: Row: Errors shows InsertError of the unknown resource ingest",
    ),
    "statistic": (dashboard(statistic=""), "shop: Row: Errors has no statistic for errors"),
    "alarm": (
        dashboard(lines=[{"alarm": "ingest-Nothing"}]),
        "shop: Row: Errors has a line of the unknown alarm ingest-Nothing",
    ),
    "objective": (
        dashboard(lines=[{"objective": "Speed"}]),
        "shop: Row: Errors has a line of the unknown objective Speed",
    ),
    "price": (
        dashboard(kind="cost", metrics={"errors": {"metric": "InsertError", "price": "error", "service": "Errors"}}),
        "shop: Row: Errors has the unknown price error",
    ),
    "setting": (
        dashboard(
            kind="cost",
            metrics={
                "errors": {"metric": "InsertError", "price": "api_request", "times": "weight", "service": "Errors"}
            },
        ),
        "shop: Row: Errors has the unknown setting weight",
    ),
}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The dashboards that are planned, by the name of the call and of the dashboard."""
    terraform = workspace(
        tmp_path_factory.mktemp("dashboards"),
        {
            "all": call(),
            "essential": call(alarm_set="essential"),
            "no_campaign": call(resources=RESOURCES | {"campaign": {}}),
            "none": call(dashboards_dir=None),
        },
    )
    planned = terraform.planned()
    return {
        f"{name.removeprefix('module.')}/{resource['index']}": resource["values"]
        for name, module in planned.modules.items()
        for resource in module["resources"]
        if resource["type"] == "aws_cloudwatch_dashboard"
    }


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a plan says of all mistakes, each in a dashboard of its own."""
    directory = tmp_path_factory.mktemp("mistakes")
    for name, (content, _) in MISTAKES.items():
        (directory / name).mkdir()
        (directory / name / "shop.yaml").write_text(yaml.safe_dump(content))
    terraform = workspace(
        directory,
        {f"of_{name}": call(dashboards_dir=str(directory / name), alarm_set="essential") for name in MISTAKES},
    )
    command = ["terraform", "plan", "-json", "-input=false", "-lock=false", "-refresh=false"]
    result = subprocess.run(
        command, cwd=terraform.tfdir, env=terraform.env, capture_output=True, text=True, check=False
    )
    messages = map(json.loads, result.stdout.splitlines())
    return [message["diagnostic"]["detail"] for message in messages if "diagnostic" in message]


def panels(body: dict[str, Any]) -> dict[str, Widget]:
    """Return the widgets of a body by "row: title"."""
    found, row = {}, ""
    for widget in body["widgets"]:
        if widget["type"] == "text":
            row = widget["properties"]["markdown"].removeprefix("## ")
        else:
            found[f"{row}: {widget['properties']['title']}"] = widget
    return found


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_the_plan_by_name(name: str, refusals: list[str]) -> None:
    assert f"Mistakes in dashboards_dir: {MISTAKES[name][1]}. See monitoring/README.md." in refusals


def test_there_are_two_dashboards_unless_none_are_wanted(bodies: dict[str, dict[str, Any]]) -> None:
    assert {name: values["dashboard_name"] for name, values in bodies.items()} == {
        f"{case}/{name}": f"{LOCAL.prefix}-{name}"
        for case in ("all", "essential", "no_campaign")
        for name in ("business", "pipeline")
    }


@pytest.mark.parametrize("name", ["all/business", "all/pipeline", "essential/pipeline", "no_campaign/pipeline"])
def test_a_dashboard_is_one_that_cloudwatch_takes_whole(name: str, bodies: dict[str, Any]) -> None:
    body = json.loads(bodies[name]["dashboard_body"])

    assert dashboard_rules.errors(body) == []
    assert list(dashboard_rules.warnings(body)) == []


@pytest.mark.parametrize("name", ["all/business", "all/pipeline", "essential/pipeline", "no_campaign/pipeline"])
def test_widgets_fill_rows_and_lie_on_nothing_else(name: str, bodies: dict[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for widget in json.loads(bodies[name]["dashboard_body"])["widgets"]:
        places = {
            (widget["x"] + right, widget["y"] + down)
            for right in range(widget["width"])
            for down in range(widget["height"])
        }
        assert widget["x"] + widget["width"] <= 24
        assert not taken & places
        taken |= places

    if not name.startswith("no_campaign"):  # which leaves a gap in the row of Personalize
        assert len(taken) == 24 * (1 + max(down for _, down in taken))


def test_a_line_has_the_number_of_what_it_refers_to(bodies: dict[str, Any]) -> None:
    business = panels(json.loads(bodies["all/business"]["dashboard_body"]))

    assert {
        line["label"]: line["value"]
        for widget in business.values()
        for line in widget["properties"]["annotations"]["horizontal"]
    } == {
        "objective Availability: 0.1": 0.1,
        "alarm api-ServerErrors: 1": 1,
        "objective Personalised: 5": 5,
        "alarm recommender-FallbackShare: 50": 50,
        "objective TimeToOffer: 2000": 2000,
    }


def test_an_alarm_that_is_not_made_has_no_line(bodies: dict[str, Any]) -> None:
    drawn = panels(json.loads(bodies["essential/pipeline"]["dashboard_body"]))["API: Requests in error"]

    assert [line["label"] for line in drawn["properties"]["annotations"]["horizontal"]] == ["alarm api-ServerErrors: 1"]


def test_a_panel_of_expressions_draws_these_alone(bodies: dict[str, Any]) -> None:
    drawn = panels(json.loads(bodies["all/business"]["dashboard_body"]))[
        "Requests: Requests that failed by a fault of ours"
    ]

    assert [(row[-1]["id"], row[-1].get("visible", True)) for row in drawn["properties"]["metrics"]] == [
        ("errors", False),
        ("requests", False),
        ("shown_failed", True),
    ]


def test_a_cost_is_what_a_day_at_the_rate_of_a_period_costs(bodies: dict[str, Any]) -> None:
    drawn = panels(json.loads(bodies["all/pipeline"]["dashboard_body"]))["Cost and watch: Cost a day at this rate"]
    shown = {row[0]["label"]: row[0]["expression"] for row in drawn["properties"]["metrics"] if len(row) == 1}

    assert shown.keys() == {"API Gateway", "DynamoDB writes", "Lambda", "Personalize", "SNS"}
    assert shown["API Gateway"] == "288 * (FILL(requests, 0) * 3.5 / 1000000 * 1)"
    assert "FILL(ingest_time, 0) * 16.6667 / 1000000000 * 0.25" in shown["Lambda"]


def test_what_serves_traffic_is_marked_and_said(bodies: dict[str, Any]) -> None:
    body = json.loads(bodies["all/pipeline"]["dashboard_body"])

    assert "ingest version 7 since 2026-11-30T09:15:00.000Z" in body["widgets"][0]["properties"]["markdown"]
    assert panels(body)["Ingest: Invocations"]["properties"]["annotations"]["vertical"] == [
        {"label": "ingest version 7", "value": "2026-11-30T09:15:00.000Z", "color": "#595959"}
    ]


def test_without_a_campaign_no_panel_is_of_one(bodies: dict[str, Any]) -> None:
    drawn = panels(json.loads(bodies["no_campaign/pipeline"]["dashboard_body"]))

    assert [title for title in drawn if title.startswith("Personalize")] == ["Personalize: Events it was not asked for"]


def test_the_alarms_shown_are_those_that_ring(bodies: dict[str, Any]) -> None:
    (widget,) = [
        each for each in json.loads(bodies["all/pipeline"]["dashboard_body"])["widgets"] if each["type"] == "alarm"
    ]
    names = [arn.partition(f":alarm:{LOCAL.prefix}-")[2] for arn in widget["properties"]["alarms"]]

    assert "slo-Availability-FastBurn" in names
    assert "table-Throttles-customers" in names
    assert not [name for name in names if "min" in name]
