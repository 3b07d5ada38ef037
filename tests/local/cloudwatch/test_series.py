"""How the values of one metric are kept."""

import threading
from typing import Any

import pytest

from local.cloudwatch import series as series_module
from local.cloudwatch.pace import Pace
from local.cloudwatch.series import HIGH_RESOLUTION_SECONDS, RETENTION_SECONDS, Series

NOON = 1_800_000_000 // 3600 * 3600


def series(*points: dict[str, Any]) -> Series:
    filled = Series()
    for point in points:
        filled.append({"Timestamp": NOON, "Unit": "Count", "Dimensions": {"a": "b"}} | point)
    return filled


def test_standard_resolution_keeps_the_minute_and_high_resolution_the_second() -> None:
    kept = series(
        {"Timestamp": NOON + 37.5, "Value": 1}, {"Timestamp": NOON + 37.5, "Value": 1, "StorageResolution": 1}
    )
    assert [point["Timestamp"] for point in kept] == [NOON, NOON + 37]


def test_equal_values_of_one_minute_share_a_point() -> None:
    kept = series(*[{"Value": 2}] * 1000, {"Value": 5, "Count": 3})
    assert [(point["Value"], point["Count"]) for point in kept] == [(2.0, 1000.0), (5.0, 3.0)]
    assert kept[0]["Dimensions"] == {"a": "b"}


def test_a_state_takes_the_place_of_the_one_before_in_its_minute() -> None:
    kept = series()
    versions = []
    for second, value in ((0, 3), (20, 5), (40, 5), (60, 1)):
        kept.replace({"Timestamp": NOON + second, "Value": value, "Unit": "Count", "Dimensions": {}})
        versions.append(kept.version)
    assert [(point["Timestamp"] - NOON, point["Value"], point["Count"]) for point in kept] == [(0, 5, 1), (60, 1, 1)]
    assert versions == [1, 2, 2, 3], "nothing new for alarms to look at"


def test_units_are_kept_apart() -> None:
    assert [point["Unit"] for point in series({"Value": 1}, {"Value": 1, "Unit": "Bytes"})] == ["Count", "Bytes"]


def test_a_statistic_set_hides_the_single_values_of_its_minute() -> None:
    (point,) = series({"Value": 4}, {"_stat": {"SampleCount": 2, "Sum": 10, "Minimum": 1, "Maximum": 9}})
    assert point["_stat"] == {"SampleCount": 3, "Sum": 14, "Minimum": 1, "Maximum": 9}


def test_an_empty_statistic_set_is_no_observation() -> None:
    assert len(series({"_stat": {"SampleCount": 0}})) == 0


def test_windows_start_where_the_range_does_and_its_end_is_excluded() -> None:
    kept = series(*({"Timestamp": NOON + second, "Value": second, "StorageResolution": 1} for second in range(6)))
    windows = kept.by_window(NOON + 1, NOON + 5, 2, None)
    assert {start - NOON: found.total for start, (found, _unit) in windows.items()} == {1: 3, 3: 7}


def test_a_unit_chooses_what_has_it() -> None:
    kept = series({"Value": 1, "Unit": "Bytes"}, {"Value": 5})
    ((found, unit),) = kept.by_window(NOON, NOON + 60, 60, "Bytes").values()
    assert (found.total, unit) == (1, "Bytes")


def test_seconds_become_minutes_after_three_hours_and_nothing_stays_after_15_days() -> None:
    kept = series(
        *({"Timestamp": NOON + second, "Value": second, "StorageResolution": 1} for second in range(3)),
        {"_stat": {"SampleCount": 2, "Sum": 10, "Minimum": 1, "Maximum": 9}, "Timestamp": NOON + 90},
    )
    kept.expire(NOON + HIGH_RESOLUTION_SECONDS + 300)
    assert {point["Timestamp"] for point in kept} == {NOON, NOON + 60}
    assert sum(point.get("Count", 0) for point in kept) == 3
    kept.expire(NOON + RETENTION_SECONDS + 300)
    assert list(kept) == []


def test_values_from_many_threads_all_count() -> None:
    kept = series()

    def report() -> None:
        for _ in range(500):
            kept.append({"Timestamp": NOON, "Value": 1.0})

    threads = [threading.Thread(target=report) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [point["Count"] for point in kept] == [4000.0]
    assert kept.version == 4000


def test_what_would_share_a_minute_shares_less_where_time_passes_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_module, "PACE", Pace(30, since=NOON - 10))
    kept = series(*[{"Timestamp": NOON + second, "Value": 1} for second in (0, 1, 2)])
    assert [(point["Timestamp"] - NOON, point["Count"]) for point in kept] == [(0, 2.0), (2, 1.0)]


def test_a_change_of_pace_divides_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_module, "PACE", Pace(1, since=NOON + 30))
    kept = series(*[{"Timestamp": NOON + second, "Value": 1} for second in (29.9, 30, 59, 60)])
    assert [point["Timestamp"] - NOON for point in kept] == [0, 30, 60]
    windows = kept.by_window(NOON, NOON + 120, 60, None, since=NOON + 30)
    assert [(start - NOON, found.count) for start, (found, _unit) in windows.items()] == [(0, 2.0), (60, 1.0)]
