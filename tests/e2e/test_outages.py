"""Outages, for real, at a pace at which minutes of alarms are seconds: what rings, who hears of it, and when it ends.

docs/drills.md, which its own test runs, has five more. What takes hours rings in tests/monitoring/scenarios.yaml.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.e2e import outages
from tests.support.e2e.pager import Pager, on_call
from tests.support.e2e.traffic import steady
from tests.support.fault_matrix import OUTAGES
from tests.support.target import Target, eventually

pytestmark = pytest.mark.local_only

OF_THE_HOUR, OF_OUTAGES = 60, 30

# Its long window is half an hour, a minute of the clock; tests/monitoring/test_burn_rates.py has its end.
ENDS_LATE = {"slo-Availability-FastBurn"}
# Whether these ring in the healthy hour is up to the machine that the stack runs on.
OF_SPEED = ("Latency", "Duration", "TimeToOffer", "Freshness")


@contextmanager
def paced(target: Target, times: int) -> Iterator[None]:
    """Let time pass so many times as fast for alarms."""

    def change(to: int) -> None:
        url = f"{target.environment['AWS_ENDPOINT_URL']}/_local/pace"
        body = json.dumps({"times": to}).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT"), timeout=10) as response:
            assert json.load(response) == {"times": to}

    change(times)
    try:
        yield
    finally:
        change(1)


@pytest.fixture(scope="module")
def pager(target: Target) -> Iterator[Pager]:
    with on_call(target) as pager:
        yield pager


def test_no_alarm_rings_in_a_healthy_hour(target: Target, pager: Pager, figures: Callable[[str, str], None]) -> None:
    outages.published(target)  # so the functions run
    began = datetime.now(UTC)

    with paced(target, OF_THE_HOUR), steady(target, a_second=10) as statuses:
        eventually(lambda: datetime.now(UTC) - began, lambda past: past * OF_THE_HOUR >= timedelta(hours=1), "an hour")

    rang = {name for name, state, _ in pager.changes(began) if state == "ALARM"}
    false = {name for name in rang if not any(word in name for word in OF_SPEED)}
    figures("false alarms in a healthy hour", f"{len(false)} of {len(pager.alarms)} alarms, {statuses[202]} posts")
    assert {*statuses} == {202}
    assert false == set()


@dataclass
class Course:
    """When each of :data:`OUTAGES` began, and what each alarm went through since the first: state and when."""

    began: dict[str, datetime] = field(default_factory=dict)
    states: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def course(target: Target, pager: Pager) -> Course:
    """Cause one outage after the other. Whether an alarm rang and ended is for the tests to say."""
    course, started = Course(), datetime.now(UTC)
    with paced(target, OF_OUTAGES), steady(target, a_second=40):
        for name, cause in outages.CAUSES.items():
            course.began[name] = datetime.now(UTC)
            with cause(target), suppress(AssertionError):
                pager.wait_for("ALARM", *OUTAGES[name])
        outages.published(target)
        with suppress(AssertionError):
            pager.wait_for("OK", *({alarm for alarms in OUTAGES.values() for alarm in alarms} - ENDS_LATE))
    for alarm, state, when in pager.changes(started):
        course.states.setdefault(alarm.removeprefix(f"{target.environment['ALARM_PREFIX']}-"), []).append((state, when))
    return course


@pytest.mark.parametrize("outage", OUTAGES)
def test_an_outage_rings_its_alarms_which_end_after_it(
    outage: str, course: Course, figures: Callable[[str, str], None]
) -> None:
    for alarm in OUTAGES[outage]:
        changes = course.states.get(alarm, [])
        rang = next((when for state, when in changes if state == "ALARM" and when >= course.began[outage]), None)
        assert rang is not None, f"{alarm}: {changes}"
        assert alarm in ENDS_LATE or changes[-1][0] == "OK", f"{alarm}: {changes}"
        minutes = (rang - course.began[outage]).total_seconds() * OF_OUTAGES / 60
        figures(f"alarm {alarm}", f"rings {minutes:.1f} minutes of alarms after: {outage}")


def test_every_alarm_pages_with_what_to_read(target: Target, pager: Pager, course: Course) -> None:
    cloudwatch, heard = target.client("cloudwatch"), {each["AlarmName"]: each for each in pager.messages()}
    rang = {f"{target.environment['ALARM_PREFIX']}-{alarm}" for alarms in OUTAGES.values() for alarm in alarms}
    assert rang <= heard.keys()

    for name in pager.alarms:
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="A test of what it says.")

    def missing() -> set[str]:
        heard.update({each["AlarmName"]: each for each in pager.messages() if each["NewStateValue"] == "ALARM"})
        return pager.alarms.keys() - {name for name, each in heard.items() if each["NewStateValue"] == "ALARM"}

    eventually(missing, lambda found: not found, "every alarm was heard of")
    for name, message in heard.items():
        assert message["StateChangeTime"], name
        assert "monitoring/runbooks/" in message["AlarmDescription"], name
        assert "#dashboards" in message["AlarmDescription"], name
