"""No outage without an alarm: each row of the fault matrix rings one that a test sees ring, or says why none has to."""

import re

import pytest
import yaml

from tests.docs.test_drills import ALARMS as OF_DRILLS
from tests.support.e2e.outages import CAUSES
from tests.support.fault_matrix import OUTAGES, ROWS
from tests.support.monitoring.files import ALARMS
from tools.paths import ROOT

SCENARIOS = yaml.safe_load((ROOT / "tests" / "monitoring" / "scenarios.yaml").read_text())
FOR_REAL = {alarm for alarms in (*OUTAGES.values(), *OF_DRILLS.values()) for alarm in alarms}
# What rings from recorded datapoints alone, since its cause takes longer than a test, or much traffic.
RECORDED = {
    "api-ClientErrors": "a fifth of 50 requests in each of two stretches of five minutes",
    "consumer-DeadLetterAge": "three days",
    "personalize-Errors": "20 recommendations a minute, of which the open circuit lets few through",
    "personalize-Latency": "ten minutes, and how long recommendations take is up to the machine",
    "personalize-Throttles": "20 recommendations a minute, of which the open circuit lets few through",
    "recommender-FallbackShare": "50 offers in each of two stretches of five minutes",
    "recommender-IteratorAge": "ten minutes by the clock: the age of records is not accelerated",
    "recommender-NothingPublished": "ten minutes",
    "table-SystemErrors": "an SDK tries again what DynamoDB answers so",
}


def of_a_file(alarm: str, name: str) -> bool:
    """Return whether an alarm is one that the file ``name`` makes: of a consumer, a table, …"""
    return alarm == name or alarm.startswith(f"{name}-")


@pytest.mark.parametrize("row", ROWS)
def test_a_row_rings_alarms_or_says_why_none_has_to(row: str) -> None:
    assert bool(ROWS[row].alarms) != bool(ROWS[row].why_silent)
    assert {*ROWS[row].alarms} <= ALARMS.keys()


@pytest.mark.parametrize("alarm", sorted({alarm for row in ROWS.values() for alarm in row.alarms}))
def test_an_alarm_of_a_row_is_seen_to_ring(alarm: str) -> None:
    assert any(of_a_file(seen, alarm) for seen in FOR_REAL) != (alarm in RECORDED)
    assert any(scenario["rings"] for name, scenario in SCENARIOS.items() if of_a_file(name, alarm))


def test_nothing_is_said_to_be_recorded_that_no_row_rings() -> None:
    assert RECORDED.keys() <= {alarm for row in ROWS.values() for alarm in row.alarms}


def test_each_outage_is_caused_on_the_applied_stack() -> None:
    assert OUTAGES.keys() == CAUSES.keys()
    made = {*ALARMS, *(name for name in FOR_REAL if re.fullmatch(r"slo-\w+-(Fast|Slow)Burn", name))}
    assert all(any(of_a_file(alarm, name) for name in made) for alarm in FOR_REAL)
