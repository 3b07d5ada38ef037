"""An outage that the mapping outlasts costs no record, whatever the pauses between retries are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from local.streams.batches import RETRIES_EXHAUSTED, TOO_OLD, Discarded, Outcome
from local.streams.lane import Lane
from local.streams.settings import QUICK, Pauses, Settings
from tests.support.local.streams.records import record

CASES = Path(__file__).parents[2] / "terraform" / "cases" / "stream_trigger"
# What is applied, as its plan is tested to say.
APPLIED = yaml.safe_load((CASES / "defaults.yaml").read_text())["values"]["aws_lambda_event_source_mapping.this"]
TEN_MINUTES, HOUR = 600.0, 3600.0
FAILED, DONE = Outcome(first_failed=0), Outcome(first_failed=None)

# Ours; what others guess of Lambda's; what Lambda has for asynchronous invocation; none at all.
every_pace = pytest.mark.parametrize("pauses", [QUICK, Pauses(1, 60), Pauses(1, 300), Pauses(0, 0)], ids=repr)


def applied(pauses: Pauses) -> Settings:
    return Settings(
        batch_size=APPLIED["batch_size"],
        bisect=APPLIED["bisect_batch_on_function_error"],
        max_retries=APPLIED["maximum_retry_attempts"],
        max_age_seconds=APPLIED["maximum_record_age_in_seconds"],
        reports_item_failures=True,
        pauses=pauses,
    )


def suffer(settings: Settings, seconds: float) -> Iterator[tuple[float, Discarded | None]]:
    """Have every call fail for so long, each after a second; yield when each of 100 records was settled, and how."""
    lane, now = Lane(settings), 0.0
    for position in range(100):
        lane.add(record(position), now)
    while (due := lane.due()) is not None:
        now = max(now, due)
        batch, discarded = lane.take(now)
        if discarded is not None:
            yield from ((now, discarded) for _ in discarded.records)
        if batch is not None:
            now += 1
            step = lane.settle(batch, FAILED if now < seconds else DONE, now)
            yield from ((now, None) for _ in step.done)
            if step.discarded is not None:
                yield from ((now, step.discarded) for _ in step.discarded.records)


@every_pace
def test_ten_minutes_cost_no_record_and_all_are_done_within_one_more_pause(pauses: Pauses) -> None:
    settled = list(suffer(applied(pauses), TEN_MINUTES))
    assert [discarded for _, discarded in settled] == [None] * 100
    assert min(now for now, _ in settled) >= TEN_MINUTES
    assert max(now for now, _ in settled) <= TEN_MINUTES + pauses.longest + 100


@every_pace
def test_an_outage_of_hours_ends_in_the_bucket_once_records_are_an_hour_old(pauses: Pauses) -> None:
    settled = list(suffer(applied(pauses), 4 * HOUR))
    assert {discarded.condition for _, discarded in settled if discarded} == {TOO_OLD}
    assert len(settled) == 100
    assert all(HOUR < now <= HOUR + pauses.longest + 1 for now, _ in settled)


@every_pace
def test_no_count_of_quick_retries_outlasts_ten_minutes(pauses: Pauses) -> None:
    """Five were applied once, and promised an hour."""
    five = Settings(batch_size=100, bisect=True, max_retries=5, max_age_seconds=HOUR, pauses=pauses)
    moment, discarded = next(suffer(five, TEN_MINUTES))
    assert discarded is not None
    assert discarded.condition == RETRIES_EXHAUSTED
    assert moment <= 60
