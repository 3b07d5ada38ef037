"""Whatever the stream carries, exactly the poison is set aside, and costs nobody anything."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.adapters.stream_batch import handle
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker

VALUE = st.none() | st.text(max_size=8) | st.dictionaries(st.sampled_from("SNMB"), st.none() | st.text(max_size=8))
IMAGE = VALUE | st.dictionaries(st.sampled_from([*interest_event().to_item(), "other"]), VALUE)
CATALOGUE = FakeCatalogue([item("a")])


def numbered(number: int, image: Any) -> dict[str, Any]:
    event = interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}")
    record = stream_record(event, str(number))
    return record if image is None else {**record, "dynamodb": {**record["dynamodb"], "NewImage": image}}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | IMAGE.filter(lambda image: image is not None), max_size=6))
def test_poison_among_good_records_is_set_aside_alone(images: list[Any]) -> None:
    maker = offer_maker(CATALOGUE)
    records = [numbered(number, image) for number, image in enumerate(images)]
    response = handle(maker, records, FakeContext())
    poison = [record for record, image in zip(records, images, strict=True) if image is not None]
    assert response == {"batchItemFailures": []}
    assert sorted(maker.setting_aside.failures.kept, key=repr) == sorted(poison, key=repr)
    assert len(maker.topic.published) == len(images) - len(poison)
