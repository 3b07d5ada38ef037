"""How fast time passes for alarms."""

import pytest

from local.cloudwatch.pace import Pace, PaceError


def test_a_minute_of_alarms_lasts_as_long_as_is_asked_for() -> None:
    pace = Pace()
    pace.change(30, 1000.5)
    assert pace == Pace(30, since=1000)
    assert [pace.lasting(seconds) for seconds in (60, 300, 3600, 10)] == [2, 10, 120, 1]


def test_what_began_before_a_change_has_the_age_that_it_had_then() -> None:
    assert Pace().age(100, 160) == 60
    assert Pace(30, since=1000).age(990, 1002) == 10 + 60
    assert Pace(30, since=1000).age(1001, 1002) == 30


def test_no_stretch_holds_what_was_before_a_change_and_after_it() -> None:
    assert [Pace(1, since=90).start_of(now, 60) for now in (61, 89.5, 90, 100, 121)] == [60, 60, 90, 90, 120]


@pytest.mark.parametrize("times", [0, -1, 7, 61, 2.0, "30", True, None])
def test_a_minute_that_is_no_whole_number_of_seconds_is_refused(times: object) -> None:
    pace = Pace()
    with pytest.raises(PaceError, match="whole number of seconds"):
        pace.change(times, 0)
    assert pace == Pace()
