"""Every alarm rings when it should, stays silent when it should, and is over again: judged on recorded datapoints."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.monitoring.files import ALARMS, METRICS
from tests.support.monitoring.local_alarms import LOCAL
from tests.support.monitoring.recorded import START, record, state
from tests.support.monitoring.resolved import alarms

SCENARIOS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "scenarios.yaml").read_text())
ALL = alarms(ALARMS, METRICS, LOCAL)

every_alarm = pytest.mark.parametrize("name", ALL)


def wrong(alarm: dict[str, Any], scenario: dict[str, Any]) -> list[str]:
    """Return how ``alarm`` does not do what ``scenario`` says: nothing where it is right."""
    found = []
    for expected, recordings in (("ALARM", scenario["rings"]), ("OK", scenario["silent"])):
        for recording in recordings:
            seconds, stretches = scenario["seconds"], max(map(len, recording.values()), default=0)
            recorded = {metric: record(metric, values, seconds) for metric, values in recording.items()}
            given = state(alarm, recorded, START + stretches * seconds)
            if given != expected:
                found.append(f"{given} instead of {expected}: {recording}")
    return found


def test_every_alarm_has_a_scenario_and_every_scenario_an_alarm() -> None:
    assert SCENARIOS.keys() == ALL.keys()


@every_alarm
def test_an_alarm_rings_when_it_should_and_only_then(name: str) -> None:
    assert wrong(ALL[name], SCENARIOS[name]) == []


@every_alarm
def test_an_alarm_is_over_when_what_it_watches_is_well_again(name: str) -> None:
    alarm, scenario = ALL[name], SCENARIOS[name]
    for recording in scenario["rings"]:
        well = [0.0] * 8 if alarm["TreatMissingData"] == "breaching" else [None] * 8
        metrics = recording or scenario["silent"][0]
        healed = {metric: [*recording.get(metric, []), *well] for metric in metrics}
        recorded = {metric: record(metric, values, scenario["seconds"]) for metric, values in healed.items()}
        assert state(alarm, recorded, START + max(map(len, healed.values())) * scenario["seconds"]) == "OK"


# Minute by minute, what an outage publishes from its first minute on.
SOON = {
    "consumer-QueueAge-consumer": (
        "AWS/SQS ApproximateAgeOfOldestMessage QueueName=cxe-local-offers-consumer",
        lambda minute: 60.0 * minute,
    ),
    "recommender-FailuresWaiting": (
        "CustomerExperience FailureObjects environment=local service=watch",
        lambda _: 1.0,
    ),
    "recommender-CampaignUnusable": (
        "CustomerExperience CampaignUnusable environment=local service=recommender",
        lambda _: 1.0,
    ),
}


@pytest.mark.parametrize("name", SOON)
def test_a_stopped_consumer_a_waiting_failure_and_a_dead_campaign_ring_within_five_minutes(name: str) -> None:
    metric, published = SOON[name]
    assert metric in SCENARIOS[name]["rings"][0]

    recorded = {metric: record(metric, [published(minute) for minute in range(1, 6)], 60)}

    assert state(ALL[name], recorded, START + 5 * 60) == "ALARM"
