"""One record that nobody can handle holds up nobody, and waits, whole, for somebody who mends it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.fault_matrix import row
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures, images_of
from tests.support.soak.poison import Poisoner, sound_item, without_interest
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import eventually
from tools.command import DONE, FAILED

pytestmark = pytest.mark.local_only

WITHIN_SECONDS = 60


@row("malformed, poison, foreign record")
def test_of_100_records_with_one_poison_99_become_offers_and_one_waits_until_it_is_repaired(
    mapping: StreamMapping,
    storefront: Storefront,
    poisoner: Poisoner,
    consumer: Consumer,
    failures: Failures,
    operate: Callable[[str, int], str],
) -> None:
    sound = sound_item(str(uuid.uuid4()))
    with mapping.changed(ParallelizationFactor=1, BatchSize=100):
        with mapping.paused():
            posted = storefront.post_many(49)
            poison = poisoner.write_item(without_interest(sound))
            posted += storefront.post_many(50)

        assert consumer.has(*posted, within=WITHIN_SECONDS)
        key, document = only(eventually(failures.objects, bool, "the poison was set aside"))
        assert consumer.has(storefront.post(0), within=WITHIN_SECONDS)

    assert [consumer.copies[event_id] for event_id in posted] == [1] * 99
    assert images_of(document) == [without_interest(sound)]
    assert document["DDBStreamBatchInfo"]["batchSize"] == 1
    assert document["requestContext"]["condition"] == "SetAside"

    # Handing it over again is no use, and says so: the stream's record stays as it was.
    assert f"event {poison}" in operate("redrive", FAILED)
    assert "poison: The attribute interest is missing" in operate("redrive", FAILED)
    assert failures.objects().keys() == {key}
    assert not consumer.has(poison, within=0)

    # What can be mended is the item. Then the event is one that was accepted and has no offer.
    poisoner.write_item(sound)
    assert "1 published" in operate("reconcile --settle 0", DONE)
    assert consumer.has(poison, within=WITHIN_SECONDS)
    failures.delete(key)
    assert "of 0 objects" in operate("redrive", DONE)


def only(objects: dict[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return the only object."""
    (found,) = objects.items()
    return found
