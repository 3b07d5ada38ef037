"""Redriving the failure bucket: what succeeds goes, what does not stays and is explained."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.unit.tools.recovery.fakes import (
    FUNCTION,
    MemoryBucket,
    ScriptedLambda,
    event_id,
    failing,
    key,
    record,
    stored,
    without_image,
)
from tools.recovery.deployed_recommender import DeployedRecommender
from tools.recovery.failure_bucket import FailureBucket
from tools.recovery.redriving import Redrive


class Redriven:
    """A redrive of ``objects``, and what it said."""

    def __init__(self, objects: dict[str, bytes], function: ScriptedLambda | None = None, **options: Any) -> None:
        self.function = function or ScriptedLambda()
        self.s3 = MemoryBucket(dict(objects))
        bucket, recommender = FailureBucket(self.s3, "failures"), DeployedRecommender(self.function, FUNCTION)
        portions = list(Redrive(bucket, recommender, **options).run(sorted(objects)))
        self.objects = sum(portion.objects for portion in portions)
        self.records = sum(portion.records for portion in portions)
        self.stays = {name: list(why) for portion in portions for name, why in portion.stays.items()}
        self.done = sorted(name for portion in portions for name in portion.done)


def test_objects_whose_records_succeed_are_deleted() -> None:
    objects = {key(number): stored(record(number)) for number in range(40)}

    redriven = Redriven(objects)

    assert redriven.s3.objects == {}
    assert (redriven.objects, redriven.records, redriven.stays) == (40, 40, {})
    assert sorted(int(number) for batch in redriven.function.handed_over for number in batch) == list(range(40))


def test_objects_of_one_record_share_invocations() -> None:
    redriven = Redriven({key(number): stored(record(number)) for number in range(7)})

    assert len(redriven.function.requests) == 1


def test_an_event_that_waits_twice_is_handed_over_once() -> None:
    objects = {key(1): stored(record(1), record(2)), key(2): stored(record(2)), key(3): stored(record(3))}

    redriven = Redriven(objects)

    assert [sorted(batch) for batch in redriven.function.handed_over] == [["1", "2", "3"]]
    assert redriven.s3.objects == {}


def test_an_event_that_waits_twice_stays_twice_when_it_fails() -> None:
    redriven = Redriven({key(1): stored(record(1), record(2)), key(2): stored(record(2))}, ScriptedLambda(failing(2)))

    why = [f"event {event_id(2)}, sequence number 2: ClientError ThrottlingException"]
    assert redriven.stays == {key(1): why, key(2): why}
    assert redriven.s3.objects.keys() == {key(1), key(2)}


def test_an_object_stays_as_long_as_one_of_its_records_fails() -> None:
    objects = {key(1): stored(record(1), record(2), record(3)), key(4): stored(record(4))}

    redriven = Redriven(objects, ScriptedLambda(failing(2)))

    assert redriven.s3.objects.keys() == {key(1)}
    assert redriven.stays == {key(1): [f"event {event_id(2)}, sequence number 2: ClientError ThrottlingException"]}


def test_what_stayed_is_redriven_again_and_goes_once_it_succeeds() -> None:
    objects = {key(1): stored(record(1), record(2))}
    first = Redriven(objects, ScriptedLambda(failing(2)))

    second = Redriven(first.s3.objects)

    assert second.s3.objects == {}


def test_poison_is_named_and_not_handed_over() -> None:
    redriven = Redriven({key(1): stored(record(1), without_image(2))})

    assert redriven.function.handed_over == [["1"]]
    assert redriven.stays == {key(1): ["event ?, sequence number 2: poison: An inserted record carries no new image."]}
    assert redriven.s3.objects.keys() == {key(1)}


def test_an_object_that_cannot_be_read_stays_and_costs_no_other() -> None:
    redriven = Redriven({"notes.txt": b"canary", key(1): stored(record(1))})

    assert redriven.s3.objects == {"notes.txt": b"canary"}
    assert redriven.stays == {"notes.txt": ["unreadable: it is not JSON"]}


def test_records_of_two_shards_with_one_number_stay_both_when_one_fails() -> None:
    """Which of them failed is not said, so neither counts as done."""
    twin = record(1)
    twin["dynamodb"]["NewImage"]["event_id"]["S"] = event_id(9)

    redriven = Redriven({key(1): stored(record(1)), key(2): stored(twin)}, ScriptedLambda(failing(1)))

    assert redriven.s3.objects.keys() == {key(1), key(2)}


@pytest.mark.parametrize("number", ["not-a-number", "٣"])
def test_a_record_whose_number_cannot_be_shown_stays_when_it_fails(number: str) -> None:
    odd = record(1)
    odd["dynamodb"]["SequenceNumber"] = number
    redriven = Redriven({key(1): stored(odd)}, ScriptedLambda(lambda _: ("ClientError", "")))

    assert redriven.stays == {key(1): [f"event {event_id(1)}, sequence number ?: ClientError"]}
    assert redriven.s3.objects.keys() == {key(1)}


def test_a_dry_run_touches_nothing_and_finds_the_poison() -> None:
    objects = {key(1): stored(record(1)), key(2): stored(without_image(2)), key(3): b"{"}

    redriven = Redriven(objects, dry_run=True)

    assert redriven.s3.objects == objects
    assert redriven.function.requests == []
    assert (redriven.records, redriven.done, redriven.stays.keys()) == (1, [key(1)], {key(2), key(3)})


def test_objects_of_another_condition_are_left_alone() -> None:
    objects = {key(1): stored(record(1)), key(2): stored(record(2), condition="RecordAgeExceeded")}

    redriven = Redriven(objects, condition="RecordAgeExceeded")

    assert redriven.s3.objects.keys() == {key(1)}
    assert (redriven.function.handed_over, redriven.stays) == ([["2"]], {})


def test_an_object_that_arrives_meanwhile_is_not_lost() -> None:
    class Busy(ScriptedLambda):
        def invoke(self, **request: Any) -> dict[str, Any]:
            redriven_bucket.objects[key(2)] = stored(record(2))
            return super().invoke(**request)

    redriven_bucket = MemoryBucket({key(1): stored(record(1))})
    redrive = Redrive(FailureBucket(redriven_bucket, "failures"), DeployedRecommender(Busy(), FUNCTION))

    list(redrive.run([key(1)]))

    assert redriven_bucket.objects.keys() == {key(2)}


def test_an_object_that_somebody_else_redrove_meanwhile_is_no_failure() -> None:
    bucket = FailureBucket(MemoryBucket({}), "failures")

    (portion,) = Redrive(bucket, DeployedRecommender(ScriptedLambda(), FUNCTION)).run([key(1)])

    assert (portion.done, portion.stays) == ((), {})


def test_when_the_function_cannot_be_invoked_nothing_is_deleted() -> None:
    class Absent(ScriptedLambda):
        def invoke(self, **request: Any) -> dict[str, Any]:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "Invoke")

    s3 = MemoryBucket({key(1): stored(record(1))})

    with pytest.raises(ClientError):
        list(Redrive(FailureBucket(s3, "failures"), DeployedRecommender(Absent(), FUNCTION)).run([key(1)]))

    assert s3.objects.keys() == {key(1)}
