"""An outage that the mapping outlasts needs nobody: no record ends in the failure bucket, and every offer comes.

Ten minutes are made short, and the hour that limits the mapping as well: a second stands for a minute. How often it
retries is as applied. tests/local/streams/test_outage.py reckons with the real minutes, at several paces.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.fault_matrix import row
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target, eventually

pytestmark = pytest.mark.local_only

TEN_MINUTES, HOUR = 10, 60  # a second each
POSTS = 12
WITHIN_SECONDS = 60

# One after the other, each until it was felt, the last one until the ten minutes are over.
CAUSES: list[tuple[dict[str, Any], str]] = [
    ({"service": "dynamodb", "status": 400, "code": "ProvisionedThroughputExceededException"}, "CATALOGUE_TABLE"),
    ({"service": "dynamodb", "status": 500, "code": "InternalServerError"}, "OFFERS_TABLE"),
    ({"service": "sns", "status": 400, "code": "KMSAccessDenied"}, "OFFERS_TOPIC_ARN"),
    ({"service": "sns", "status": 403, "code": "AuthorizationError"}, "OFFERS_TOPIC_ARN"),
]


@row("SNS down, throttled, partial PublishBatch failure")
def test_ten_minutes_of_outage_put_nothing_into_the_failure_bucket_and_every_offer_comes(
    target: Target,
    mapping: StreamMapping,
    storefront: Storefront,
    consumer: Consumer,
    failures: Failures,
    figures: Callable[[str, str], None],
) -> None:
    with mapping.changed(MaximumRecordAgeInSeconds=HOUR):
        began = time.monotonic()
        posted: list[str] = []
        with ExitStack() as outage:
            for fault, resource in CAUSES:
                # The next cause begins before this one ends.
                kept = outage.pop_all()
                outage.enter_context(target.fault(**fault, resource=target.environment[resource]))
                kept.close()
                posted = posted or storefront.post_many(POSTS)
                eventually(target.fault_rules, lambda rules: rules[0]["hits"] > 0, "the outage was felt")
            assert not consumer.has(posted[0], within=max(0.0, began + TEN_MINUTES - time.monotonic()))
            assert consumer.received() & set(posted) == set()
            assert failures.objects() == {}, "a record was given up"
            lasted = time.monotonic() - began
        assert consumer.has(*posted, within=WITHIN_SECONDS)
    recovered = time.monotonic() - began - lasted

    assert failures.objects() == {}
    assert [consumer.copies[event_id] for event_id in posted] == [1] * POSTS
    figures(
        "outage", f"of {lasted:.0f} s: {POSTS} of {POSTS} offers within {recovered:.1f} s of its end, 0 in the bucket"
    )
