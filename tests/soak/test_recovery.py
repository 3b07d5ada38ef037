"""What was given up or passed over is delivered once the cause is mended, by the commands of docs/recovery.md."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.fault_matrix import row
from tests.support.monitoring.files import ALARMS
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target, eventually
from tools.command import DONE

pytestmark = pytest.mark.local_only

POSTS = 12
WITHIN_SECONDS = 60

CAUSES = [
    pytest.param({"service": "sns", "status": 403, "code": "AuthorizationError"}, "OFFERS_TOPIC_ARN", id="SNS refuses"),
    pytest.param(
        {"service": "dynamodb", "status": 400, "code": "ResourceNotFoundException"},
        "CATALOGUE_TABLE",
        id="the catalogue's table is not there",
    ),
    pytest.param(
        {"service": "dynamodb", "status": 400, "code": "AccessDeniedException"},
        "OFFERS_TABLE",
        id="the offers table may not be used",
    ),
]


@row("SNS down, throttled, partial PublishBatch failure")
@pytest.mark.parametrize(("fault", "resource"), CAUSES)
def test_redrive_delivers_what_was_given_up_when_its_cause_is_repaired(
    fault: dict[str, Any],
    resource: str,
    target: Target,
    mapping: StreamMapping,
    storefront: Storefront,
    consumer: Consumer,
    failures: Failures,
    operate: Callable[[str, int], str],
) -> None:
    broken = target.fault(**fault, resource=target.environment[resource])
    with mapping.changed(MaximumRetryAttempts=0), broken:
        posted = storefront.post_many(POSTS)
        eventually(failures.event_ids, lambda stored: stored >= set(posted), "all were given up")
        assert consumer.received() & set(posted) == set()

    assert f"{POSTS} records handed over" in operate("redrive", DONE)

    assert consumer.has(*posted, within=WITHIN_SECONDS)
    assert failures.objects() == {}


@row("stream trimmed")
def test_reconcile_delivers_what_the_stream_passed_over(
    mapping: StreamMapping, storefront: Storefront, consumer: Consumer, operate: Callable[[str, int], str]
) -> None:
    assert "recommender-IteratorAge" in ALARMS, "which rings long before the stream drops anything"
    passes_inserts_over = {"Filters": [{"Pattern": json.dumps({"eventName": ["REMOVE"]})}]}
    with mapping.changed(FilterCriteria=passes_inserts_over):
        passed_over = storefront.post_many(POSTS)
    later = storefront.post(0)
    assert consumer.has(later, within=WITHIN_SECONDS)
    assert consumer.received() & set(passed_over) == set()

    assert f"{POSTS} replayed: {POSTS} published" in operate("reconcile --settle 0", DONE)

    assert consumer.has(*passed_over, within=WITHIN_SECONDS)
    assert "0 replayed" in operate("reconcile --settle 0", DONE)


def test_an_offer_of_which_it_is_not_known_whether_it_was_published_is_sent_again_as_it_was(
    target: Target,
    storefront: Storefront,
    consumer: Consumer,
    operate: Callable[[str, int], str],
) -> None:
    refused = {"service": "dynamodb", "operation": "UpdateItem", "status": 400, "code": "AccessDeniedException"}
    with target.fault(**refused, resource=target.environment["OFFERS_TABLE"]):
        posted = storefront.post_many(POSTS)
        assert consumer.has(*posted, within=WITHIN_SECONDS)
        eventually(target.fault_rules, lambda rules: rules[0]["hits"] == POSTS, "it was tried to note that they left")

    assert f"{POSTS} replayed: {POSTS} published" in operate("reconcile --settle 0", DONE)

    eventually(lambda: [consumer.copies[event_id] for event_id in posted], ([2] * POSTS).__eq__, "each came twice")
