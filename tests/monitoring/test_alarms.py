"""Every alarm watches a metric that exists, can go off, can be over, and has a runbook."""

import re

import pytest

from tests.support.monitoring.files import ALARMS, METRICS, ROOT, RUNBOOKS

FIELDS = {
    "comparison_operator",
    "datapoints_to_alarm",
    "evaluation_periods",
    "metric",
    "period_seconds",
    "statistic",
    "summary",
    "threshold",
    "treat_missing_data",
}
SECONDS_PER_DAY = 86400

every_alarm = pytest.mark.parametrize("name", ALARMS)


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm() -> None:
    assert ALARMS.keys() == RUNBOOKS.keys()


def test_an_item_of_the_catalogue_that_cannot_be_read_sets_off_an_alarm() -> None:
    assert "CatalogueItemUnreadable" in {alarm["metric"] for alarm in ALARMS.values()}


def test_every_metric_says_what_it_counts_and_who_writes_it() -> None:
    for name, metric in METRICS["metrics"].items():
        assert re.fullmatch(r"([A-Z][a-z]+)+", name)
        assert metric["service"] in {"ingest", "recommender", "watch"}
        assert metric["description"].endswith(".")


@every_alarm
def test_an_alarm_is_complete_and_says_what_is_wrong(name: str) -> None:
    assert ALARMS[name].keys() - {"source"} == FIELDS
    assert re.fullmatch(r"[A-Z].{20,}\.", ALARMS[name]["summary"])


@every_alarm
def test_an_alarm_is_named_after_the_hop_whose_metric_it_watches(name: str) -> None:
    hop, symptom = name.split("-", 1)
    source = ALARMS[name].get("source")

    assert (source.partition("_")[0] if source else METRICS["metrics"][ALARMS[name]["metric"]]["service"]) == hop
    assert re.fullmatch(r"[A-Z][A-Za-z]+", symptom)


@every_alarm
def test_a_source_is_one_that_terraform_knows(name: str) -> None:
    known = re.findall(r"^    (\w+) = \{$", (ROOT / "terraform" / "locals.tf").read_text(), re.MULTILINE)

    assert ALARMS[name].get("source") in {None, *known}


@every_alarm
def test_an_alarm_uses_what_cloudwatch_offers(name: str) -> None:
    alarm = ALARMS[name]

    assert alarm["statistic"] in {"Average", "Maximum", "Minimum", "SampleCount", "Sum"}
    assert alarm["comparison_operator"] in {
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
    }
    assert alarm["treat_missing_data"] in {"breaching", "ignore", "missing", "notBreaching"}


@every_alarm
def test_an_alarm_evaluates_whole_minutes_within_a_day(name: str) -> None:
    """Amazon CloudWatch User Guide, "Evaluating an alarm": standard metrics have a period of whole minutes."""
    alarm = ALARMS[name]

    assert alarm["period_seconds"] % 60 == 0
    assert 1 <= alarm["datapoints_to_alarm"] <= alarm["evaluation_periods"]
    assert alarm["evaluation_periods"] * alarm["period_seconds"] <= SECONDS_PER_DAY


@every_alarm
def test_an_alarm_is_silent_without_traffic(name: str) -> None:
    assert ALARMS[name]["treat_missing_data"] == "notBreaching"


@pytest.mark.parametrize("name", [name for name, alarm in ALARMS.items() if "source" not in alarm])
def test_an_alarm_on_a_count_goes_off_at_a_count(name: str) -> None:
    alarm = ALARMS[name]

    assert METRICS["metrics"][alarm["metric"]]["unit"] == "Count"
    assert alarm["statistic"] == "Sum"
    assert alarm["threshold"] >= 1
