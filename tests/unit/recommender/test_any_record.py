"""Whatever the stream carries, exactly the records that failed are handed back."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.fakes import (
    FakeCatalogue,
    FakeContext,
    RecordingTopic,
    interest_event,
    item,
    offer_maker,
    stream_record,
)

VALUE = st.none() | st.text(max_size=8) | st.dictionaries(st.sampled_from("SNMB"), st.none() | st.text(max_size=8))
IMAGE = VALUE | st.dictionaries(st.sampled_from([*interest_event().to_item(), "other"]), VALUE)
CATALOGUE = FakeCatalogue([item("a")])


def numbered(number: int, image: Any) -> dict[str, Any]:
    event = interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}")
    record = stream_record(event, str(number))
    return record if image is None else {**record, "dynamodb": {**record["dynamodb"], "NewImage": image}}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | IMAGE.filter(lambda image: image is not None), max_size=6))
def test_poison_among_good_records_fails_alone(images: list[Any]) -> None:
    maker = offer_maker(CATALOGUE)
    records = [numbered(number, image) for number, image in enumerate(images)]
    answer = maker.handle(records, FakeContext())
    poison = [str(number) for number, image in enumerate(images) if image is not None]
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == poison
    assert len(maker.topic.published) == len(images) - len(poison)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_after_enough_retries_every_event_has_been_told_with_one_content(failing: list[bool]) -> None:
    errors = [ConnectionError() if fails else None for fails in failing]
    topic = RecordingTopic(errors=list(errors))
    maker = offer_maker(CATALOGUE, topic=topic)
    records = [numbered(number, None) for number in range(4)]
    for _ in range(10):
        failed = {each["itemIdentifier"] for each in maker.handle(records, FakeContext())["batchItemFailures"]}
        if not failed:
            break
        # Lambda delivers again from the first failed record on, those that succeeded after it included.
        first = min(int(number) for number in failed)
        records = [record for record in records if int(record["dynamodb"]["SequenceNumber"]) >= first]
    contents: dict[str, set[str]] = {}
    for offer in topic.published:
        contents.setdefault(json.loads(offer.body)["id"], set()).add(offer.body)
    assert len(contents) == 4
    assert all(len(each) == 1 for each in contents.values())
