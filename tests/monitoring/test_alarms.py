"""Every alarm watches metrics that exist, can go off, can be over, and has a runbook."""

import re
from typing import Any

import pytest
import yaml

from local.cloudwatch.distribution import is_statistic
from tests.support.monitoring.files import ALARMS, METRICS, MONITORING, ROOT, RUNBOOKS
from tests.support.monitoring.resolved import burn_rate_files

FIELDS = {
    "comparison_operator",
    "datapoints_to_alarm",
    "evaluation_periods",
    "period_seconds",
    "severity",
    "summary",
    "treat_missing_data",
}
HOPS = {"api", "ingest", "recommender", "personalize", "topic", "consumer", "table", "watch", "logs"}
SLOS: dict[str, Any] = yaml.safe_load((MONITORING / "slos.yaml").read_text())
BURNING = {f"slo-{objective}-{speed}" for objective in SLOS["objectives"] for speed in SLOS["burn_rates"]}
DAY, WEEK = 86_400, 604_800

every_alarm = pytest.mark.parametrize("name", ALARMS)


def queries(name: str) -> list[dict[str, Any]]:
    """Return what an alarm refers to."""
    alarm = ALARMS[name]
    return list(alarm["metrics"].values()) if "metrics" in alarm else [alarm]


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm() -> None:
    assert {*ALARMS, *BURNING} == RUNBOOKS.keys()


def test_every_metric_of_ours_says_what_it_counts_and_who_writes_it() -> None:
    for name, metric in METRICS["metrics"].items():
        assert re.fullmatch(r"([A-Z][a-z]+)+", name)
        assert (ROOT / "functions" / metric["service"]).is_dir()
        assert metric["description"].endswith(".")


def test_every_metric_of_aws_says_what_it_is_and_has_a_name_of_ours() -> None:
    for name, metric in METRICS["aws"].items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert metric["namespace"].startswith("AWS/")
        assert metric["description"].endswith(".")


def test_every_metric_of_the_logs_is_counted_in_a_group_that_exists() -> None:
    groups = re.findall(r"^    (\w+) += module\.", (ROOT / "terraform" / "monitoring.tf").read_text(), re.MULTILINE)

    assert {metric["log_group"] for metric in METRICS["logs"].values()} <= set(groups)


@every_alarm
def test_an_alarm_is_complete_and_says_what_is_wrong(name: str) -> None:
    kinds = {"expression", "metrics"} if "metrics" in ALARMS[name] else {"metric", "statistic"}
    threshold = {"threshold", "threshold_of"} & ALARMS[name].keys()

    assert len(threshold) == 1
    assert ALARMS[name].keys() - {"of", "essential"} == FIELDS | kinds | threshold
    assert re.fullmatch(r"[A-Z].{15,}\.", ALARMS[name]["summary"])


@every_alarm
def test_an_alarm_is_named_after_a_hop_and_a_symptom(name: str) -> None:
    hop, symptom = name.split("-", 1)

    assert hop in HOPS
    assert re.fullmatch(r"[A-Z][A-Za-z]+", symptom)


@every_alarm
def test_an_alarm_watches_metrics_that_are_declared(name: str) -> None:
    for query in queries(name):
        assert query["metric"] in METRICS["metrics"] | METRICS["logs"] | METRICS["aws"]
        assert is_statistic(query["statistic"])
        assert "of" not in query or query["metric"] in METRICS["aws"]


def test_a_single_cause_calls_nobody_at_night() -> None:
    assert {alarm["severity"] for alarm in ALARMS.values()} == {"ticket"}
    assert {speed: burn["severity"] for speed, burn in SLOS["burn_rates"].items()} == {
        "FastBurn": "page",
        "SlowBurn": "ticket",
    }


@pytest.mark.parametrize("alarm", [*ALARMS.values(), *burn_rate_files(SLOS).values()])
def test_an_alarm_evaluates_whole_minutes_within_what_cloudwatch_looks_back(alarm: dict[str, Any]) -> None:
    """PutMetricAlarm, Amazon CloudWatch API Reference: a day where the period is below an hour, else seven."""
    period = alarm["period_seconds"]

    assert period % 60 == 0
    assert 1 <= alarm["datapoints_to_alarm"] <= alarm["evaluation_periods"]
    assert alarm["evaluation_periods"] * period <= (DAY if period < 3600 else WEEK)


@pytest.mark.parametrize("alarm", [*ALARMS.values(), *burn_rate_files(SLOS).values()])
def test_an_expression_has_no_more_metrics_than_cloudwatch_takes_and_uses_each(alarm: dict[str, Any]) -> None:
    if "metrics" in alarm:
        assert len(alarm["metrics"]) <= 10
        assert alarm["metrics"].keys() <= set(re.findall(r"\b[a-z]+\b", alarm["expression"]))


def test_no_expression_names_a_metric_as_terraform_writes_a_boolean() -> None:
    """Terraform's yamldecode reads the keys n and y as false and true; PyYAML reads them as texts."""
    names = {name for alarm in ALARMS.values() for name in alarm.get("metrics", {})}

    assert names & {"n", "y", "no", "yes", "on", "off"} == set()


def test_only_what_must_always_be_published_rings_when_it_is_not() -> None:
    assert {name for name, alarm in ALARMS.items() if alarm["treat_missing_data"] != "notBreaching"} == {
        "recommender-PollingStopped"
    }


def test_what_aws_publishes_rings_at_more_than_one_datapoint_but_for_what_is_lost_for_good() -> None:
    """A minute that still runs is judged too: one datapoint may be of a part of it."""
    at_once = {name for name, alarm in ALARMS.items() if alarm["datapoints_to_alarm"] == 1}

    assert at_once == {
        *("consumer-DeadLetters", "ingest-InsertError", "logs-MetricsRejected", "topic-DeliveryFailures"),
        *("recommender-CampaignUnusable", "recommender-CatalogueItemUnreadable", "recommender-OfferExpired"),
        *("recommender-DestinationDeliveryFailures", "recommender-OfferSetAside"),
    }
