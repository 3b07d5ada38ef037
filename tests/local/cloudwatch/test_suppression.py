"""What holds back the actions of a composite alarm, and for how long."""

from local.cloudwatch.suppression import Suppression

WAIT, EXTENSION = 120, 180
BEGUN = Suppression.after_change("OK", WAIT, 1000)


def course(*looks: tuple[float, str]) -> list[str | None]:
    """Return what holds actions back at each look: seconds after the change, and the suppressor's state."""
    held: Suppression | None = BEGUN
    found: list[str | None] = []
    for seconds, suppressor in looks:
        held = held.at(1000 + seconds, suppressor, EXTENSION) if held else None
        found.append(held.by if held else None)
    return found


def test_actions_follow_when_the_suppressor_does_not_go_off_in_time() -> None:
    assert course((0, "OK"), (119, "INSUFFICIENT_DATA"), (120, "OK")) == ["WaitPeriod", "WaitPeriod", None]


def test_a_suppressor_that_goes_off_in_time_holds_them_as_long_as_it_lasts_and_a_while_longer() -> None:
    looks = ((0, "OK"), (60, "ALARM"), (5000, "ALARM"), (5001, "OK"), (5180, "OK"), (5181, "OK"))
    assert course(*looks) == ["WaitPeriod", "Alarm", "Alarm", "ExtensionPeriod", "ExtensionPeriod", None]


def test_a_suppressor_that_goes_off_again_holds_them_again() -> None:
    assert course((0, "ALARM"), (10, "OK"), (20, "ALARM"), (30, "OK")) == [
        "Alarm", "ExtensionPeriod", "Alarm", "ExtensionPeriod",
    ]  # fmt: skip


def test_without_periods_nothing_waits() -> None:
    assert Suppression.after_change("OK", 0, 1000).at(1000, "OK", 0) is None
    held = Suppression.after_change("OK", 0, 1000).at(1000, "ALARM", 0)
    assert held is not None
    assert held.at(1001, None, 0) is None
