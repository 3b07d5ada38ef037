"""Alarms on error budgets ring when the budget burns too fast in a long and in a short window, and are soon over."""

from collections.abc import Sequence

import pytest
import yaml

from tests.support.monitoring.files import METRICS, MONITORING
from tests.support.monitoring.local_alarms import LOCAL
from tests.support.monitoring.recorded import START, record, state
from tests.support.monitoring.resolved import alarms, burn_rate_files

SLOS = yaml.safe_load((MONITORING / "slos.yaml").read_text())
PARTS = alarms(burn_rate_files(SLOS), METRICS, LOCAL)
MINUTE, HOUR = 60, 3600

API = "ApiName=cxe-local Stage=v1"
OURS = "environment=local service=recommender"
AGE = "AWS/Lambda IteratorAge FunctionName=cxe-local-recommender"
# Of each objective: what is published in a minute of which a part, in percent, is bad.
PUBLISHED = {
    "Availability": lambda bad: {f"AWS/ApiGateway Count {API}": [100], f"AWS/ApiGateway 5XXError {API}": [bad]},
    "TimeToOffer": lambda bad: {
        f"CustomerExperience OfferDelay {OURS}": [2001] * bad + [2000] * (100 - bad),
    },
    "Personalised": lambda bad: {
        f"CustomerExperience OfferPublished {OURS}": [100],
        f"CustomerExperience OfferFallback {OURS}": [bad],
    },
    "Freshness": lambda bad: {AGE: [60_001] * bad + [60_000] * (100 - bad)},
}
# Fast: 14.4 times what 30 days allow. Slow: three times; and half of what is allowed, which is nobody's business.
FAST = {"Availability": 2, "TimeToOffer": 15, "Personalised": 73, "Freshness": 15}
SLOW = {"Availability": 0.4, "TimeToOffer": 4, "Personalised": 16, "Freshness": 4}
LITTLE = {"Availability": 0.05, "TimeToOffer": 0, "Personalised": 2, "Freshness": 0}

every_objective = pytest.mark.parametrize("objective", SLOS["objectives"])


def ringing(objective: str, bad: Sequence[tuple[int, float]], step: int) -> set[str]:
    """Return the speeds whose alarm rings after stretches (how many of ``step`` seconds, percent bad)."""
    minutes = [percent for count, percent in bad for _ in range(count)]
    metrics = [PUBLISHED[objective](percent) for percent in minutes]
    recorded = {name: record(name, [each[name] for each in metrics], step) for name in metrics[0]}
    now = START + len(minutes) * step

    def rings(times: float, seconds: int) -> bool:
        return state(PARTS[f"slo-{objective}-{times:g}x-{seconds // 60}min"], recorded, now) == "ALARM"

    return {
        speed
        for speed, burn in SLOS["burn_rates"].items()
        if any(
            rings(each["times"], each["long_seconds"]) and rings(each["times"], each["short_seconds"])
            for each in burn["windows"]
        )
    }


@every_objective
def test_an_hour_at_more_than_14_times_the_allowed_speed_pages(objective: str) -> None:
    assert "FastBurn" in ringing(objective, [(60, FAST[objective])], MINUTE)


@every_objective
def test_a_fifth_of_failures_that_just_began_is_noticed_within_two_minutes_where_no_hour_of_good_ones_went_before(
    objective: str,
) -> None:
    bad = max(20, FAST[objective])

    assert "FastBurn" in ringing(objective, [(2, bad)], MINUTE)


@every_objective
def test_a_page_is_over_half_an_hour_after_the_last_failure(objective: str) -> None:
    assert "FastBurn" in ringing(objective, [(60, FAST[objective]), (6, 0)], MINUTE)
    assert "FastBurn" not in ringing(objective, [(60, FAST[objective]), (30, 0)], MINUTE)


@every_objective
def test_a_day_at_three_times_the_allowed_speed_is_a_ticket_and_no_page(objective: str) -> None:
    assert ringing(objective, [(24 * 12, SLOW[objective])], 5 * MINUTE) == {"SlowBurn"}


@every_objective
def test_what_the_budget_allows_rings_nothing(objective: str) -> None:
    assert ringing(objective, [(72 * 2, LITTLE[objective])], HOUR // 2) == set()


@every_objective
def test_nothing_rings_without_traffic(objective: str) -> None:
    names = PUBLISHED[objective](0)
    recorded = {name: record(name, [None] * 60, MINUTE) for name in names}

    parts = [alarm for name, alarm in PARTS.items() if f"-{objective}-" in name]
    assert [state(alarm, recorded, START + HOUR) for alarm in parts] == ["OK"] * len(parts)


def test_a_share_of_few_events_says_nothing() -> None:
    part = PARTS["slo-Availability-14.4x-5min"]
    for requests, expected in ((19, "OK"), (20, "ALARM")):
        metrics = {f"AWS/ApiGateway Count {API}": [[1] * requests], f"AWS/ApiGateway 5XXError {API}": [requests]}
        recorded = {name: record(name, values, MINUTE) for name, values in metrics.items()}
        assert state(part, recorded, START + MINUTE) == expected


def test_thresholds_are_the_speeds_times_what_30_days_allow() -> None:
    found = {name: alarm["Threshold"] for name, alarm in PARTS.items() if "-Availability-" in name}

    assert {name: round(threshold, 6) for name, threshold in found.items()} == {
        **{f"slo-Availability-14.4x-{window}": 1.44 for window in ("60min", "5min")},
        **{f"slo-Availability-6x-{window}": 0.6 for window in ("360min", "30min")},
        **{f"slo-Availability-3x-{window}": 0.3 for window in ("1440min", "120min")},
        **{f"slo-Availability-1x-{window}": 0.1 for window in ("4320min", "360min")},
    }
