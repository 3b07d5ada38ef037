"""What Terraform makes of the data below monitoring/ is what the tests of monitoring judge on recorded datapoints."""

from collections.abc import Callable
from typing import Any

import pytest
import tftest
import yaml

from tests.support.monitoring.files import ALARMS, METRICS, MONITORING
from tests.support.monitoring.local_alarms import LOCAL, MAPPING, PREFIX
from tests.support.monitoring.resolved import alarms, burn_rate_files
from tests.support.terraform.workspace import planned_resources

PlanOf = Callable[[str], tftest.TerraformPlanOutput]
SLOS = yaml.safe_load((MONITORING / "slos.yaml").read_text())
ALARM = "module.monitoring.aws_cloudwatch_metric_alarm.this"
COMPOSITE = "module.monitoring.aws_cloudwatch_composite_alarm.this"


def of_kind(plan: tftest.TerraformPlanOutput, address: str) -> dict[str, dict[str, Any]]:
    """Return the values of what is planned at ``address``, by key."""
    found = planned_resources(plan)
    return {
        each.removeprefix(f'{address}["').removesuffix('"]'): resource["values"]
        for each, resource in found.items()
        if each.startswith(address)
    }


def as_api(values: dict[str, Any]) -> dict[str, Any]:
    """Return a planned alarm as PutMetricAlarm gets it. What only an apply knows is the mapping's UUID."""
    rule = {
        "ComparisonOperator": values["comparison_operator"],
        "DatapointsToAlarm": values["datapoints_to_alarm"],
        "EvaluationPeriods": values["evaluation_periods"],
        "Threshold": values["threshold"],
        "TreatMissingData": values["treat_missing_data"],
    }
    if not values["metric_query"]:
        kind = "Statistic" if values["statistic"] else "ExtendedStatistic"
        statistic = values["statistic"] or values["extended_statistic"]
        return {**rule, **metric(values), kind: statistic, "Period": values["period"]}
    queries = sorted(values["metric_query"], key=lambda each: bool(each["expression"]))
    return {**rule, "Metrics": [query(each) for each in queries]}


def query(values: dict[str, Any]) -> dict[str, Any]:
    if values["expression"]:
        return {"Id": values["id"], "Expression": values["expression"], "ReturnData": True}
    (stat,) = values["metric"]
    found = {"Metric": metric(stat), "Stat": stat["stat"], "Period": stat["period"]}
    return {"Id": values["id"], "MetricStat": found, "ReturnData": False}


def metric(values: dict[str, Any]) -> dict[str, Any]:
    dimensions = values.get("dimensions")
    if dimensions is None and values["metric_name"] == "PolledEventCount":
        dimensions = {"EventSourceMappingUUID": MAPPING}
    return {
        "Namespace": values["namespace"],
        "MetricName": values["metric_name"],
        "Dimensions": [{"Name": name, "Value": value} for name, value in sorted((dimensions or {}).items())],
    }


def in_order(alarm: dict[str, Any]) -> dict[str, Any]:
    found = dict(alarm)
    if "Metrics" in found:
        found["Metrics"] = sorted(found["Metrics"], key=lambda each: str(each["Id"]))
    return {**found, "Threshold": pytest.approx(found["Threshold"])}


def test_the_alarms_of_a_plan_are_those_that_are_judged(plan_of: PlanOf) -> None:
    planned = {key: in_order(as_api(values)) for key, values in of_kind(plan_of("local"), ALARM).items()}

    judged = alarms({**ALARMS, **burn_rate_files(SLOS)}, METRICS, LOCAL)
    assert planned == {name: in_order(alarm) for name, alarm in judged.items()}


def test_an_error_budget_rings_when_it_burns_too_fast_in_a_long_and_in_a_short_window(plan_of: PlanOf) -> None:
    planned = {key: values["alarm_rule"] for key, values in of_kind(plan_of("local"), COMPOSITE).items()}

    assert planned == {
        f"slo-{objective}-{speed}": " OR ".join(
            "({} AND {})".format(
                *(
                    f'ALARM("{PREFIX}-slo-{objective}-{each["times"]:g}x-{seconds // 60}min")'
                    for seconds in (each["long_seconds"], each["short_seconds"])
                )
            )
            for each in burn["windows"]
        )
        for objective in SLOS["objectives"]
        for speed, burn in SLOS["burn_rates"].items()
    }


def test_every_alarm_but_the_parts_of_others_notifies_and_says_what_to_do(plan_of: PlanOf) -> None:
    parts = burn_rate_files(SLOS).keys()
    for key, values in {**of_kind(plan_of("prod"), ALARM), **of_kind(plan_of("prod"), COMPOSITE)}.items():
        notified = [] if key in parts else ["arn:aws:sns:eu-west-1:222222222222:on-call"]
        assert (values["alarm_actions"] or []) == (values["ok_actions"] or []) == notified
        if notified:
            assert "Runbook: " in values["alarm_description"]
            assert "/runbooks/" in values["alarm_description"]
            assert "Dashboard: https://" in values["alarm_description"]
            assert len(values["alarm_description"]) <= 1024


def test_dev_has_the_essential_alarms_alone(plan_of: PlanOf) -> None:
    files = {name for name, alarm in ALARMS.items() if alarm.get("essential")}

    planned = of_kind(plan_of("dev"), ALARM)
    assert {key.removesuffix("-consumer") for key in planned} == files
    assert of_kind(plan_of("dev"), COMPOSITE) == {}
